// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/results.h"
#include "tests/unit/imaging/codecs/codec_test.h"
#include "tests/unit/imaging/codecs/forged_jpeg.h"
#include "tests/unit/imaging/codecs/forged_tiff.h"

#include <string>

namespace sorby::test {
namespace {

/// An Exif block of one entry, the orientation.
Bytes exif(std::uint8_t orientation, bool isBigEndian, bool hasMark)
{
    Bytes bytes;
    if (hasMark) {
        bytes = {'E', 'x', 'i', 'f', 0, 0};
    }
    const Bytes little = {'I', 'I', 42, 0, 8, 0,           0, 0, 1, 0, 0x12, 0x01, 3,
                          0,   1,   0,  0, 0, orientation, 0, 0, 0, 0, 0,    0,    0};
    const Bytes big = {'M', 'M', 0, 42, 0, 0, 0,           8, 0, 1, 0x01, 0x12, 0,
                       3,   0,   0, 0,  1, 0, orientation, 0, 0, 0, 0,    0,    0};
    const Bytes& block = isBigEndian ? big : little;
    bytes.insert(bytes.end(), block.begin(), block.end());
    return bytes;
}

class OrientationTest : public CodecTest {
  protected:
    int orientationOf(const Bytes& bytes)
    {
        return valueOf(imaging::probeMicrograph(write(bytes))).orientation;
    }

    static Bytes jpegWith(const Bytes& block)
    {
        return forge(ForgedJpeg{.width = 16, .height = 8, .exif = block, .rows = ramp(128)});
    }
    static Bytes pngWith(const Bytes& block)
    {
        const auto png = forge(ForgedPng{.width = 3, .height = 2, .rows = ramp(6)});
        return withChunk(png, pngChunk("eXIf", block), "IDAT");
    }
};

TEST_F(OrientationTest, OfATiffIsToldAndNotApplied)
{
    for (std::uint16_t value = 1; value <= 8; ++value) {
        ForgedTiff tiff{.width = 3, .height = 2, .rows = {1, 2, 3, 4, 5, 6}};
        tiff.orientation = value;
        EXPECT_EQ(orientationOf(forge(tiff)), value);
        EXPECT_EQ(read<std::uint8_t>(forge(tiff)), raster<std::uint8_t>(3, 2, {1, 2, 3, 4, 5, 6}));
    }
}

TEST_F(OrientationTest, OfAColourSpaceThatTheLibraryConvertsIsNotAppliedEither)
{
    for (std::uint16_t value = 1; value <= 8; ++value) {
        ForgedTiff tiff{.width = 2, .height = 2, .samples = 3, .photometric = 6};
        tiff.rows = {10, 128, 128, 20, 128, 128, 30, 128, 128, 40, 128, 128};
        tiff.orientation = value;
        const auto pixels = read<Rgb8>(forge(tiff));
        ASSERT_EQ(pixels.size(), (Size{2, 2}));
        EXPECT_EQ(pixels.at(0, 0).g, 10) << value;
        EXPECT_EQ(pixels.at(1, 0).g, 20) << value;
        EXPECT_EQ(pixels.at(0, 1).g, 30) << value;
    }
}

TEST_F(OrientationTest, OfAJpegIsToldAndNotApplied)
{
    const auto plain = read<std::uint8_t>(jpegWith({}));
    ASSERT_EQ(plain.size(), (Size{16, 8}));
    EXPECT_EQ(orientationOf(jpegWith({})), 1);
    for (std::uint8_t value = 1; value <= 8; ++value) {
        for (const bool isBigEndian : {false, true}) {
            const auto bytes = jpegWith(exif(value, isBigEndian, true));
            EXPECT_EQ(orientationOf(bytes), value);
            EXPECT_EQ(read<std::uint8_t>(bytes), plain);
        }
    }
}

TEST_F(OrientationTest, OfAPngIsToldAndNotApplied)
{
    for (std::uint8_t value = 1; value <= 8; ++value) {
        const auto bytes = pngWith(exif(value, value % 2 == 0, false));
        EXPECT_EQ(orientationOf(bytes), value);
        EXPECT_EQ(read<std::uint8_t>(bytes), raster<std::uint8_t>(3, 2, {0, 1, 2, 3, 4, 5}));
    }
}

TEST_F(OrientationTest, DamagedOrForeignExifBlocksSayNothing)
{
    EXPECT_EQ(orientationOf(jpegWith(exif(0, false, true))), 1);
    EXPECT_EQ(orientationOf(jpegWith(exif(9, true, true))), 1);
    const std::string other = "http://ns.adobe.com/xap/1.0/";
    EXPECT_EQ(orientationOf(jpegWith({other.begin(), other.end()})), 1);
    const auto whole = exif(6, false, true);
    for (std::size_t length = 1; length < whole.size() - 7; ++length) {
        const Bytes part(whole.begin(), whole.begin() + static_cast<std::ptrdiff_t>(length));
        EXPECT_EQ(orientationOf(jpegWith(part)), 1) << length;
    }
    auto far = whole;
    far[6 + 4] = 0xff; // the directory lies beyond the end
    far[6 + 7] = 0xff;
    EXPECT_EQ(orientationOf(jpegWith(far)), 1);
}

TEST_F(OrientationTest, AnotherProgramsBlockBeforeTheExifBlockDoesNotHideIt)
{
    const auto withExif = jpegWith(exif(8, false, true));
    const std::string xmp = "http://ns.adobe.com/xap/1.0/";
    Bytes block = {0xff, 0xe1, 0, static_cast<std::uint8_t>(xmp.size() + 2)};
    block.insert(block.end(), xmp.begin(), xmp.end());
    auto bytes = withExif;
    bytes.insert(bytes.begin() + 2, block.begin(), block.end());
    EXPECT_EQ(orientationOf(bytes), 8);
}

} // namespace
} // namespace sorby::test
