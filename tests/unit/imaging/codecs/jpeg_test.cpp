// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/unit/imaging/codecs/codec_test.h"
#include "tests/unit/imaging/codecs/forged_jpeg.h"

#include <algorithm>
#include <string>

namespace sorby::test {
namespace {

class JpegTest : public CodecTest {
  protected:
    static constexpr std::uint32_t kSide = 48;

    /// A slope that JPEG keeps within a grey level or two.
    static ForgedJpeg slope(int components)
    {
        ForgedJpeg jpeg{.width = kSide, .height = kSide, .components = components};
        for (std::uint32_t y = 0; y < kSide; ++y) {
            for (std::uint32_t x = 0; x < kSide; ++x) {
                for (int c = 0; c < components; ++c) {
                    jpeg.rows.push_back(value(x, y, c));
                }
            }
        }
        return jpeg;
    }
    static std::uint8_t value(std::uint32_t x, std::uint32_t y, int channel)
    {
        return static_cast<std::uint8_t>(20 + 2 * x + y + 10 * static_cast<std::uint32_t>(channel));
    }
};

TEST_F(JpegTest, GreyIsGrey)
{
    const auto pixels = read<std::uint8_t>(forge(slope(1)));
    ASSERT_EQ(pixels.size(), (Size{kSide, kSide}));
    EXPECT_NEAR(pixels.at(0, 0), value(0, 0, 0), 2);
    EXPECT_NEAR(pixels.at(47, 5), value(47, 5, 0), 2);
    EXPECT_NEAR(pixels.at(5, 47), value(5, 47, 0), 2);
}

TEST_F(JpegTest, ColourIsRgbInBaselineAndProgressiveFiles)
{
    auto jpeg = slope(3);
    for (const bool isProgressive : {false, true}) {
        jpeg.isProgressive = isProgressive;
        const auto pixels = read<Rgb8>(forge(jpeg));
        ASSERT_EQ(pixels.size(), (Size{kSide, kSide}));
        EXPECT_NEAR(pixels.at(40, 3).r, value(40, 3, 0), 4);
        EXPECT_NEAR(pixels.at(40, 3).g, value(40, 3, 1), 4);
        EXPECT_NEAR(pixels.at(40, 3).b, value(40, 3, 2), 4);
    }
}

TEST_F(JpegTest, InksBecomeColour)
{
    ForgedJpeg jpeg{.width = 16, .height = 16, .components = 4};
    for (int i = 0; i < 256; ++i) {
        jpeg.rows.insert(jpeg.rows.end(), {255, 0, 0, 51}); // cyan, a fifth of black
    }
    const auto pixels = read<Rgb8>(forge(jpeg));
    ASSERT_EQ(pixels.size(), (Size{16, 16}));
    EXPECT_NEAR(pixels.at(8, 8).r, 0, 3);
    EXPECT_NEAR(pixels.at(8, 8).g, 204, 3);
    EXPECT_NEAR(pixels.at(8, 8).b, 204, 3);
}

TEST_F(JpegTest, ACamerasOrientationIsNotApplied)
{
    auto jpeg = slope(1);
    jpeg.height = 16;
    const auto plain = read<std::uint8_t>(forge(jpeg));
    // A TIFF head and one entry: orientation 6, a quarter turn.
    jpeg.exif = {'E',  'x',  'i', 'f', 0, 0, 'I', 'I', 42, 0, 8, 0, 0, 0, 1, 0,
                 0x12, 0x01, 3,   0,   1, 0, 0,   0,   6,  0, 0, 0, 0, 0, 0, 0};
    EXPECT_EQ(read<std::uint8_t>(forge(jpeg)), plain);
    EXPECT_EQ(plain.size(), (Size{kSide, 16}));
}

TEST_F(JpegTest, BytesBehindTheEndDoNotMatter)
{
    Bytes bytes = forge(slope(1));
    const auto plain = read<std::uint8_t>(bytes);
    bytes.insert(bytes.end(), 100, 'x');
    EXPECT_EQ(read<std::uint8_t>(bytes), plain);
}

TEST_F(JpegTest, AnEarlyEndIsAnErrorAndNotHalfGrey)
{
    Bytes bytes = forge(slope(1));
    const std::size_t middle = bytes.size() * 3 / 4;
    bytes[middle] = 0xff;
    bytes[middle + 1] = 0xd9;
    EXPECT_EQ(refusal(bytes).code, ErrorCode::Malformed);
}

TEST_F(JpegTest, UnknownKindsAreUnsupported)
{
    const auto channels = refusal(forge(slope(2)));
    EXPECT_EQ(channels.code, ErrorCode::Unsupported);
    EXPECT_NE(channels.message.find("2 channels"), std::string::npos) << channels.message;

    Bytes lossless = forge(slope(1));
    const Bytes baseline = {0xff, 0xc0};
    *(std::search(lossless.begin(), lossless.end(), baseline.begin(), baseline.end()) + 1) = 0xc3;
    EXPECT_EQ(refusal(lossless).code, ErrorCode::Unsupported);
}

} // namespace
} // namespace sorby::test
