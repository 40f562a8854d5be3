// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/unit/imaging/codecs/codec_test.h"
#include "tests/unit/imaging/codecs/forged_tiff.h"

#include <tiffio.h>

#include <bit>
#include <cmath>
#include <cstdlib>
#include <cstring>
#include <string>

namespace sorby::test {
namespace {

class TiffTest : public CodecTest {};

template <typename T>
Bytes bytesOf(const std::vector<T>& values)
{
    Bytes bytes(values.size() * sizeof(T));
    std::memcpy(bytes.data(), values.data(), bytes.size());
    return bytes;
}

std::vector<std::uint16_t> deepRamp(std::size_t count)
{
    std::vector<std::uint16_t> values(count);
    for (std::size_t i = 0; i < count; ++i) {
        values[i] = static_cast<std::uint16_t>(i * 977);
    }
    return values;
}

struct Packing {
    const char* name;
    std::uint16_t compression;
    std::uint32_t tile;
    const char* mode = "wl";
    std::uint16_t predictor = 0;
};
void PrintTo(const Packing& packing, std::ostream* stream)
{
    *stream << packing.name;
}

class TiffPackingTest : public CodecTest, public testing::WithParamInterface<Packing> {
  protected:
    static ForgedTiff forged(std::uint16_t bits, std::uint16_t samples, Bytes rows)
    {
        const auto& packing = GetParam();
        ForgedTiff tiff;
        tiff.width = kWidth;
        tiff.height = kHeight;
        tiff.bits = bits;
        tiff.samples = samples;
        tiff.photometric = samples >= 3 ? PHOTOMETRIC_RGB : PHOTOMETRIC_MINISBLACK;
        tiff.compression = packing.compression;
        tiff.tile = packing.tile;
        tiff.mode = packing.mode;
        tiff.predictor = packing.predictor;
        tiff.rows = std::move(rows);
        return tiff;
    }
    static constexpr int kWidth = 37;
    static constexpr int kHeight = 29;
    static constexpr std::size_t kArea = std::size_t{kWidth} * kHeight;
};

TEST_P(TiffPackingTest, GreyOfEightBits)
{
    const Bytes rows = ramp(kArea, 7);
    EXPECT_EQ(read<std::uint8_t>(forge(forged(8, 1, rows))), raster<std::uint8_t>(kWidth, kHeight, rows));
}

TEST_P(TiffPackingTest, GreyOfSixteenBits)
{
    const auto values = deepRamp(kArea);
    EXPECT_EQ(read<std::uint16_t>(forge(forged(16, 1, bytesOf(values)))),
              raster<std::uint16_t>(kWidth, kHeight, values));
}

TEST_P(TiffPackingTest, GreyFloats)
{
    std::vector<float> values(kArea);
    for (std::size_t i = 0; i < kArea; ++i) {
        values[i] = -3.5F + static_cast<float>(i) * 0.37F;
    }
    auto tiff = forged(32, 1, bytesOf(values));
    tiff.sampleFormat = SAMPLEFORMAT_IEEEFP;
    tiff.predictor = tiff.predictor == 0 ? std::uint16_t{0} : std::uint16_t{PREDICTOR_FLOATINGPOINT};
    EXPECT_EQ(read<float>(forge(tiff)), raster<float>(kWidth, kHeight, values));
}

TEST_P(TiffPackingTest, ColourInOnePlaneAndInThree)
{
    const Bytes interleaved = ramp(kArea * 3, 5);
    Raster<Rgb8> expected(kWidth, kHeight);
    Bytes planes(kArea * 3);
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

TEST_P(TiffPackingTest, ColourOfSixteenBitsWithAlpha)
{
    const auto values = deepRamp(kArea * 4);
    Raster<Rgb16> expected(kWidth, kHeight);
    for (std::size_t i = 0; i < kArea; ++i) {
        expected.pixels()[i] = {values[4 * i], values[4 * i + 1], values[4 * i + 2]};
    }
    EXPECT_EQ(read<Rgb16>(forge(forged(16, 4, bytesOf(values)))), expected);
}

INSTANTIATE_TEST_SUITE_P(Packings, TiffPackingTest,
                         testing::Values(Packing{"plain strips", COMPRESSION_NONE, 0},
                                         Packing{"plain tiles", COMPRESSION_NONE, 16},
                                         Packing{"LZW strips", COMPRESSION_LZW, 0},
                                         Packing{"LZW tiles", COMPRESSION_LZW, 16},
                                         Packing{"deflate tiles", COMPRESSION_ADOBE_DEFLATE, 32},
                                         Packing{"deflate with predictor", COMPRESSION_ADOBE_DEFLATE, 0, "wl",
                                                 PREDICTOR_HORIZONTAL},
                                         Packing{"PackBits strips", COMPRESSION_PACKBITS, 0},
                                         Packing{"big-endian", COMPRESSION_NONE, 0, "wb"},
                                         Packing{"big-endian LZW tiles", COMPRESSION_LZW, 16, "wb"},
                                         Packing{"BigTIFF", COMPRESSION_NONE, 0, "w8"},
                                         Packing{"big-endian BigTIFF", COMPRESSION_ADOBE_DEFLATE, 0, "wb8"}));

TEST_F(TiffTest, FewBitsAreScaledToTheWholeRange)
{
    EXPECT_EQ(read<std::uint8_t>(forge(ForgedTiff{.width = 9, .height = 1, .bits = 1, .rows = {0x55, 0x80}})),
              raster<std::uint8_t>(9, 1, {0, 255, 0, 255, 0, 255, 0, 255, 255}));
    EXPECT_EQ(read<std::uint8_t>(forge(ForgedTiff{.width = 3, .height = 1, .bits = 2, .rows = {0b00011100}})),
              raster<std::uint8_t>(3, 1, {0, 85, 255}));
    EXPECT_EQ(read<std::uint8_t>(forge(ForgedTiff{.width = 3, .height = 1, .bits = 4, .rows = {0x0f, 0x50}})),
              raster<std::uint8_t>(3, 1, {0, 255, 85}));
}

TEST_F(TiffTest, WhiteIsZeroIsInverted)
{
    ForgedTiff tiff{.width = 3, .height = 1, .photometric = PHOTOMETRIC_MINISWHITE, .rows = {0, 1, 255}};
    EXPECT_EQ(read<std::uint8_t>(forge(tiff)), raster<std::uint8_t>(3, 1, {255, 254, 0}));
    tiff.bits = 1;
    tiff.rows = {0b01000000};
    EXPECT_EQ(read<std::uint8_t>(forge(tiff)), raster<std::uint8_t>(3, 1, {255, 0, 255}));
    tiff.bits = 16;
    tiff.rows = bytesOf<std::uint16_t>({0, 1, 65535});
    EXPECT_EQ(read<std::uint16_t>(forge(tiff)), raster<std::uint16_t>(3, 1, {65535, 65534, 0}));
}

TEST_F(TiffTest, PalettesBecomeColourOrGrey)
{
    ForgedTiff tiff{
        .width = 4, .height = 1, .bits = 4, .photometric = PHOTOMETRIC_PALETTE, .rows = {0x01, 0xf2}};
    for (std::uint16_t i = 0; i < 16; ++i) {
        tiff.colourMap.push_back({static_cast<std::uint16_t>(i * 0x1111), 0x0200, 0xff00});
    }
    EXPECT_EQ(read<Rgb8>(forge(tiff)),
              raster<Rgb8>(4, 1, {{0, 2, 255}, {0x11, 2, 255}, {255, 2, 255}, {0x22, 2, 255}}));
    for (auto& colour : tiff.colourMap) {
        colour.g = colour.r;
        colour.b = colour.r;
    }
    EXPECT_EQ(read<std::uint8_t>(forge(tiff)), raster<std::uint8_t>(4, 1, {0, 0x11, 255, 0x22}));
    for (auto& colour : tiff.colourMap) {
        colour = {static_cast<std::uint16_t>(colour.r >> 8), 3,
                  4}; // 8-bit colours, as some writers have them
    }
    EXPECT_EQ(read<Rgb8>(forge(tiff)),
              raster<Rgb8>(4, 1, {{0, 3, 4}, {0x11, 3, 4}, {255, 3, 4}, {0x22, 3, 4}}));
}

TEST_F(TiffTest, InksBecomeColour)
{
    ForgedTiff tiff{.width = 3, .height = 1, .samples = 4, .photometric = PHOTOMETRIC_SEPARATED};
    tiff.rows = {0, 0, 0, 0, 255, 0, 0, 0, 0, 0, 0, 255};
    EXPECT_EQ(read<Rgb8>(forge(tiff)), raster<Rgb8>(3, 1, {{255, 255, 255}, {0, 255, 255}, {0, 0, 0}}));
    tiff.bits = 16;
    tiff.rows = bytesOf<std::uint16_t>({0, 65535, 0, 0, 0, 0, 0, 32768, 0, 0, 0, 0});
    EXPECT_EQ(read<Rgb16>(forge(tiff)),
              raster<Rgb16>(3, 1, {{65535, 0, 65535}, {32767, 32767, 32767}, {65535, 65535, 65535}}));
}

void expectNear(const Raster<Rgb8>& pixels, const Rgb8& colour, int tolerance)
{
    ASSERT_FALSE(pixels.isEmpty());
    for (const auto& pixel : pixels.pixels()) {
        ASSERT_LE(std::abs(pixel.r - colour.r), tolerance);
        ASSERT_LE(std::abs(pixel.g - colour.g), tolerance);
        ASSERT_LE(std::abs(pixel.b - colour.b), tolerance);
    }
}

TEST_F(TiffTest, JpegInsideIsDecodedToColour)
{
    const Rgb8 colour{200, 120, 40};
    ForgedTiff tiff{.width = 32, .height = 16, .samples = 3, .photometric = PHOTOMETRIC_YCBCR};
    tiff.compression = COMPRESSION_JPEG;
    tiff.rowsPerStrip = 8;
    for (int i = 0; i < 32 * 16; ++i) {
        tiff.rows.insert(tiff.rows.end(), {colour.r, colour.g, colour.b});
    }
    expectNear(read<Rgb8>(forge(tiff)), colour, 4);
    tiff.samples = 1;
    tiff.photometric = PHOTOMETRIC_MINISBLACK;
    tiff.rows.assign(32 * 16, 90);
    const auto grey = read<std::uint8_t>(forge(tiff));
    EXPECT_NEAR(grey.at(31, 15), 90, 2);
}

TEST_F(TiffTest, OtherColourSpacesAreConvertedByTheLibrary)
{
    ForgedTiff tiff{.width = 4, .height = 4, .samples = 3, .photometric = PHOTOMETRIC_YCBCR};
    tiff.rowsPerStrip = 4;
    for (int i = 0; i < 16; ++i) {
        tiff.rows.insert(tiff.rows.end(), {150, 128, 128}); // no chroma: grey
    }
    expectNear(read<Rgb8>(forge(tiff)), {150, 150, 150}, 1);
}

TEST_F(TiffTest, TheFirstOfSeveralPagesIsRead)
{
    const auto path = write(forge(ForgedTiff{.width = 3, .height = 2, .pages = 4, .rows = ramp(6)}));
    const auto info = imaging::probeMicrograph(path);
    ASSERT_TRUE(info) << describe(info.error());
    EXPECT_EQ(info->pages, 4);
    EXPECT_EQ(info->format, "TIFF");
    EXPECT_TRUE(imaging::readMicrograph(path));
}

TEST_F(TiffTest, TheOrientationTagIsNotApplied)
{
    ForgedTiff tiff{.width = 3, .height = 2, .rows = {1, 2, 3, 4, 5, 6}};
    tiff.orientation = ORIENTATION_BOTRIGHT;
    EXPECT_EQ(read<std::uint8_t>(forge(tiff)), raster<std::uint8_t>(3, 2, {1, 2, 3, 4, 5, 6}));
}

struct Foreign {
    const char* name;
    std::uint16_t bits;
    std::uint16_t samples;
    std::uint16_t format;
    const char* said; ///< part of the message
};
void PrintTo(const Foreign& foreign, std::ostream* stream)
{
    *stream << foreign.name;
}

class ForeignTiffTest : public CodecTest, public testing::WithParamInterface<Foreign> {};

TEST_P(ForeignTiffTest, IsUnsupportedByName)
{
    const auto& foreign = GetParam();
    ForgedTiff tiff{.width = 2, .height = 2, .bits = foreign.bits, .samples = foreign.samples};
    tiff.photometric = foreign.samples == 3 ? PHOTOMETRIC_RGB : PHOTOMETRIC_MINISBLACK;
    tiff.sampleFormat = foreign.format;
    tiff.rows = ramp(std::size_t{4} * foreign.samples * foreign.bits / 8);
    const auto error = refusal(forge(tiff));
    EXPECT_EQ(error.code, ErrorCode::Unsupported);
    EXPECT_NE(error.message.find(foreign.said), std::string::npos) << error.message;
}

INSTANTIATE_TEST_SUITE_P(Kinds, ForeignTiffTest,
                         testing::Values(Foreign{"signed 16 bit", 16, 1, SAMPLEFORMAT_INT, "signed 16-bit"},
                                         Foreign{"signed 8 bit", 8, 1, SAMPLEFORMAT_INT, "signed 8-bit"},
                                         Foreign{"double", 64, 1, SAMPLEFORMAT_IEEEFP, "64-bit grey float"},
                                         Foreign{"colour float", 32, 3, SAMPLEFORMAT_IEEEFP, "colour float"},
                                         Foreign{"32-bit whole", 32, 1, SAMPLEFORMAT_UINT, "32-bit samples"},
                                         Foreign{"complex", 64, 1, SAMPLEFORMAT_COMPLEXIEEEFP, "complex"}));

std::vector<TiffEntry> plainEntries(std::uint32_t width, std::uint32_t height, std::uint32_t compression = 1)
{
    return {{256, 4, 1, width},       {257, 4, 1, height}, {258, 3, 1, 8},
            {259, 3, 1, compression}, {262, 3, 1, 1},      {273, 4, 1, kPixels},
            {277, 3, 1, 1},           {278, 4, 1, height}, {279, 4, 1, width * height}};
}

TEST_F(TiffTest, AHandMadeFileIsRead)
{
    EXPECT_EQ(read<std::uint8_t>(rawTiff(plainEntries(2, 2), {1, 2, 3, 4})),
              raster<std::uint8_t>(2, 2, {1, 2, 3, 4}));
}

TEST_F(TiffTest, AnUnknownCompressionIsNamed)
{
    const auto error = refusal(rawTiff(plainEntries(2, 2, 34713), {1, 2, 3, 4}));
    EXPECT_EQ(error.code, ErrorCode::Unsupported);
    EXPECT_NE(error.message.find("34713"), std::string::npos) << error.message;
}

TEST_F(TiffTest, PagesThatGoRoundInACircleAreDamage)
{
    const auto error = refusal(rawTiff(plainEntries(2, 2), {1, 2, 3, 4}, 8));
    EXPECT_EQ(error.code, ErrorCode::Malformed);
}

TEST_F(TiffTest, AnImageWithoutPixelsIsDamage)
{
    EXPECT_EQ(refusal(rawTiff(plainEntries(0, 0), {})).code, ErrorCode::Malformed);
}

TEST_F(TiffTest, DamageInAMakersOwnTagHarmsNothing)
{
    auto entries = plainEntries(2, 2);
    entries.push_back({34682, 2, 5000, 100000}); // a microscope's text, beyond the end
    EXPECT_EQ(read<std::uint8_t>(rawTiff(entries, {1, 2, 3, 4})), raster<std::uint8_t>(2, 2, {1, 2, 3, 4}));
}

} // namespace
} // namespace sorby::test
