// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/imaging/label_image.h"
#include "tests/unit/imaging/codecs/codec_test.h"
#include "tests/unit/imaging/codecs/forged_bmp.h"
#include "tests/unit/imaging/codecs/forged_jpeg.h"
#include "tests/unit/imaging/codecs/forged_tiff.h"

#include <functional>
#include <random>
#include <string>

namespace sorby::test {
namespace {

constexpr std::uint32_t kSide = 40;
constexpr std::size_t kArea = kSide * kSide;

/// Values that pack badly, so that the file is mostly pixels.
Bytes noise(std::size_t count)
{
    std::mt19937 generator(7); // NOLINT: the same bytes each time
    Bytes bytes(count);
    for (auto& byte : bytes) {
        byte = static_cast<std::uint8_t>(generator());
    }
    return bytes;
}

struct Sample {
    const char* name;
    std::function<Bytes()> make;
};
void PrintTo(const Sample& sample, std::ostream* stream)
{
    *stream << sample.name;
}

ForgedTiff tiff(std::uint16_t compression, std::uint32_t tile = 0, const char* mode = "wl")
{
    ForgedTiff result{.width = kSide, .height = kSide, .compression = compression, .rows = noise(kArea)};
    result.tile = tile;
    result.mode = mode;
    return result;
}

const Sample kSamples[] = {
    {"png", [] { return forge(ForgedPng{.width = kSide, .height = kSide, .rows = noise(kArea)}); }},
    {"png interlaced 16 bit",
     [] {
         return forge(ForgedPng{.width = kSide,
                                .height = kSide,
                                .bitDepth = 16,
                                .isInterlaced = true,
                                .rows = noise(2 * kArea)});
     }},
    {"png palette",
     [] {
         return forge(ForgedPng{.width = kSide,
                                .height = kSide,
                                .colourType = 3,
                                .palette = std::vector<Rgb8>(256, Rgb8{1, 2, 3}),
                                .rows = noise(kArea)});
     }},
    {"tiff strips", [] { return forge(tiff(1)); }},
    {"tiff LZW", [] { return forge(tiff(5)); }},
    {"tiff deflate tiles", [] { return forge(tiff(8, 16)); }},
    {"tiff PackBits", [] { return forge(tiff(32773)); }},
    {"bigtiff big-endian", [] { return forge(tiff(1, 0, "wb8")); }},
    {"tiff pixels last",
     [] {
         return rawTiff({{256, 4, 1, kSide},
                         {257, 4, 1, kSide},
                         {258, 3, 1, 8},
                         {259, 3, 1, 1},
                         {262, 3, 1, 1},
                         {273, 4, 1, kPixels},
                         {277, 3, 1, 1},
                         {278, 4, 1, kSide},
                         {279, 4, 1, kArea}},
                        noise(kArea));
     }},
    {"jpeg", [] { return forge(ForgedJpeg{.width = kSide, .height = kSide, .rows = noise(kArea)}); }},
    {"jpeg progressive colour",
     [] {
         return forge(ForgedJpeg{.width = kSide,
                                 .height = kSide,
                                 .components = 3,
                                 .isProgressive = true,
                                 .rows = noise(3 * kArea)});
     }},
    {"bmp",
     [] {
         return forge(ForgedBmp{.width = kSide,
                                .height = kSide,
                                .palette = std::vector<Rgb8>(256, Rgb8{1, 2, 3}),
                                .rows = noise(kArea)});
     }},
    {"bmp colour",
     [] { return forge(ForgedBmp{.width = kSide, .height = kSide, .bits = 24, .rows = noise(3 * kArea)}); }},
};

class DamagedFileTest : public CodecTest, public testing::WithParamInterface<Sample> {};

TEST_P(DamagedFileTest, WholeIsRead)
{
    const auto path = write(GetParam().make());
    const auto micrograph = imaging::readMicrograph(path);
    ASSERT_TRUE(micrograph) << describe(micrograph.error());
    EXPECT_EQ(micrograph->size(), (Size{kSide, kSide}));
}

TEST_P(DamagedFileTest, CutOffAnywhereIsAnErrorThatNamesTheFile)
{
    const Bytes whole = GetParam().make();
    std::vector<std::size_t> lengths = {0, 1, 2, 4, 8, 16, whole.size() - 1, whole.size() - 2};
    for (std::size_t i = 1; i <= 20; ++i) {
        lengths.push_back(whole.size() * i / 21);
    }
    for (const auto length : lengths) {
        SCOPED_TRACE("first " + std::to_string(length) + " bytes of " + std::to_string(whole.size()));
        const Bytes part(whole.begin(), whole.begin() + static_cast<std::ptrdiff_t>(length));
        refusal(part);
        const auto info = imaging::probeMicrograph(write(part));
        EXPECT_FALSE(info);
    }
}

TEST_P(DamagedFileTest, FlippedBitsNeverDoMoreThanSpoilTheImage)
{
    const Bytes whole = GetParam().make();
    std::mt19937 generator(11); // NOLINT: the same damage each time
    for (int round = 0; round < 60; ++round) {
        Bytes damaged = whole;
        const auto reach = round % 2 == 0 ? damaged.size() : std::min<std::size_t>(damaged.size(), 200);
        for (int flip = 0; flip < 3; ++flip) {
            damaged[generator() % reach] ^= static_cast<std::uint8_t>(1U << generator() % 8);
        }
        const auto path = write(damaged);
        const auto micrograph = imaging::readMicrograph(path);
        if (!micrograph) {
            EXPECT_EQ(micrograph.error().where, toUtf8(path));
        }
        const auto labels = imaging::readLabelPng(path);
        if (!labels) {
            EXPECT_EQ(labels.error().where, toUtf8(path));
        }
    }
}

INSTANTIATE_TEST_SUITE_P(Samples, DamagedFileTest, testing::ValuesIn(kSamples));

class BrokenFileTest : public CodecTest {};

TEST_F(BrokenFileTest, MissingFilesFoldersAndEmptyFilesAreNamed)
{
    const auto missing = imaging::readMicrograph(inFolder("weg.png"));
    ASSERT_FALSE(missing);
    EXPECT_EQ(missing.error().code, ErrorCode::NotFound);
    EXPECT_EQ(missing.error().where, toUtf8(inFolder("weg.png")));
    const auto folder = imaging::readMicrograph(inFolder(""));
    ASSERT_FALSE(folder);
    EXPECT_EQ(folder.error().code, ErrorCode::Unreadable);
    EXPECT_NE(refusal({}).message.find("empty"), std::string::npos);
}

TEST_F(BrokenFileTest, GarbageBehindAKnownBeginningIsDamage)
{
    const Bytes beginnings[] = {
        {0x89, 'P', 'N', 'G', '\r', '\n', 0x1a, '\n'},
        {'I', 'I', 42, 0},
        {'M', 'M', 0, 42},
        {'I', 'I', 43, 0},
        {0xff, 0xd8, 0xff},
        {'B', 'M'},
    };
    for (Bytes bytes : beginnings) {
        const Bytes garbage = noise(500);
        bytes.insert(bytes.end(), garbage.begin(), garbage.end());
        refusal(bytes);
        EXPECT_FALSE(imaging::probeMicrograph(write(bytes)));
    }
}

TEST_F(BrokenFileTest, UnknownFilesAreSaidToBeWhatTheyAre)
{
    const std::pair<std::string, std::string> files[] = {
        {"GIF89a and more", "GIF"},
        {"RIFF....WEBPVP8 ", "WebP"},
        {"version https://git-lfs.github.com/spec/v1", "Git LFS"},
        {"image_url;point;polygon", "not a PNG"},
    };
    for (const auto& [content, said] : files) {
        const auto error = refusal({content.begin(), content.end()});
        EXPECT_EQ(error.code, ErrorCode::Unsupported);
        EXPECT_NE(error.message.find(said), std::string::npos) << error.message;
    }
}

TEST_F(BrokenFileTest, AbsurdSizesAreRefusedBeforeMemoryIsTaken)
{
    const Bytes png = forge(ForgedPng{.width = 2, .height = 2, .rows = ramp(4)});
    EXPECT_EQ(refusal(withPngSize(png, 0x7fffffff, 0x7fffffff)).code, ErrorCode::Unreadable);
    EXPECT_EQ(refusal(withPngSize(png, 0, 2)).code, ErrorCode::Malformed);
    EXPECT_EQ(refusal(withPngSize(png, 2, 0)).code, ErrorCode::Malformed);
    EXPECT_EQ(refusal(withPngSize(png, 0xffffffff, 2)).code, ErrorCode::Malformed);

    const auto huge = refusal(rawTiff({{256, 4, 1, 0x7fffffff},
                                       {257, 4, 1, 0x7fffffff},
                                       {258, 3, 1, 8},
                                       {259, 3, 1, 1},
                                       {262, 3, 1, 1},
                                       {273, 4, 1, kPixels},
                                       {277, 3, 1, 1},
                                       {278, 4, 1, 0x7fffffff},
                                       {279, 4, 1, 4}},
                                      {1, 2, 3, 4}));
    EXPECT_EQ(huge.code, ErrorCode::OutOfMemory);
    EXPECT_NE(huge.message.find("2147483647x2147483647"), std::string::npos) << huge.message;

    refusal(forge(ForgedBmp{.width = 0x7fffffff, .height = 0x7fffffff, .bits = 24, .rows = {0, 0, 0, 0}}));

    Bytes jpeg = forge(ForgedJpeg{.width = 8, .height = 8, .rows = ramp(64)});
    const Bytes frame = {0xff, 0xc0};
    const auto head = std::search(jpeg.begin(), jpeg.end(), frame.begin(), frame.end());
    const Bytes largest = {0xff, 0xdc, 0xff, 0xdc}; // 65500, the most that libjpeg allows
    std::copy(largest.begin(), largest.end(), head + 5);
    EXPECT_EQ(refusal(jpeg).code, ErrorCode::Unreadable);
    std::fill(head + 5, head + 9, std::uint8_t{0});
    EXPECT_EQ(refusal(jpeg).code, ErrorCode::Malformed);
}

TEST_F(BrokenFileTest, TheExtensionDoesNotMatter)
{
    const Bytes png = forge(ForgedPng{.width = 2, .height = 1, .rows = {3, 4}});
    const auto micrograph = imaging::readMicrograph(write(png, "Gefüge #3 (ä).tif"));
    ASSERT_TRUE(micrograph) << describe(micrograph.error());
    EXPECT_EQ(micrograph->pixels, imaging::Pixels(raster<std::uint8_t>(2, 1, {3, 4})));
}

TEST_F(BrokenFileTest, LongNamesAreNoHindrance)
{
    const std::string name = std::string(95, 'l') + "ä ö #" + std::string(95, 'n') + ".png";
    EXPECT_TRUE(
        imaging::readMicrograph(write(forge(ForgedPng{.width = 2, .height = 1, .rows = {3, 4}}), name)));
}

} // namespace
} // namespace sorby::test
