// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/unit/imaging/codecs/codec_test.h"

#include <array>
#include <string>

namespace sorby::test {
namespace {

using imaging::Pixels;

class PngTest : public CodecTest {};

struct Depth {
    int bits;
    Bytes row;                          ///< four pixels, packed
    std::array<std::uint8_t, 4> values; ///< as a micrograph has them
};
void PrintTo(const Depth& depth, std::ostream* stream)
{
    *stream << depth.bits << " bits";
}

class PngDepthTest : public CodecTest, public testing::WithParamInterface<Depth> {};

TEST_P(PngDepthTest, GreyIsScaledToTheWholeRange)
{
    const auto& [bits, row, values] = GetParam();
    const auto pixels =
        read<std::uint8_t>(forge(ForgedPng{.width = 4, .height = 1, .bitDepth = bits, .rows = row}));
    EXPECT_EQ(pixels, raster<std::uint8_t>(4, 1, {values.begin(), values.end()}));
}

TEST_P(PngDepthTest, PaletteIndicesAreLookedUp)
{
    const auto& [bits, row, values] = GetParam();
    std::vector<Rgb8> palette;
    const int colours = 1 << bits;
    for (int i = 0; i < colours; ++i) {
        palette.push_back(
            {static_cast<std::uint8_t>(i * 255 / (colours - 1)), 7, static_cast<std::uint8_t>(i)});
    }
    const auto pixels = read<Rgb8>(forge(ForgedPng{
        .width = 4, .height = 1, .bitDepth = bits, .colourType = 3, .palette = palette, .rows = row}));
    ASSERT_EQ(pixels.size(), (Size{4, 1}));
    for (int x = 0; x < 4; ++x) {
        EXPECT_EQ(pixels.at(x, 0).r, values[static_cast<std::size_t>(x)]);
        EXPECT_EQ(pixels.at(x, 0).g, 7);
    }
}

INSTANTIATE_TEST_SUITE_P(Depths, PngDepthTest,
                         testing::Values(Depth{1, {0b01100000}, {0, 255, 255, 0}},
                                         Depth{2, {0b00011011}, {0, 85, 170, 255}},
                                         Depth{4, {0x05, 0xaf}, {0, 85, 170, 255}},
                                         Depth{8, {0, 85, 170, 255}, {0, 85, 170, 255}}));

TEST_F(PngTest, SixteenBitsStaySixteenBits)
{
    const auto pixels = read<std::uint16_t>(
        forge(ForgedPng{.width = 2, .height = 2, .bitDepth = 16, .rows = {0, 1, 1, 0, 0xff, 0xff, 0x80, 0}}));
    EXPECT_EQ(pixels, raster<std::uint16_t>(2, 2, {1, 256, 65535, 32768}));
}

TEST_F(PngTest, ColourKeepsItsDepth)
{
    EXPECT_EQ(
        read<Rgb8>(forge(ForgedPng{.width = 2, .height = 1, .colourType = 2, .rows = {1, 2, 3, 4, 5, 6}})),
        raster<Rgb8>(2, 1, {{1, 2, 3}, {4, 5, 6}}));
    EXPECT_EQ(
        read<Rgb16>(forge(ForgedPng{
            .width = 1, .height = 1, .bitDepth = 16, .colourType = 2, .rows = {0, 1, 2, 0, 0xff, 0xff}})),
        raster<Rgb16>(1, 1, {{1, 512, 65535}}));
}

TEST_F(PngTest, AlphaIsDroppedAndDoesNotChangeTheColour)
{
    EXPECT_EQ(read<std::uint8_t>(
                  forge(ForgedPng{.width = 2, .height = 1, .colourType = 4, .rows = {10, 0, 200, 128}})),
              raster<std::uint8_t>(2, 1, {10, 200}));
    EXPECT_EQ(read<Rgb8>(forge(ForgedPng{.width = 1, .height = 1, .colourType = 6, .rows = {1, 2, 3, 0}})),
              raster<Rgb8>(1, 1, {{1, 2, 3}}));
    EXPECT_EQ(read<std::uint16_t>(forge(
                  ForgedPng{.width = 1, .height = 1, .bitDepth = 16, .colourType = 4, .rows = {1, 2, 0, 0}})),
              raster<std::uint16_t>(1, 1, {258}));
    EXPECT_EQ(read<Rgb8>(forge(ForgedPng{.width = 1,
                                         .height = 1,
                                         .colourType = 3,
                                         .palette = {{9, 8, 7}},
                                         .transparency = {0},
                                         .rows = {0}})),
              raster<Rgb8>(1, 1, {{9, 8, 7}}));
}

TEST_F(PngTest, APaletteOfGreysIsGrey)
{
    const auto pixels = read<std::uint8_t>(forge(ForgedPng{.width = 3,
                                                           .height = 1,
                                                           .colourType = 3,
                                                           .palette = {{9, 9, 9}, {200, 200, 200}},
                                                           .rows = {1, 0, 1}}));
    EXPECT_EQ(pixels, raster<std::uint8_t>(3, 1, {200, 9, 200}));
}

TEST_F(PngTest, AnIndexBeyondThePaletteIsDamage)
{
    const auto error = refusal(forge(ForgedPng{
        .width = 2, .height = 1, .colourType = 3, .palette = {{1, 2, 3}, {4, 5, 6}}, .rows = {1, 2}}));
    EXPECT_EQ(error.code, ErrorCode::Malformed);
    EXPECT_NE(error.message.find("palette"), std::string::npos);
}

TEST_F(PngTest, InterlacedFilesHaveTheSamePixels)
{
    const Bytes rows = ramp(13 * 11, 3);
    ForgedPng png{.width = 13, .height = 11, .rows = rows};
    const auto plain = read<std::uint8_t>(forge(png));
    png.isInterlaced = true;
    EXPECT_EQ(read<std::uint8_t>(forge(png)), plain);
    EXPECT_EQ(plain, raster<std::uint8_t>(13, 11, rows));
}

TEST_F(PngTest, TheGammaChunkDoesNotChangePixels)
{
    const auto pixels =
        read<std::uint8_t>(forge(ForgedPng{.width = 3, .height = 1, .gamma = 0.2, .rows = {1, 100, 250}}));
    EXPECT_EQ(pixels, raster<std::uint8_t>(3, 1, {1, 100, 250}));
}

TEST_F(PngTest, AnAnimationGivesItsFirstFrame)
{
    const Bytes still = forge(ForgedPng{.width = 2, .height = 1, .rows = {40, 50}});
    Bytes animated = withChunk(still, pngChunk("acTL", {0, 0, 0, 2, 0, 0, 0, 0}), "IDAT");
    animated = withChunk(animated, pngChunk("fdAT", {0, 0, 0, 1, 1, 2, 3, 4}), "IEND");
    EXPECT_EQ(read<std::uint8_t>(animated), raster<std::uint8_t>(2, 1, {40, 50}));
}

TEST_F(PngTest, BytesBehindTheEndDoNotMatter)
{
    Bytes bytes = forge(ForgedPng{.width = 2, .height = 1, .rows = {40, 50}});
    bytes.insert(bytes.end(), 40, 'x');
    EXPECT_EQ(read<std::uint8_t>(bytes), raster<std::uint8_t>(2, 1, {40, 50}));
}

TEST_F(PngTest, AWrongChecksumIsDamage)
{
    Bytes bytes = forge(ForgedPng{.width = 8, .height = 8, .rows = ramp(64)});
    const std::string name = "IDAT";
    *(std::search(bytes.begin(), bytes.end(), name.begin(), name.end()) + 12) ^= 0x40;
    EXPECT_EQ(refusal(bytes).code, ErrorCode::Malformed);
}

TEST_F(PngTest, WritesWhatItReads)
{
    const std::array<Pixels, 4> images = {
        raster<std::uint8_t>(3, 2, {0, 1, 2, 253, 254, 255}),
        raster<std::uint16_t>(2, 2, {0, 255, 256, 65535}),
        raster<Rgb8>(2, 1, {{1, 2, 3}, {250, 251, 252}}),
        raster<Rgb16>(1, 2, {{1, 2, 3}, {65535, 256, 255}}),
    };
    const auto path = inFolder("ein Ordner/größe #2.png");
    for (const auto& image : images) {
        const auto written = imaging::writePng(path, image);
        ASSERT_TRUE(written) << describe(written.error());
        const auto back = imaging::readMicrograph(path);
        ASSERT_TRUE(back) << describe(back.error());
        EXPECT_EQ(back->pixels, image);
    }
}

TEST_F(PngTest, DoesNotWriteWhatItCannotKeep)
{
    const auto path = inFolder("float.png");
    const auto floats = imaging::writePng(path, raster<float>(1, 1, {0.5F}));
    ASSERT_FALSE(floats);
    EXPECT_EQ(floats.error().code, ErrorCode::Unsupported);
    EXPECT_EQ(floats.error().where, toUtf8(path));
    const auto nothing = imaging::writePng(path, Raster<std::uint8_t>());
    ASSERT_FALSE(nothing);
    EXPECT_EQ(nothing.error().code, ErrorCode::InvalidArgument);
    EXPECT_FALSE(std::filesystem::exists(path));
}

} // namespace
} // namespace sorby::test
