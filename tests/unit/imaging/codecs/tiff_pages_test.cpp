// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/results.h"
#include "tests/unit/imaging/codecs/codec_test.h"
#include "tests/unit/imaging/codecs/forged_bmp.h"
#include "tests/unit/imaging/codecs/forged_jpeg.h"
#include "tests/unit/imaging/codecs/forged_tiff.h"

#include <algorithm>
#include <cstring>
#include <string>

namespace sorby::test {
namespace {

using imaging::Pixels;
using imaging::probeMicrograph;
using imaging::readMicrograph;

class TiffPagesTest : public CodecTest {
  protected:
    /// A grey image of 2x1 pixels of this value.
    static ForgedTiff grey(std::uint8_t value) { return {.width = 2, .height = 1, .rows = {value, value}}; }
    static Raster<std::uint8_t> pixels(std::uint8_t value)
    {
        return raster<std::uint8_t>(2, 1, {value, value});
    }

    /// The first pixel of each page, in order; the files have grey pages of 8 bits.
    std::vector<int> firstPixels(const Bytes& bytes)
    {
        const auto path = write(bytes, "Schliff ü #2.tif");
        const auto count = valueOf(probeMicrograph(path)).pages;
        std::vector<int> values;
        for (int page = 1; page <= count; ++page) {
            const auto micrograph = valueOf(readMicrograph(path, page));
            values.push_back(std::get<Raster<std::uint8_t>>(micrograph.pixels).at(0, 0));
            EXPECT_EQ(valueOf(probeMicrograph(path, page)).pages, count);
        }
        EXPECT_FALSE(readMicrograph(path, count + 1));
        return values;
    }
};

TEST_F(TiffPagesTest, PagesMayDifferInSizeAndDepth)
{
    Bytes deep(12);
    const std::uint16_t values[] = {1, 500, 65535, 7, 8, 9};
    std::memcpy(deep.data(), values, sizeof(values));
    const auto path = write(forge(std::vector<ForgedTiff>{
        grey(5),
        {.width = 3, .height = 2, .bits = 16, .tile = 16, .rows = deep},
        {.width = 1, .height = 1, .samples = 3, .photometric = 2, .orientation = 6, .rows = {1, 2, 3}},
    }));

    EXPECT_EQ(valueOf(readMicrograph(path)).pixels, Pixels(pixels(5)));
    EXPECT_EQ(valueOf(readMicrograph(path, 1)).pixels, Pixels(pixels(5)));
    EXPECT_EQ(valueOf(readMicrograph(path, 2)).pixels,
              Pixels(raster<std::uint16_t>(3, 2, {1, 500, 65535, 7, 8, 9})));
    EXPECT_EQ(valueOf(readMicrograph(path, 3)).pixels, Pixels(raster<Rgb8>(1, 1, {{1, 2, 3}})));

    const auto second = valueOf(probeMicrograph(path, 2));
    EXPECT_EQ(second.size, (Size{3, 2}));
    EXPECT_EQ(second.bitsPerChannel, 16);
    EXPECT_EQ(second.channels, 1);
    EXPECT_EQ(second.pages, 3);
    EXPECT_EQ(second.orientation, 1);
    const auto third = valueOf(probeMicrograph(path, 3));
    EXPECT_EQ(third.channels, 3);
    EXPECT_EQ(third.orientation, 6);
}

TEST_F(TiffPagesTest, APageThatIsNotThereIsAnErrorThatSaysHowManyThereAre)
{
    const auto path = write(forge(std::vector<ForgedTiff>{grey(1), grey(2), grey(3)}));
    for (const int page : {4, 0, -1, 1000}) {
        const auto read = readMicrograph(path, page);
        ASSERT_FALSE(read);
        EXPECT_EQ(read.error().code, ErrorCode::NotFound);
        EXPECT_EQ(read.error().where, toUtf8(path));
        EXPECT_NE(read.error().message.find("page " + std::to_string(page)), std::string::npos);
        EXPECT_NE(read.error().message.find("1 to 3"), std::string::npos) << read.error().message;
        EXPECT_FALSE(probeMicrograph(path, page));
    }
}

TEST_F(TiffPagesTest, OtherFormatsHaveOnePage)
{
    const Bytes files[] = {
        forge(ForgedPng{.width = 2, .height = 1, .rows = {3, 4}}),
        forge(ForgedJpeg{.width = 8, .height = 8, .rows = ramp(64)}),
        forge(ForgedBmp{.width = 1, .height = 1, .bits = 24, .rows = {1, 2, 3, 0}}),
    };
    for (const auto& bytes : files) {
        const auto path = write(bytes);
        const auto info = valueOf(probeMicrograph(path, 1));
        SCOPED_TRACE(info.format);
        EXPECT_EQ(info.pages, 1);
        EXPECT_TRUE(readMicrograph(path, 1));
        const auto second = readMicrograph(path, 2);
        ASSERT_FALSE(second);
        EXPECT_EQ(second.error().code, ErrorCode::NotFound);
        EXPECT_NE(second.error().message.find("one image"), std::string::npos) << second.error().message;
        EXPECT_FALSE(probeMicrograph(path, 2));
        EXPECT_FALSE(probeMicrograph(path, 0));
    }
}

TEST_F(TiffPagesTest, ReducedVersionsAndMasksAreNoPages)
{
    auto thumbnail = grey(90);
    thumbnail.subfileType = 1;
    auto mask = grey(92);
    mask.subfileType = 4;
    auto reducedPage = grey(93);
    reducedPage.subfileType = 3; // reduced, of a file of several pages
    auto page = grey(20);
    page.subfileType = 2;

    EXPECT_EQ(firstPixels(forge(std::vector<ForgedTiff>{grey(10), thumbnail, page, mask, grey(30)})),
              (std::vector<int>{10, 20, 30}));
    EXPECT_EQ(firstPixels(forge(std::vector<ForgedTiff>{thumbnail, grey(10), reducedPage})),
              (std::vector<int>{10}));
    // Nothing else: then these are what the file is about.
    EXPECT_EQ(firstPixels(forge(std::vector<ForgedTiff>{thumbnail, mask})), (std::vector<int>{90, 92}));
}

TEST_F(TiffPagesTest, ReducedVersionsThatAnOldProgramMarkedAreNoPages)
{
    auto thumbnail = grey(90);
    thumbnail.subfileType = 1;
    Bytes bytes = forge(std::vector<ForgedTiff>{thumbnail, grey(10)});
    const Bytes entry = {0xfe, 0, 4, 0, 1, 0, 0, 0, 1, 0, 0, 0};    // NewSubfileType, a long, 1
    const Bytes oldEntry = {0xff, 0, 3, 0, 1, 0, 0, 0, 2, 0, 0, 0}; // SubfileType, a short, 2
    const auto place = std::search(bytes.begin(), bytes.end(), entry.begin(), entry.end());
    ASSERT_NE(place, bytes.end());
    std::copy(oldEntry.begin(), oldEntry.end(), place);
    EXPECT_EQ(firstPixels(bytes), (std::vector<int>{10}));
    *(place + 8) = 1; // of full resolution
    EXPECT_EQ(firstPixels(bytes), (std::vector<int>{90, 10}));
}

TEST_F(TiffPagesTest, ReducedVersionsInABigEndianBigTiff)
{
    for (const char* mode : {"wb8", "w8", "wb"}) {
        SCOPED_TRACE(mode);
        auto thumbnail = grey(90);
        thumbnail.subfileType = 1;
        thumbnail.mode = mode;
        EXPECT_EQ(firstPixels(forge(std::vector<ForgedTiff>{thumbnail, grey(10), grey(20)})),
                  (std::vector<int>{10, 20}));
    }
}

TEST_F(TiffPagesTest, WhatLiesBelowAPageIsNoPage)
{
    auto parent = grey(10);
    parent.children = 2;
    EXPECT_EQ(firstPixels(forge(std::vector<ForgedTiff>{parent, grey(90), grey(91), grey(20)})),
              (std::vector<int>{10, 20}));
}

TEST_F(TiffPagesTest, APageThatCannotBeReadDoesNotHinderTheOthers)
{
    auto doubles = grey(0);
    doubles.bits = 64;
    doubles.sampleFormat = 3;
    doubles.rows = ramp(16);
    const auto path = write(forge(std::vector<ForgedTiff>{doubles, grey(7)}));
    const auto first = readMicrograph(path);
    ASSERT_FALSE(first);
    EXPECT_EQ(first.error().code, ErrorCode::Unsupported);
    EXPECT_EQ(valueOf(readMicrograph(path, 2)).pixels, Pixels(pixels(7)));
}

TEST_F(TiffPagesTest, AFileThatIsCutOffIsRefusedWhicheverPageIsWanted)
{
    const Bytes whole = forge(std::vector<ForgedTiff>{grey(1), grey(2), grey(3)});
    for (std::size_t length = 1; length < whole.size(); length += 7) {
        const auto path = write(Bytes(whole.begin(), whole.begin() + static_cast<std::ptrdiff_t>(length)));
        for (int page = 1; page <= 3; ++page) {
            const auto read = readMicrograph(path, page);
            const auto info = probeMicrograph(path, page);
            EXPECT_EQ(read.hasValue(), info.hasValue()) << length << " bytes, page " << page;
            EXPECT_FALSE(page == 3 && read) << length;
        }
    }
}

} // namespace
} // namespace sorby::test
