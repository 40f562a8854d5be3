// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/imaging/codecs/tiff_head.h"

#include "core/imaging/codecs/palette.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <limits>

namespace sorby::imaging::codecs {
namespace {

std::vector<Rgb8> readPalette(const TiffHandle& tiff, int bits)
{
    std::uint16_t* red = nullptr;
    std::uint16_t* green = nullptr;
    std::uint16_t* blue = nullptr;
    if (TIFFGetField(tiff.get(), TIFFTAG_COLORMAP, &red, &green, &blue) != 1) {
        return {};
    }
    const auto count = std::size_t{1} << bits;
    // Some writers give colours of 8 bits where the format says 16.
    const auto isByte = [&](const std::uint16_t* values) {
        return std::all_of(values, values + count, [](std::uint16_t value) { return value < 256; });
    };
    const int shift = isByte(red) && isByte(green) && isByte(blue) ? 0 : 8;
    std::vector<Rgb8> palette;
    for (std::size_t i = 0; i < count; ++i) {
        palette.push_back({static_cast<std::uint8_t>(red[i] >> shift),
                           static_cast<std::uint8_t>(green[i] >> shift),
                           static_cast<std::uint8_t>(blue[i] >> shift)});
    }
    return palette;
}

/// Samples of the kinds that Pixels can hold; everything else is named in the error.
Status checkSamples(const TiffHandle& tiff, TiffHead& head)
{
    const int bits = head.layout.bits;
    const auto format = tiff.tag<std::uint16_t>(TIFFTAG_SAMPLEFORMAT, SAMPLEFORMAT_UINT);
    head.isFloat = format == SAMPLEFORMAT_IEEEFP;
    if (format == SAMPLEFORMAT_INT) {
        return tiff.unsupported(fmt::format("of signed {}-bit numbers, which have no fixed black; convert it "
                                            "to unsigned 16 bit or to 32-bit float",
                                            bits));
    }
    if (head.isFloat && (bits != 32 || head.way != TiffWay::Grey)) {
        return tiff.unsupported(
            fmt::format("of {}-bit {} floats; convert it to grey 32-bit float or to 16 bit", bits,
                        head.way == TiffWay::Grey ? "grey" : "colour"));
    }
    if (format != SAMPLEFORMAT_UINT && format != SAMPLEFORMAT_VOID && !head.isFloat) {
        return tiff.unsupported("of complex numbers; save its magnitude as 32-bit float");
    }
    static constexpr std::array kBits = {1, 2, 4, 8, 16};
    const bool isKnown = head.isFloat || std::find(kBits.begin(), kBits.end(), bits) != kBits.end();
    const bool needsBytes = head.way == TiffWay::Colour || head.way == TiffWay::Cmyk;
    if (!isKnown || (needsBytes && bits < 8) || (head.way == TiffWay::Palette && bits > 8)) {
        return tiff.unsupported(
            fmt::format("of {}-bit samples; convert it to 8 or 16 bit or to 32-bit float", bits));
    }
    return {};
}

Status chooseWay(const TiffHandle& tiff, TiffHead& head)
{
    TiffLayout& layout = head.layout;
    const auto compression = tiff.tag<std::uint16_t>(TIFFTAG_COMPRESSION, COMPRESSION_NONE);
    if (TIFFIsCODECConfigured(compression) == 0) {
        return tiff.unsupported(fmt::format(
            "with compression {}; save it without compression, or with LZW or deflate", compression));
    }
    std::uint16_t photometric = layout.samples >= 3 ? PHOTOMETRIC_RGB : PHOTOMETRIC_MINISBLACK;
    TIFFGetField(tiff.get(), TIFFTAG_PHOTOMETRIC, &photometric);
    switch (photometric) {
    case PHOTOMETRIC_MINISBLACK:
        head.way = TiffWay::Grey;
        break;
    case PHOTOMETRIC_MINISWHITE:
        head.way = TiffWay::InvertedGrey;
        break;
    case PHOTOMETRIC_PALETTE:
        head.way = TiffWay::Palette;
        break;
    case PHOTOMETRIC_RGB:
        head.way = TiffWay::Colour;
        break;
    case PHOTOMETRIC_SEPARATED:
        head.way = TiffWay::Cmyk;
        break;
    default:
        head.way = TiffWay::ByLibrary;
    }
    if (photometric == PHOTOMETRIC_YCBCR && compression == COMPRESSION_JPEG) {
        TIFFSetField(tiff.get(), TIFFTAG_JPEGCOLORMODE, JPEGCOLORMODE_RGB);
        head.way = TiffWay::Colour;
    }
    if (compression == COMPRESSION_OJPEG) {
        head.way = TiffWay::ByLibrary;
    }
    layout.used = head.way == TiffWay::Colour ? 3 : head.way == TiffWay::Cmyk ? 4 : 1;
    if (head.way != TiffWay::ByLibrary && layout.used > layout.samples) {
        return tiff.file().error(ErrorCode::Malformed,
                                 fmt::format("is a damaged TIFF: {} samples a pixel where {} are needed",
                                             layout.samples, layout.used));
    }
    return {};
}

Status checkByLibrary(const TiffHandle& tiff)
{
    std::array<char, 1024> reason{};
    if (TIFFRGBAImageOK(tiff.get(), reason.data()) != 1) {
        return tiff.unsupported(
            fmt::format("of a kind that is not supported ({}); save it as plain grey or RGB", reason.data()));
    }
    return {};
}

} // namespace

Result<TiffHead> readTiffHead(const TiffHandle& tiff)
{
    if (!tiff.isOpen()) {
        return tiff.error();
    }
    TiffHead head;
    const auto width = tiff.tag<std::uint32_t>(TIFFTAG_IMAGEWIDTH, 0);
    const auto height = tiff.tag<std::uint32_t>(TIFFTAG_IMAGELENGTH, 0);
    constexpr auto kMost = static_cast<std::uint32_t>(std::numeric_limits<int>::max());
    if (width == 0 || height == 0 || width > kMost || height > kMost) {
        return tiff.file().error(ErrorCode::Malformed,
                                 fmt::format("is a damaged TIFF: its size is {}x{} pixels", width, height));
    }
    head.layout.size = {static_cast<int>(width), static_cast<int>(height)};
    head.layout.bits = tiff.tag<std::uint16_t>(TIFFTAG_BITSPERSAMPLE, 1);
    head.layout.samples = tiff.tag<std::uint16_t>(TIFFTAG_SAMPLESPERPIXEL, 1);
    head.layout.isSeparate =
        tiff.tag<std::uint16_t>(TIFFTAG_PLANARCONFIG, PLANARCONFIG_CONTIG) == PLANARCONFIG_SEPARATE;
    if (auto chosen = chooseWay(tiff, head); !chosen) {
        return chosen.error();
    }
    if (auto checked = head.way == TiffWay::ByLibrary ? checkByLibrary(tiff) : checkSamples(tiff, head);
        !checked) {
        return checked.error();
    }
    if (head.way == TiffWay::Palette) {
        head.palette = readPalette(tiff, head.layout.bits);
        if (head.palette.empty()) {
            return tiff.file().error(ErrorCode::Malformed, "is a damaged TIFF: its palette is missing");
        }
    }
    const bool isGreyImage = head.way == TiffWay::Grey || head.way == TiffWay::InvertedGrey ||
                             (head.way == TiffWay::Palette && isGrey(head.palette));
    head.info.size = head.layout.size;
    head.info.channels = isGreyImage ? 1 : 3;
    head.info.bitsPerChannel = head.isFloat                                               ? 32
                               : head.layout.bits == 16 && head.way != TiffWay::ByLibrary ? 16
                                                                                          : 8;
    head.info.format = "TIFF";
    const auto orientation = tiff.tag<std::uint16_t>(TIFFTAG_ORIENTATION, ORIENTATION_TOPLEFT);
    head.info.orientation = orientation >= 1 && orientation <= 8 ? orientation : 1;
    return head;
}

} // namespace sorby::imaging::codecs
