// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/unit/imaging/codecs/codec_test.h"
#include "tests/unit/imaging/codecs/forged_tiff.h"

#include <tiffio.h>

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <cstring>
#include <string>
#include <vector>

// Compressions and layouts beside those of tiff_test.cpp.
namespace sorby::test {
namespace {

constexpr int kWidth = 45;
constexpr int kHeight = 31;
constexpr std::size_t kArea = std::size_t{kWidth} * kHeight;

template <typename T>
Bytes bytesOf(const std::vector<T>& values)
{
    Bytes bytes(values.size() * sizeof(T));
    std::memcpy(bytes.data(), values.data(), bytes.size());
    return bytes;
}

struct Kind {
    const char* name;
    std::uint16_t compression;
    std::uint16_t predictor;
    std::uint32_t tile;
    const char* mode = "wl";
};
void PrintTo(const Kind& kind, std::ostream* stream)
{
    *stream << kind.name;
}

class TiffKindTest : public CodecTest, public testing::WithParamInterface<Kind> {
  protected:
    void SetUp() override
    {
        if (TIFFIsCODECConfigured(GetParam().compression) == 0) {
            GTEST_SKIP() << "this libtiff was built without " << GetParam().name;
        }
    }
    static ForgedTiff forged(std::uint16_t bits, std::uint16_t samples, Bytes rows)
    {
        ForgedTiff tiff{.width = kWidth, .height = kHeight, .bits = bits, .samples = samples};
        tiff.photometric = samples >= 3 ? PHOTOMETRIC_RGB : PHOTOMETRIC_MINISBLACK;
        tiff.compression = GetParam().compression;
        tiff.predictor = GetParam().predictor;
        tiff.tile = GetParam().tile;
        tiff.mode = GetParam().mode;
        tiff.rows = std::move(rows);
        return tiff;
    }
};

TEST_P(TiffKindTest, SixteenBitsStaySixteenBits)
{
    std::vector<std::uint16_t> values(kArea);
    for (std::size_t i = 0; i < kArea; ++i) {
        values[i] = static_cast<std::uint16_t>(i * 1009 + 3);
    }
    EXPECT_EQ(read<std::uint16_t>(forge(forged(16, 1, bytesOf(values)))),
              raster<std::uint16_t>(kWidth, kHeight, values));
}

TEST_P(TiffKindTest, ColourInOnePlaneAndInThree)
{
    const Bytes interleaved = ramp(kArea * 3, 11);
    Bytes planes(kArea * 3);
    Raster<Rgb8> expected(kWidth, kHeight);
    for (std::size_t i = 0; i < kArea; ++i) {
        expected.pixels()[i] = {interleaved[3 * i], interleaved[3 * i + 1], interleaved[3 * i + 2]};
        for (std::size_t channel = 0; channel < 3; ++channel) {
            planes[channel * kArea + i] = interleaved[3 * i + channel];
        }
    }
    EXPECT_EQ(read<Rgb8>(forge(forged(8, 3, interleaved))), expected);
    auto separate = forged(8, 3, planes);
    separate.isSeparate = true;
    EXPECT_EQ(read<Rgb8>(forge(separate)), expected);
}

TEST_P(TiffKindTest, Floats)
{
    if (GetParam().predictor != 0 && GetParam().mode == std::string("wb")) {
        GTEST_SKIP() << "libtiff writes such files wrongly";
    }
    std::vector<float> values(kArea);
    for (std::size_t i = 0; i < kArea; ++i) {
        values[i] = std::ldexp(static_cast<float>(i) - 700.0F, static_cast<int>(i % 40) - 20);
    }
    auto tiff = forged(32, 1, bytesOf(values));
    tiff.sampleFormat = SAMPLEFORMAT_IEEEFP;
    tiff.predictor = tiff.predictor == 0 ? std::uint16_t{0} : std::uint16_t{PREDICTOR_FLOATINGPOINT};
    EXPECT_EQ(read<float>(forge(tiff)), raster<float>(kWidth, kHeight, values));
}

TEST_P(TiffKindTest, AlphaIsDropped)
{
    const Bytes greyAndAlpha = ramp(kArea * 2, 3);
    Raster<std::uint8_t> expected(kWidth, kHeight);
    for (std::size_t i = 0; i < kArea; ++i) {
        expected.pixels()[i] = greyAndAlpha[2 * i];
    }
    EXPECT_EQ(read<std::uint8_t>(forge(forged(8, 2, greyAndAlpha))), expected);
}

INSTANTIATE_TEST_SUITE_P(
    Kinds, TiffKindTest,
    testing::Values(Kind{"old deflate", COMPRESSION_DEFLATE, 0, 0},
                    Kind{"old deflate tiles with predictor", COMPRESSION_DEFLATE, PREDICTOR_HORIZONTAL, 16},
                    Kind{"LZW with predictor", COMPRESSION_LZW, PREDICTOR_HORIZONTAL, 0},
                    Kind{"big-endian LZW tiles with predictor", COMPRESSION_LZW, PREDICTOR_HORIZONTAL, 16,
                         "wb"},
                    Kind{"deflate tiles with predictor", COMPRESSION_ADOBE_DEFLATE, PREDICTOR_HORIZONTAL, 32},
                    Kind{"PackBits tiles", COMPRESSION_PACKBITS, 0, 16},
                    Kind{"plain tiles in BigTIFF", COMPRESSION_NONE, 0, 16, "w8"},
                    Kind{"Zstandard", COMPRESSION_ZSTD, PREDICTOR_HORIZONTAL, 0},
                    Kind{"Zstandard tiles", COMPRESSION_ZSTD, 0, 16}, Kind{"LZMA", COMPRESSION_LZMA, 0, 0}));

class TiffColourTest : public CodecTest {};

/// Colour that changes slowly, which JPEG keeps within some grey levels.
Bytes slope(std::uint32_t width, std::uint32_t height)
{
    Bytes rows;
    for (std::uint32_t y = 0; y < height; ++y) {
        for (std::uint32_t x = 0; x < width; ++x) {
            rows.push_back(static_cast<std::uint8_t>(40 + x));
            rows.push_back(static_cast<std::uint8_t>(60 + y));
            rows.push_back(static_cast<std::uint8_t>(90 + (x + y) / 2));
        }
    }
    return rows;
}

TEST_F(TiffColourTest, JpegInStripsAndTilesWithAndWithoutSubsampling)
{
    constexpr std::uint32_t kSide = 75; // the last strips and tiles are not full
    const Bytes rows = slope(kSide, kSide);
    for (const auto subsampling : {std::uint16_t{1}, std::uint16_t{2}}) {
        for (const std::uint32_t tile : {0U, 32U}) {
            SCOPED_TRACE("subsampling " + std::to_string(subsampling) + ", tiles " + std::to_string(tile));
            ForgedTiff tiff{.width = kSide, .height = kSide, .samples = 3, .photometric = PHOTOMETRIC_YCBCR};
            tiff.compression = COMPRESSION_JPEG;
            tiff.subsampling = subsampling;
            tiff.rowsPerStrip = 16;
            tiff.tile = tile;
            tiff.rows = rows;
            const auto pixels = read<Rgb8>(forge(tiff));
            ASSERT_EQ(pixels.size(), (Size{kSide, kSide}));
            // What the writer puts beyond the image's edge shows in the tiles' last blocks.
            const int end = tile == 0 ? static_cast<int>(kSide) : 64;
            int worst = 0;
            for (int y = 0; y < end; ++y) {
                for (int x = 0; x < end; ++x) {
                    const auto& pixel = pixels.at(x, y);
                    const auto* row =
                        rows.data() + 3 * (static_cast<std::size_t>(y) * kSide + static_cast<std::size_t>(x));
                    worst = std::max({worst, std::abs(pixel.r - row[0]), std::abs(pixel.g - row[1]),
                                      std::abs(pixel.b - row[2])});
                }
            }
            EXPECT_LE(worst, 12);
        }
    }
}

TEST_F(TiffColourTest, GreyJpegTiles)
{
    ForgedTiff tiff{.width = 40, .height = 24, .compression = COMPRESSION_JPEG, .tile = 16};
    tiff.rows.assign(40 * 24, 131);
    const auto pixels = read<std::uint8_t>(forge(tiff));
    ASSERT_EQ(pixels.size(), (Size{40, 24}));
    for (const auto value : pixels.pixels()) {
        ASSERT_NEAR(value, 131, 2);
    }
}

TEST_F(TiffColourTest, SubsampledChromaWithoutCompressionIsSharedByItsPixels)
{
    ForgedTiff tiff{.width = 4, .height = 4, .samples = 3, .photometric = PHOTOMETRIC_YCBCR};
    tiff.subsampling = 2;
    tiff.rowsPerStrip = 2;
    const Bytes greyUnit = {10, 20, 30, 40, 128, 128};
    const Bytes redUnit = {100, 100, 100, 100, 128, 228};
    for (const auto* unit : {&greyUnit, &redUnit, &redUnit, &greyUnit}) {
        tiff.rows.insert(tiff.rows.end(), unit->begin(), unit->end());
    }
    const auto pixels = read<Rgb8>(forge(tiff));
    ASSERT_EQ(pixels.size(), (Size{4, 4}));
    EXPECT_EQ(pixels.at(0, 0), (Rgb8{10, 10, 10}));
    EXPECT_EQ(pixels.at(1, 0), (Rgb8{20, 20, 20}));
    EXPECT_EQ(pixels.at(0, 1), (Rgb8{30, 30, 30}));
    EXPECT_EQ(pixels.at(3, 3), (Rgb8{40, 40, 40}));
    // R = Y + 1.402 (Cr - 128), G = Y - 0.714 (Cr - 128)
    for (const auto& pixel : {pixels.at(2, 0), pixels.at(3, 1), pixels.at(0, 2), pixels.at(1, 3)}) {
        EXPECT_NEAR(pixel.r, 240, 1);
        EXPECT_NEAR(pixel.g, 29, 1);
        EXPECT_NEAR(pixel.b, 100, 1);
    }
}

TEST_F(TiffColourTest, FaxBitsAreGrey)
{
    ForgedTiff tiff{.width = 16, .height = 3, .bits = 1, .photometric = PHOTOMETRIC_MINISWHITE};
    tiff.compression = COMPRESSION_CCITTFAX4;
    tiff.rows = {0xff, 0x00, 0xf0, 0x0f, 0x00, 0x01};
    const auto pixels = read<std::uint8_t>(forge(tiff));
    ASSERT_EQ(pixels.size(), (Size{16, 3}));
    for (int y = 0; y < 3; ++y) {
        for (int x = 0; x < 16; ++x) {
            const int byte = tiff.rows[static_cast<std::size_t>(2 * y + x / 8)];
            EXPECT_EQ(pixels.at(x, y), (byte >> (7 - x % 8) & 1) != 0 ? 0 : 255);
        }
    }
}

TEST_F(TiffColourTest, PalettesInTiles)
{
    ForgedTiff tiff{.width = 20, .height = 18, .photometric = PHOTOMETRIC_PALETTE, .tile = 16};
    for (std::uint16_t i = 0; i < 256; ++i) {
        tiff.colourMap.push_back({static_cast<std::uint16_t>(i << 8),
                                  static_cast<std::uint16_t>((255 - i) << 8),
                                  static_cast<std::uint16_t>(7 << 8)});
    }
    tiff.rows = ramp(360, 13);
    const auto pixels = read<Rgb8>(forge(tiff));
    ASSERT_EQ(pixels.size(), (Size{20, 18}));
    for (std::size_t i = 0; i < 360; ++i) {
        const auto index = tiff.rows[i];
        ASSERT_EQ(pixels.pixels()[i], (Rgb8{index, static_cast<std::uint8_t>(255 - index), 7}));
    }
}

} // namespace
} // namespace sorby::test
