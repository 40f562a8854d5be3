// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/imaging/codecs/tiff.h"

#include "core/imaging/codecs/cmyk.h"
#include "core/imaging/codecs/palette.h"
#include "core/imaging/codecs/tiff_blocks.h"
#include "core/imaging/codecs/tiff_handle.h"
#include "core/imaging/codecs/tiff_structure.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <limits>
#include <utility>
#include <vector>

namespace sorby::imaging::codecs {
namespace {

/// How the samples of a page become pixels.
enum class Way {
    Grey,
    InvertedGrey,
    Palette,
    Colour,
    Cmyk,
    ByLibrary, ///< colour spaces that libtiff converts to 8 bits: YCbCr, CIE L*a*b*, old JPEG
};

struct Head {
    TiffLayout layout;
    Way way = Way::Grey;
    bool isFloat = false;
    std::vector<Rgb8> palette;
    MicrographInfo info;
};

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
Status checkSamples(const TiffHandle& tiff, Head& head)
{
    const int bits = head.layout.bits;
    const auto format = tiff.tag<std::uint16_t>(TIFFTAG_SAMPLEFORMAT, SAMPLEFORMAT_UINT);
    head.isFloat = format == SAMPLEFORMAT_IEEEFP;
    if (format == SAMPLEFORMAT_INT) {
        return tiff.unsupported(fmt::format("of signed {}-bit numbers, which have no fixed black; convert it "
                                            "to unsigned 16 bit or to 32-bit float",
                                            bits));
    }
    if (head.isFloat && (bits != 32 || head.way != Way::Grey)) {
        return tiff.unsupported(
            fmt::format("of {}-bit {} floats; convert it to grey 32-bit float or to 16 bit", bits,
                        head.way == Way::Grey ? "grey" : "colour"));
    }
    if (format != SAMPLEFORMAT_UINT && format != SAMPLEFORMAT_VOID && !head.isFloat) {
        return tiff.unsupported("of complex numbers; save its magnitude as 32-bit float");
    }
    static constexpr std::array kBits = {1, 2, 4, 8, 16};
    const bool isKnown = head.isFloat || std::find(kBits.begin(), kBits.end(), bits) != kBits.end();
    const bool needsBytes = head.way == Way::Colour || head.way == Way::Cmyk;
    if (!isKnown || (needsBytes && bits < 8) || (head.way == Way::Palette && bits > 8)) {
        return tiff.unsupported(
            fmt::format("of {}-bit samples; convert it to 8 or 16 bit or to 32-bit float", bits));
    }
    return {};
}

Status chooseWay(const TiffHandle& tiff, Head& head)
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
        head.way = Way::Grey;
        break;
    case PHOTOMETRIC_MINISWHITE:
        head.way = Way::InvertedGrey;
        break;
    case PHOTOMETRIC_PALETTE:
        head.way = Way::Palette;
        break;
    case PHOTOMETRIC_RGB:
        head.way = Way::Colour;
        break;
    case PHOTOMETRIC_SEPARATED:
        head.way = Way::Cmyk;
        break;
    default:
        head.way = Way::ByLibrary;
    }
    if (photometric == PHOTOMETRIC_YCBCR && compression == COMPRESSION_JPEG) {
        TIFFSetField(tiff.get(), TIFFTAG_JPEGCOLORMODE, JPEGCOLORMODE_RGB);
        head.way = Way::Colour;
    }
    if (compression == COMPRESSION_OJPEG) {
        head.way = Way::ByLibrary;
    }
    layout.used = head.way == Way::Colour ? 3 : head.way == Way::Cmyk ? 4 : 1;
    if (head.way != Way::ByLibrary && layout.used > layout.samples) {
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

Result<Head> readHead(const TiffHandle& tiff)
{
    if (!tiff.isOpen()) {
        return tiff.error();
    }
    Head head;
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
    if (auto checked = head.way == Way::ByLibrary ? checkByLibrary(tiff) : checkSamples(tiff, head);
        !checked) {
        return checked.error();
    }
    if (head.way == Way::Palette) {
        head.palette = readPalette(tiff, head.layout.bits);
        if (head.palette.empty()) {
            return tiff.file().error(ErrorCode::Malformed, "is a damaged TIFF: its palette is missing");
        }
    }
    const bool isGreyImage = head.way == Way::Grey || head.way == Way::InvertedGrey ||
                             (head.way == Way::Palette && isGrey(head.palette));
    head.info.size = head.layout.size;
    head.info.channels = isGreyImage ? 1 : 3;
    head.info.bitsPerChannel = head.isFloat                                           ? 32
                               : head.layout.bits == 16 && head.way != Way::ByLibrary ? 16
                                                                                      : 8;
    head.info.format = "TIFF";
    return head;
}

template <typename Sample>
Result<Pixels> readGrey(const TiffHandle& tiff, const Head& head)
{
    Raster<Sample> raster(head.layout.size);
    if (auto read = readTiffBlocks(tiff, head.layout, raster.data()); !read) {
        return read.error();
    }
    if constexpr (std::is_same_v<Sample, std::uint8_t>) {
        if (head.way == Way::Palette) {
            // The palette has an entry for every index that the bits can say.
            return *applyPalette(raster, head.palette);
        }
        scaleToByte(raster, head.layout.bits);
    }
    if (head.way == Way::InvertedGrey) {
        for (auto& value : raster.pixels()) {
            value = static_cast<Sample>(std::numeric_limits<Sample>::max() - value);
        }
    }
    return Pixels(std::move(raster));
}

template <typename Colour, typename Sample>
Result<Pixels> readColour(const TiffHandle& tiff, const Head& head)
{
    Raster<Colour> raster(head.layout.size);
    if (head.way == Way::Cmyk) {
        std::vector<Sample> inks(head.layout.size.area() * 4);
        if (auto read = readTiffBlocks(tiff, head.layout, inks.data()); !read) {
            return read.error();
        }
        cmykToRgb<Colour, Sample>(inks, raster.pixels());
        return Pixels(std::move(raster));
    }
    static_assert(sizeof(Colour) == 3 * sizeof(Sample));
    if (auto read = readTiffBlocks(tiff, head.layout, reinterpret_cast<Sample*>(raster.data())); !read) {
        return read.error();
    }
    return Pixels(std::move(raster));
}

Result<Pixels> readByLibrary(const TiffHandle& tiff, const Head& head)
{
    std::vector<std::uint32_t> packed(head.layout.size.area());
    // Asking for the orientation that the file has leaves the pixels as they are stored.
    const int orientation = tiff.tag<std::uint16_t>(TIFFTAG_ORIENTATION, ORIENTATION_TOPLEFT);
    if (TIFFReadRGBAImageOriented(tiff.get(), static_cast<std::uint32_t>(head.layout.size.width),
                                  static_cast<std::uint32_t>(head.layout.size.height), packed.data(),
                                  orientation, 1) != 1) {
        return tiff.error();
    }
    Raster<Rgb8> raster(head.layout.size);
    std::transform(packed.begin(), packed.end(), raster.data(), [](std::uint32_t pixel) {
        return Rgb8{static_cast<std::uint8_t>(TIFFGetR(pixel)), static_cast<std::uint8_t>(TIFFGetG(pixel)),
                    static_cast<std::uint8_t>(TIFFGetB(pixel))};
    });
    return Pixels(std::move(raster));
}

double bytesPerPixel(const Head& head)
{
    const double channels = head.info.channels;
    const double sampleBytes = head.info.bitsPerChannel / 8.0;
    switch (head.way) {
    case Way::Cmyk:
        return 7 * sampleBytes;
    case Way::Palette:
        return 1 + channels;
    case Way::ByLibrary:
        return 4 + channels;
    default:
        return channels * sampleBytes;
    }
}

/// Can the file not hold its pixels, however well they are packed?
bool isTooShort(const TiffHandle& tiff, const Head& head)
{
    static constexpr double kBestRatio = 4096; // LZW; deflate and PackBits are worse
    switch (tiff.tag<std::uint16_t>(TIFFTAG_COMPRESSION, COMPRESSION_NONE)) {
    case COMPRESSION_NONE:
    case COMPRESSION_LZW:
    case COMPRESSION_ADOBE_DEFLATE:
    case COMPRESSION_DEFLATE:
    case COMPRESSION_PACKBITS:
        break;
    default:
        return false;
    }
    const double bytes = static_cast<double>(head.layout.size.width) * head.layout.size.height *
                         head.layout.bits * head.layout.used / 8;
    return bytes > kBestRatio * static_cast<double>(tiff.file().size());
}

} // namespace

Result<MicrographInfo> probeTiff(InputFile& file)
{
    const auto structure = readTiffStructure(file);
    if (!structure) {
        return structure.error();
    }
    const TiffHandle tiff(file);
    auto head = readHead(tiff);
    if (!head) {
        return head.error();
    }
    head->info.pages = structure->pages;
    return head->info;
}

bool tiffSeemsWhole(InputFile& file)
{
    const auto structure = readTiffStructure(file);
    return structure && structure->hasAllPixels;
}

Result<Pixels> readTiff(InputFile& file)
{
    if (const auto structure = readTiffStructure(file); !structure) {
        return structure.error();
    }
    const TiffHandle tiff(file);
    const auto head = readHead(tiff);
    if (!head) {
        return head.error();
    }
    if (auto fits = file.checkFits(head->layout.size, bytesPerPixel(*head)); !fits) {
        return fits.error();
    }
    if (isTooShort(tiff, *head)) {
        return file.cutOff();
    }
    if (head->way == Way::ByLibrary) {
        return readByLibrary(tiff, *head);
    }
    const bool isDeep = head->layout.bits == 16;
    if (head->way == Way::Colour || head->way == Way::Cmyk) {
        return isDeep ? readColour<Rgb16, std::uint16_t>(tiff, *head)
                      : readColour<Rgb8, std::uint8_t>(tiff, *head);
    }
    if (head->isFloat) {
        return readGrey<float>(tiff, *head);
    }
    return isDeep ? readGrey<std::uint16_t>(tiff, *head) : readGrey<std::uint8_t>(tiff, *head);
}

} // namespace sorby::imaging::codecs
