// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/unit/imaging/codecs/codec_test.h"
#include "tests/unit/imaging/codecs/forged_bmp.h"

#include <limits>
#include <string>

namespace sorby::test {
namespace {

class BmpTest : public CodecTest {};

const std::vector<Rgb8> kColours = {{1, 2, 3}, {200, 100, 50}};

TEST_F(BmpTest, RowsComeFromTheBottomOrFromTheTop)
{
    ForgedBmp bmp{.width = 3, .height = 2, .palette = {{0, 0, 0}, {10, 10, 10}, {20, 20, 20}}};
    bmp.rows = {0, 1, 2, 0, 2, 1, 0, 0};
    EXPECT_EQ(read<std::uint8_t>(forge(bmp)), raster<std::uint8_t>(3, 2, {20, 10, 0, 0, 10, 20}));
    bmp.height = -2;
    EXPECT_EQ(read<std::uint8_t>(forge(bmp)), raster<std::uint8_t>(3, 2, {0, 10, 20, 20, 10, 0}));
}

TEST_F(BmpTest, FewBitsAreLookedUp)
{
    EXPECT_EQ(
        read<Rgb8>(forge(ForgedBmp{
            .width = 9, .height = 1, .bits = 1, .palette = kColours, .rows = {0b10100000, 0x80, 0, 0}})),
        raster<Rgb8>(9, 1,
                     {kColours[1], kColours[0], kColours[1], kColours[0], kColours[0], kColours[0],
                      kColours[0], kColours[0], kColours[1]}));
    EXPECT_EQ(read<Rgb8>(forge(ForgedBmp{
                  .width = 3, .height = 1, .bits = 4, .palette = kColours, .rows = {0x10, 0x10, 0, 0}})),
              raster<Rgb8>(3, 1, {kColours[1], kColours[0], kColours[1]}));
}

TEST_F(BmpTest, ColourIsBlueGreenRed)
{
    EXPECT_EQ(read<Rgb8>(forge(ForgedBmp{.width = 1, .height = 1, .bits = 24, .rows = {3, 2, 1, 0}})),
              raster<Rgb8>(1, 1, {{1, 2, 3}}));
    EXPECT_EQ(read<Rgb8>(forge(ForgedBmp{.width = 1, .height = 1, .bits = 32, .rows = {3, 2, 1, 99}})),
              raster<Rgb8>(1, 1, {{1, 2, 3}}));
}

TEST_F(BmpTest, PlainMasksAreAsGoodAsNone)
{
    ForgedBmp bmp{.width = 1, .height = 1, .bits = 32, .compression = 3, .rows = {3, 2, 1, 99}};
    bmp.extra = {0, 0, 0xff, 0, 0, 0xff, 0, 0, 0xff, 0, 0, 0};
    EXPECT_EQ(read<Rgb8>(forge(bmp)), raster<Rgb8>(1, 1, {{1, 2, 3}}));
    bmp.extra = {0xff, 0, 0, 0, 0, 0xff, 0, 0, 0, 0, 0xff, 0};
    EXPECT_EQ(refusal(forge(bmp)).code, ErrorCode::Unsupported);
}

TEST_F(BmpTest, OldAndNewHeadsAreRead)
{
    EXPECT_EQ(read<Rgb8>(forge(ForgedBmp{.width = 2,
                                         .height = 1,
                                         .bits = 1,
                                         .headBytes = 12,
                                         .palette = kColours,
                                         .rows = {0x40, 0, 0, 0}})),
              raster<Rgb8>(2, 1, kColours));
    EXPECT_EQ(read<Rgb8>(forge(
                  ForgedBmp{.width = 1, .height = 1, .bits = 24, .headBytes = 124, .rows = {3, 2, 1, 0}})),
              raster<Rgb8>(1, 1, {{1, 2, 3}}));
}

TEST_F(BmpTest, OtherKindsAreUnsupportedByName)
{
    const auto packed = refusal(forge(
        ForgedBmp{.width = 4, .height = 1, .compression = 1, .palette = kColours, .rows = {4, 1, 0, 1}}));
    EXPECT_EQ(packed.code, ErrorCode::Unsupported);
    EXPECT_NE(packed.message.find("compression 1"), std::string::npos) << packed.message;
    const auto deep = refusal(forge(ForgedBmp{.width = 2, .height = 1, .bits = 16, .rows = {0, 0, 0, 0}}));
    EXPECT_EQ(deep.code, ErrorCode::Unsupported);
    EXPECT_NE(deep.message.find("16 bits"), std::string::npos) << deep.message;
}

TEST_F(BmpTest, ImpossibleSizesAreDamage)
{
    for (const std::int32_t width : {0, -5}) {
        EXPECT_EQ(
            refusal(forge(ForgedBmp{.width = width, .height = 1, .bits = 24, .rows = {0, 0, 0, 0}})).code,
            ErrorCode::Malformed);
    }
    for (const std::int32_t height : {0, std::numeric_limits<std::int32_t>::min()}) {
        EXPECT_EQ(
            refusal(forge(ForgedBmp{.width = 1, .height = height, .bits = 24, .rows = {0, 0, 0, 0}})).code,
            ErrorCode::Malformed);
    }
}

TEST_F(BmpTest, AnIndexBeyondThePaletteIsDamage)
{
    EXPECT_EQ(
        refusal(forge(ForgedBmp{.width = 1, .height = 1, .palette = kColours, .rows = {2, 0, 0, 0}})).code,
        ErrorCode::Malformed);
}

} // namespace
} // namespace sorby::test
