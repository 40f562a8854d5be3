// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/unit/imaging/codecs/sample_images.h"

#include "tests/unit/imaging/codecs/forged_bmp.h"
#include "tests/unit/imaging/codecs/forged_jpeg.h"
#include "tests/unit/imaging/codecs/forged_tiff.h"

#include <tiffio.h>

#include <cstring>
#include <random>

namespace sorby::test {
namespace {

constexpr std::uint32_t kWidth = kSampleWidth;
constexpr std::uint32_t kHeight = kSampleHeight;

Bytes noise(std::size_t count)
{
    std::mt19937 generator(31); // NOLINT: the same bytes each time
    Bytes bytes(count);
    for (auto& byte : bytes) {
        byte = static_cast<std::uint8_t>(generator());
    }
    return bytes;
}

Bytes floats(std::size_t count)
{
    std::mt19937 generator(37); // NOLINT: the same numbers each time
    Bytes bytes(count * sizeof(float));
    for (std::size_t i = 0; i < count; ++i) {
        const float value = static_cast<float>(generator() % 100000) * 0.25F - 9000.0F;
        std::memcpy(bytes.data() + i * sizeof(float), &value, sizeof(float));
    }
    return bytes;
}

/// Values that change slowly, the channels interleaved.
Bytes slope(std::size_t channels)
{
    Bytes rows;
    for (std::size_t y = 0; y < kHeight; ++y) {
        for (std::size_t x = 0; x < kWidth; ++x) {
            for (std::size_t c = 0; c < channels; ++c) {
                rows.push_back(static_cast<std::uint8_t>(30 + 2 * x + y + 20 * c));
            }
        }
    }
    return rows;
}

std::vector<Rgb16> colourMap(std::size_t count, bool isGrey)
{
    std::vector<Rgb16> colours;
    for (std::size_t i = 0; i < count; ++i) {
        const auto value = static_cast<std::uint16_t>(i * 65535 / (count - 1));
        colours.push_back({value, isGrey ? value : static_cast<std::uint16_t>(65535 - value),
                           isGrey ? value : std::uint16_t{0x4000}});
    }
    return colours;
}

std::vector<Rgb8> palette(std::size_t count)
{
    std::vector<Rgb8> colours;
    for (std::size_t i = 0; i < count; ++i) {
        colours.push_back({static_cast<std::uint8_t>(i), static_cast<std::uint8_t>(255 - i), 9});
    }
    return colours;
}

ForgedTiff tiff(std::uint16_t bits, std::uint16_t samples, std::uint16_t compression, std::uint32_t tile)
{
    ForgedTiff result{.width = kWidth, .height = kHeight, .bits = bits, .samples = samples};
    result.photometric = samples >= 3 ? PHOTOMETRIC_RGB : PHOTOMETRIC_MINISBLACK;
    result.compression = compression;
    result.rowsPerStrip = 7;
    result.tile = tile;
    const std::size_t rowBytes = (std::size_t{kWidth} * samples * bits + 7) / 8;
    result.rows = noise(rowBytes * kHeight);
    return result;
}

/// The function that makes the file, after `change` has been applied to it.
template <typename Change>
std::function<Bytes()> made(ForgedTiff spec, const Change& change)
{
    change(spec);
    return [spec] { return forge(spec); };
}
std::function<Bytes()> made(const ForgedTiff& spec)
{
    return [spec] { return forge(spec); };
}

void addGreyAndColour(std::vector<SampleImage>& samples)
{
    constexpr auto kDeflate = COMPRESSION_ADOBE_DEFLATE;
    const auto separate = [](ForgedTiff& spec) { spec.isSeparate = true; };
    const auto inFloats = [](ForgedTiff& spec) {
        spec.sampleFormat = SAMPLEFORMAT_IEEEFP;
        spec.rows = floats(std::size_t{kWidth} * kHeight);
    };
    samples.insert(
        samples.end(),
        {{"plain strips", made(tiff(8, 1, COMPRESSION_NONE, 0))},
         {"one plain strip",
          made(tiff(8, 1, COMPRESSION_NONE, 0), [](ForgedTiff& spec) { spec.rowsPerStrip = kHeight; })},
         {"plain tiles", made(tiff(8, 1, COMPRESSION_NONE, 16))},
         {"LZW strips with predictor", made(tiff(8, 1, COMPRESSION_LZW, 0),
                                            [](ForgedTiff& spec) { spec.predictor = PREDICTOR_HORIZONTAL; })},
         {"deflate tiles of 16 bits", made(tiff(16, 1, kDeflate, 16))},
         {"big-endian strips of 16 bits",
          made(tiff(16, 1, kDeflate, 0), [](ForgedTiff& spec) { spec.mode = "wb"; })},
         {"PackBits strips", made(tiff(8, 1, COMPRESSION_PACKBITS, 0))},
         {"colour strips", made(tiff(8, 3, kDeflate, 0))},
         {"colour tiles of 16 bits with alpha", made(tiff(16, 4, COMPRESSION_LZW, 16))},
         {"separate colour strips", made(tiff(8, 3, kDeflate, 0), separate)},
         {"separate colour tiles", made(tiff(16, 3, COMPRESSION_LZW, 32), separate)},
         {"separate planes with alpha", made(tiff(8, 4, COMPRESSION_NONE, 0), separate)},
         {"floats in strips", made(tiff(32, 1, kDeflate, 0), inFloats)},
         {"floats in tiles", made(tiff(32, 1, COMPRESSION_NONE, 16), inFloats)},
         {"BigTIFF tiles", made(tiff(8, 1, kDeflate, 16), [](ForgedTiff& spec) { spec.mode = "w8"; })},
         {"big-endian BigTIFF",
          made(tiff(16, 3, kDeflate, 0), [](ForgedTiff& spec) { spec.mode = "wb8"; })}});
}

void addOtherSpaces(std::vector<SampleImage>& samples)
{
    const auto withColours = [](std::uint16_t photometric, std::size_t entries, bool isGrey) {
        return [=](ForgedTiff& spec) {
            spec.photometric = photometric;
            spec.colourMap = colourMap(entries, isGrey);
        };
    };
    const auto inSpace = [](std::uint16_t photometric) {
        return [photometric](ForgedTiff& spec) { spec.photometric = photometric; };
    };
    const auto jpeg = [](std::uint16_t subsampling) {
        return [subsampling](ForgedTiff& spec) {
            spec.photometric = PHOTOMETRIC_YCBCR;
            spec.subsampling = subsampling;
            spec.rowsPerStrip = 16;
            spec.rows = slope(3);
        };
    };
    samples.insert(
        samples.end(),
        {{"palette strips",
          made(tiff(8, 1, COMPRESSION_LZW, 0), withColours(PHOTOMETRIC_PALETTE, 256, false))},
         {"palette tiles of grey",
          made(tiff(8, 1, COMPRESSION_LZW, 16), withColours(PHOTOMETRIC_PALETTE, 256, true))},
         {"palette of 4 bits",
          made(tiff(4, 1, COMPRESSION_NONE, 0), withColours(PHOTOMETRIC_PALETTE, 16, false))},
         {"1 bit", made(tiff(1, 1, COMPRESSION_NONE, 0))},
         {"2 bits, inverted", made(tiff(2, 1, COMPRESSION_PACKBITS, 0), inSpace(PHOTOMETRIC_MINISWHITE))},
         {"fax", made(tiff(1, 1, COMPRESSION_CCITTFAX4, 0), inSpace(PHOTOMETRIC_MINISWHITE))},
         {"inverted 16 bits", made(tiff(16, 1, COMPRESSION_LZW, 0), inSpace(PHOTOMETRIC_MINISWHITE))},
         {"inks", made(tiff(8, 4, COMPRESSION_LZW, 0), inSpace(PHOTOMETRIC_SEPARATED))},
         {"inks of 16 bits in tiles",
          made(tiff(16, 4, COMPRESSION_NONE, 16), inSpace(PHOTOMETRIC_SEPARATED))},
         {"JPEG strips", made(tiff(8, 3, COMPRESSION_JPEG, 0), jpeg(1))},
         {"JPEG strips with subsampling", made(tiff(8, 3, COMPRESSION_JPEG, 0), jpeg(2))},
         {"JPEG tiles with subsampling", made(tiff(8, 3, COMPRESSION_JPEG, 16), jpeg(2))},
         {"YCbCr", made(tiff(8, 3, COMPRESSION_LZW, 0), inSpace(PHOTOMETRIC_YCBCR))},
         {"YCbCr in tiles", made(tiff(8, 3, COMPRESSION_LZW, 16), inSpace(PHOTOMETRIC_YCBCR))},
         {"YCbCr with subsampling and an orientation", made(tiff(8, 3, COMPRESSION_NONE, 0),
                                                            [](ForgedTiff& spec) {
                                                                spec.photometric = PHOTOMETRIC_YCBCR;
                                                                spec.subsampling = 2;
                                                                spec.rowsPerStrip = 8;
                                                                spec.orientation = ORIENTATION_BOTRIGHT;
                                                            })},
         {"CIE L*a*b*", made(tiff(8, 3, COMPRESSION_LZW, 0), inSpace(PHOTOMETRIC_CIELAB))}});
    const std::vector<ForgedTiff> pages = {{.width = 3, .height = 3, .rows = noise(9)},
                                           tiff(16, 1, COMPRESSION_ADOBE_DEFLATE, 16),
                                           tiff(8, 3, COMPRESSION_LZW, 0)};
    for (int page = 2; page <= 3; ++page) {
        samples.push_back({"one of several pages", [pages] { return forge(pages); }, page});
    }
}

void addOtherFormats(std::vector<SampleImage>& samples)
{
    const auto png = [](int bitDepth, int colourType, std::size_t channels, bool isInterlaced) {
        ForgedPng spec{.width = kWidth, .height = kHeight, .bitDepth = bitDepth, .colourType = colourType};
        spec.isInterlaced = isInterlaced;
        if (colourType == 3) {
            spec.palette = palette(std::size_t{1} << bitDepth);
        }
        spec.rows = noise((kWidth * channels * static_cast<std::size_t>(bitDepth) + 7) / 8 * kHeight);
        return [spec] { return forge(spec); };
    };
    const auto jpeg = [](int components, bool isProgressive) {
        ForgedJpeg spec{.width = kWidth, .height = kHeight, .components = components};
        spec.isProgressive = isProgressive;
        spec.rows = slope(static_cast<std::size_t>(components));
        return [spec] { return forge(spec); };
    };
    const auto bmp = [](std::uint16_t bits, bool isTopDown) {
        const std::size_t rowBytes = (std::size_t{kWidth} * bits + 31) / 32 * 4;
        ForgedBmp spec{
            .width = kSampleWidth, .height = isTopDown ? -kSampleHeight : kSampleHeight, .bits = bits};
        spec.palette = bits <= 8 ? palette(std::size_t{1} << bits) : std::vector<Rgb8>();
        spec.rows = noise(rowBytes * kHeight);
        return [spec] { return forge(spec); };
    };
    samples.insert(samples.end(), {{"PNG", png(8, 0, 1, false)},
                                   {"PNG of 16 bits", png(16, 0, 1, false)},
                                   {"PNG of 2 bits", png(2, 0, 1, false)},
                                   {"PNG with colour and alpha of 16 bits", png(16, 6, 4, false)},
                                   {"PNG palette", png(8, 3, 1, false)},
                                   {"PNG palette of 4 bits, interlaced", png(4, 3, 1, true)},
                                   {"PNG colour, interlaced", png(8, 2, 3, true)},
                                   {"JPEG grey", jpeg(1, false)},
                                   {"JPEG colour", jpeg(3, false)},
                                   {"JPEG progressive", jpeg(3, true)},
                                   {"JPEG inks", jpeg(4, false)},
                                   {"BMP palette", bmp(8, false)},
                                   {"BMP of 4 bits, top-down", bmp(4, true)},
                                   {"BMP colour", bmp(24, false)},
                                   {"BMP of 32 bits, top-down", bmp(32, true)}});
}

} // namespace

std::vector<SampleImage> sampleImages()
{
    std::vector<SampleImage> samples;
    addGreyAndColour(samples);
    addOtherSpaces(samples);
    addOtherFormats(samples);
    return samples;
}

} // namespace sorby::test
