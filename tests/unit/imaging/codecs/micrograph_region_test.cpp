// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/imaging/micrograph_region.h"
#include "tests/support/results.h"
#include "tests/unit/imaging/codecs/codec_test.h"
#include "tests/unit/imaging/codecs/forged_bmp.h"
#include "tests/unit/imaging/codecs/forged_jpeg.h"
#include "tests/unit/imaging/codecs/forged_tiff.h"
#include "tests/unit/imaging/codecs/sample_images.h"

#include <tiffio.h>

#include <algorithm>
#include <random>
#include <string>

namespace sorby::test {
namespace {

using imaging::Micrograph;
using imaging::MicrographReader;
using imaging::Pixels;
using imaging::readMicrograph;

Pixels cropped(const Pixels& pixels, const PixelRect& rect)
{
    return std::visit([&](const auto& raster) { return Pixels(crop(raster, rect)); }, pixels);
}

class RegionTest : public CodecTest {
  protected:
    void expectPart(MicrographReader& reader, const Micrograph& whole, const PixelRect& rect)
    {
        SCOPED_TRACE(std::to_string(rect.width) + "x" + std::to_string(rect.height) + " at " +
                     std::to_string(rect.x) + "," + std::to_string(rect.y));
        const auto part = reader.readRegion(rect);
        ASSERT_TRUE(part) << describe(part.error());
        ASSERT_EQ(part->pixels, cropped(whole.pixels, rect));
    }
    static PixelRect anyRect(Size size, std::mt19937& generator)
    {
        const auto below = [&](int limit) {
            return static_cast<int>(generator() % static_cast<unsigned>(limit));
        };
        PixelRect rect{below(size.width), below(size.height), 0, 0};
        rect.width = 1 + below(size.width - rect.x);
        rect.height = 1 + below(size.height - rect.y);
        return rect;
    }
};

class SampleRegionTest : public RegionTest, public testing::WithParamInterface<SampleImage> {};

TEST_P(SampleRegionTest, IsWhatReadingAllOfItGivesThere)
{
    const auto path = write(GetParam().make());
    const int page = GetParam().page;
    const auto whole = valueOf(readMicrograph(path, page));
    auto reader = valueOf(MicrographReader::open(path, page));
    const Size size = reader.info().size;
    ASSERT_EQ(size, whole.size());
    EXPECT_EQ(reader.info().bitsPerChannel, whole.bitsPerChannel());
    EXPECT_EQ(reader.info().channels, whole.isColour() ? 3 : 1);
    EXPECT_EQ(reader.info().pages, valueOf(imaging::probeMicrograph(path, page)).pages);
    EXPECT_GE(reader.blockSize().width, 1);
    EXPECT_LE(reader.blockSize().width, size.width);
    EXPECT_GE(reader.blockSize().height, 1);
    EXPECT_LE(reader.blockSize().height, size.height);

    std::mt19937 generator(5); // NOLINT: the same parts each time
    for (int round = 0; round < 40; ++round) {
        expectPart(reader, whole, anyRect(size, generator));
    }
    expectPart(reader, whole, {0, 0, size.width, size.height});
    for (int y = 0; y < size.height; y += 5) {
        expectPart(reader, whole, {0, y, size.width, std::min(5, size.height - y)});
    }
    for (int y = size.height - 1; y >= 0; y -= 3) {
        expectPart(reader, whole, {size.width / 2, y, 1, 1});
    }
    expectGood(imaging::checkMicrograph(path, page));
}

TEST_P(SampleRegionTest, OfADamagedFileNeverDoesMoreThanFail)
{
    const Bytes whole = GetParam().make();
    std::mt19937 generator(23); // NOLINT: the same damage each time
    for (int round = 0; round < 30; ++round) {
        Bytes damaged = whole;
        const auto reach = round % 2 == 0 ? damaged.size() : std::min<std::size_t>(damaged.size(), 200);
        for (int flip = 0; flip < 3; ++flip) {
            damaged[generator() % reach] ^= static_cast<std::uint8_t>(1U << generator() % 8);
        }
        const auto path = write(damaged);
        auto reader = MicrographReader::open(path, GetParam().page);
        if (!reader) {
            EXPECT_EQ(reader.error().where, toUtf8(path));
            continue;
        }
        const Size size = reader->info().size;
        const PixelRect parts[] = {{0, 0, 20, 20}, {size.width / 2, size.height / 2, 9, 9}, {3, 1, 5, 5}};
        for (const auto& part : parts) {
            const auto read = reader->readRegion(part);
            if (!read) {
                EXPECT_EQ(read.error().where, toUtf8(path));
            }
        }
    }
}

TEST_P(SampleRegionTest, OfAFileThatIsCutOffIsRefusedAtTheLatestWhenAllOfItIsChecked)
{
    const Bytes whole = GetParam().make();
    for (std::size_t i = 1; i <= 12; ++i) {
        const auto length = whole.size() * i / 13;
        const auto path = write({whole.begin(), whole.begin() + static_cast<std::ptrdiff_t>(length)});
        const auto checked = imaging::checkMicrograph(path, GetParam().page);
        EXPECT_EQ(checked.hasValue(), readMicrograph(path, GetParam().page).hasValue()) << length;
    }
}

INSTANTIATE_TEST_SUITE_P(Samples, SampleRegionTest, testing::ValuesIn(sampleImages()));

TEST_F(RegionTest, IsClippedToTheImage)
{
    const auto path = write(forge(ForgedTiff{.width = 3, .height = 2, .rows = {1, 2, 3, 4, 5, 6}}));
    auto reader = valueOf(MicrographReader::open(path));
    EXPECT_EQ(valueOf(reader.readRegion({-5, 1, 7, 100})).pixels, Pixels(raster<std::uint8_t>(2, 1, {4, 5})));
    EXPECT_EQ(valueOf(reader.readRegion({2, 0, 0x7fffffff, 0x7fffffff})).pixels,
              Pixels(raster<std::uint8_t>(1, 2, {3, 6})));
    const PixelRect outside[] = {{3, 0, 1, 1}, {0, 2, 5, 5},  {-4, -4, 4, 4},
                                 {1, 1, 0, 1}, {1, 1, 1, -1}, {-0x7fffffff, 0, 5, 1}};
    for (const auto& rect : outside) {
        const auto read = reader.readRegion(rect);
        ASSERT_FALSE(read);
        EXPECT_EQ(read.error().code, ErrorCode::InvalidArgument);
        EXPECT_EQ(read.error().where, toUtf8(path));
    }
}

TEST_F(RegionTest, AReaderCanBeMovedAndSeveralReadersShareAFile)
{
    const auto path = write(forge(ForgedTiff{.width = 3, .height = 2, .rows = {1, 2, 3, 4, 5, 6}}));
    auto first = valueOf(MicrographReader::open(path));
    auto second = valueOf(MicrographReader::open(path));
    MicrographReader moved = std::move(first);
    EXPECT_EQ(valueOf(moved.readRegion({0, 0, 1, 1})).pixels, Pixels(raster<std::uint8_t>(1, 1, {1})));
    EXPECT_EQ(valueOf(second.readRegion({2, 1, 1, 1})).pixels, Pixels(raster<std::uint8_t>(1, 1, {6})));
    second = std::move(moved);
    EXPECT_EQ(valueOf(second.readRegion({1, 0, 1, 1})).pixels, Pixels(raster<std::uint8_t>(1, 1, {2})));
}

TEST_F(RegionTest, FilesThatCannotBeOpenedAreNamed)
{
    const auto missing = MicrographReader::open(inFolder("weg #1.tif"));
    ASSERT_FALSE(missing);
    EXPECT_EQ(missing.error().code, ErrorCode::NotFound);
    EXPECT_EQ(missing.error().where, toUtf8(inFolder("weg #1.tif")));
    const auto path = write(forge(ForgedPng{.width = 2, .height = 1, .rows = {3, 4}}));
    const auto page = MicrographReader::open(path, 2);
    ASSERT_FALSE(page);
    EXPECT_EQ(page.error().code, ErrorCode::NotFound);
    EXPECT_FALSE(imaging::checkMicrograph(path, 2));
    EXPECT_FALSE(imaging::checkMicrograph(inFolder("weg #1.tif")));
}

/// Bytes that no deflate stream begins with, over the pixels of all blocks but those kept.
Bytes withDamagedBlocks(Bytes bytes, const std::vector<std::uint32_t>& kept,
                        const std::filesystem::path& path)
{
    TIFF* tiff = TIFFOpen(path.c_str(), "r");
    const bool isTiled = TIFFIsTiled(tiff) != 0;
    const auto count = isTiled ? TIFFNumberOfTiles(tiff) : TIFFNumberOfStrips(tiff);
    for (std::uint32_t block = 0; block < count; ++block) {
        if (std::find(kept.begin(), kept.end(), block) == kept.end()) {
            const auto place = bytes.begin() + static_cast<std::ptrdiff_t>(TIFFGetStrileOffset(tiff, block));
            std::fill_n(place, TIFFGetStrileByteCount(tiff, block), std::uint8_t{0xff});
        }
    }
    TIFFClose(tiff);
    return bytes;
}

TEST_F(RegionTest, OnlyTheTilesThatItTouchesAreDecoded)
{
    constexpr int kSide = 80; // 5 x 5 tiles
    ForgedTiff tiff{.width = kSide, .height = kSide, .compression = COMPRESSION_ADOBE_DEFLATE, .tile = 16};
    tiff.rows = ramp(kSide * kSide, 3);
    const Bytes good = forge(tiff);
    const auto path = write(good);
    const auto whole = valueOf(readMicrograph(path));
    write(withDamagedBlocks(good, {6, 7}, path)); // columns 16 to 47, rows 16 to 31
    EXPECT_FALSE(readMicrograph(path));
    EXPECT_FALSE(imaging::checkMicrograph(path));
    auto reader = valueOf(MicrographReader::open(path));
    EXPECT_EQ(reader.blockSize(), (Size{16, 16}));
    EXPECT_FALSE(reader.isSequential());
    expectPart(reader, whole, {16, 16, 32, 16});
    expectPart(reader, whole, {20, 18, 20, 3});
    EXPECT_FALSE(reader.readRegion({15, 16, 2, 2}));
    EXPECT_FALSE(reader.readRegion({40, 31, 1, 2}));
    expectPart(reader, whole, {47, 31, 1, 1}); // a failure before does not disturb it
}

TEST_F(RegionTest, OnlyTheStripsThatItTouchesAreDecoded)
{
    constexpr int kSide = 40;
    ForgedTiff tiff{.width = kSide, .height = kSide, .compression = COMPRESSION_ADOBE_DEFLATE};
    tiff.rowsPerStrip = 8;
    tiff.rows = ramp(kSide * kSide, 3);
    const Bytes good = forge(tiff);
    const auto path = write(good);
    const auto whole = valueOf(readMicrograph(path));
    write(withDamagedBlocks(good, {2}, path)); // rows 16 to 23
    EXPECT_FALSE(readMicrograph(path));
    auto reader = valueOf(MicrographReader::open(path));
    EXPECT_EQ(reader.blockSize(), (Size{kSide, 8}));
    expectPart(reader, whole, {5, 16, 30, 8});
    EXPECT_FALSE(reader.readRegion({5, 15, 30, 8}));
    expectPart(reader, whole, {0, 23, 40, 1});
}

struct TallStrip {
    const char* name;
    std::uint16_t compression;
    bool isSeparate;
    bool isSequential;
};
void PrintTo(const TallStrip& strip, std::ostream* stream)
{
    *stream << strip.name;
}

class TallStripTest : public RegionTest, public testing::WithParamInterface<TallStrip> {};

/// Two strips of more than 16 MiB, which are decoded row by row.
TEST_P(TallStripTest, IsDecodedRowByRow)
{
    constexpr std::uint32_t kWidth = 1201;
    const std::uint32_t rowsPerStrip = GetParam().isSeparate ? 14000 : 4700;
    ForgedTiff tiff{
        .width = kWidth, .height = rowsPerStrip + 300, .samples = 3, .photometric = PHOTOMETRIC_RGB};
    tiff.compression = GetParam().compression;
    tiff.isSeparate = GetParam().isSeparate;
    tiff.rowsPerStrip = rowsPerStrip;
    tiff.rows.resize(std::size_t{kWidth} * tiff.height * 3);
    for (std::size_t i = 0; i < tiff.rows.size(); ++i) {
        tiff.rows[i] = static_cast<std::uint8_t>(i / kWidth + (i & 31));
    }
    const auto path = write(forge(tiff));
    const auto expected = [&](int x, int y) {
        const auto at = [&](std::size_t channel) {
            const auto place =
                tiff.isSeparate
                    ? (channel * tiff.height + static_cast<std::size_t>(y)) * kWidth +
                          static_cast<std::size_t>(x)
                    : (static_cast<std::size_t>(y) * kWidth + static_cast<std::size_t>(x)) * 3 + channel;
            return tiff.rows[place];
        };
        return Rgb8{at(0), at(1), at(2)};
    };
    auto reader = valueOf(MicrographReader::open(path));
    EXPECT_EQ(reader.blockSize(), (Size{kWidth, 1}));
    EXPECT_EQ(reader.isSequential(), GetParam().isSequential);
    const int last = static_cast<int>(tiff.height) - 1;
    const int seam = static_cast<int>(rowsPerStrip);
    const PixelRect parts[] = {{7, 100, 9, 5},  {0, 105, 1201, 2}, {1000, 3, 20, 4}, {3, seam - 3, 50, 6},
                               {0, last, 5, 1}, {0, last, 5, 1},   {600, 0, 3, 1},   {1200, seam, 1, 1}};
    for (const auto& rect : parts) {
        const auto part = valueOf(reader.readRegion(rect));
        const auto& pixels = std::get<Raster<Rgb8>>(part.pixels);
        ASSERT_EQ(pixels.size(), rect.size());
        for (int y = 0; y < rect.height; ++y) {
            for (int x = 0; x < rect.width; ++x) {
                ASSERT_EQ(pixels.at(x, y), expected(rect.x + x, rect.y + y))
                    << rect.x + x << "," << rect.y + y;
            }
        }
    }
    const auto whole = valueOf(readMicrograph(path));
    const auto& all = std::get<Raster<Rgb8>>(whole.pixels);
    for (int y = 0; y <= last; y += 97) {
        ASSERT_EQ(all.at(y % 1201, y), expected(y % 1201, y));
    }
}

INSTANTIATE_TEST_SUITE_P(Kinds, TallStripTest,
                         testing::Values(TallStrip{"deflate", COMPRESSION_ADOBE_DEFLATE, false, true},
                                         TallStrip{"deflate, planes", COMPRESSION_ADOBE_DEFLATE, true, true},
                                         TallStrip{"LZW", COMPRESSION_LZW, false, true},
                                         TallStrip{"plain", COMPRESSION_NONE, false, false}));

/// A deflate TIFF of `side` x `side` pixels in tiles of 2048, all of the same content but that each is
/// stored.
void writeHuge(const std::filesystem::path& path, std::uint32_t side, const Bytes& tileRows)
{
    constexpr std::uint32_t kTile = 2048;
    const Bytes one = forge(ForgedTiff{.width = kTile,
                                       .height = kTile,
                                       .compression = COMPRESSION_ADOBE_DEFLATE,
                                       .tile = kTile,
                                       .rows = tileRows});
    {
        std::ofstream stream(path, std::ios::binary | std::ios::trunc);
        stream.write(reinterpret_cast<const char*>(one.data()), static_cast<std::streamsize>(one.size()));
    }
    TIFF* small = TIFFOpen(path.c_str(), "r");
    Bytes packed(TIFFGetStrileByteCount(small, 0));
    TIFFReadRawTile(small, 0, packed.data(), static_cast<tmsize_t>(packed.size()));
    TIFFClose(small);
    TIFF* tiff = TIFFOpen(path.c_str(), "w8");
    TIFFSetField(tiff, TIFFTAG_IMAGEWIDTH, side);
    TIFFSetField(tiff, TIFFTAG_IMAGELENGTH, side);
    TIFFSetField(tiff, TIFFTAG_BITSPERSAMPLE, 8);
    TIFFSetField(tiff, TIFFTAG_SAMPLESPERPIXEL, 1);
    TIFFSetField(tiff, TIFFTAG_PHOTOMETRIC, PHOTOMETRIC_MINISBLACK);
    TIFFSetField(tiff, TIFFTAG_COMPRESSION, COMPRESSION_ADOBE_DEFLATE);
    TIFFSetField(tiff, TIFFTAG_TILEWIDTH, kTile);
    TIFFSetField(tiff, TIFFTAG_TILELENGTH, kTile);
    for (std::uint32_t tile = 0; tile < TIFFNumberOfTiles(tiff); ++tile) {
        TIFFWriteRawTile(tiff, tile, packed.data(), static_cast<tmsize_t>(packed.size()));
    }
    TIFFClose(tiff);
}

TEST_F(RegionTest, ImagesBeyondTheLimitAreReadByParts)
{
    constexpr int kTile = 2048;
    const Bytes tileRows = ramp(std::size_t{kTile} * kTile, 1);
    const auto path = inFolder("Übersicht #1.tif");
    writeHuge(path, 70000, tileRows);
    const auto whole = readMicrograph(path);
    ASSERT_FALSE(whole);
    EXPECT_EQ(whole.error().code, ErrorCode::OutOfMemory);
    EXPECT_EQ(whole.error().where, toUtf8(path));
    EXPECT_NE(whole.error().message.find("70000x70000"), std::string::npos) << whole.error().message;
    EXPECT_NE(whole.error().message.find("4.6 GiB"), std::string::npos) << whole.error().message;
    EXPECT_EQ(valueOf(imaging::probeMicrograph(path)).size, (Size{70000, 70000}));

    auto reader = valueOf(MicrographReader::open(path));
    const PixelRect rect{69900, 2040, 300, 20};
    const auto part = valueOf(reader.readRegion(rect));
    const auto& pixels = std::get<Raster<std::uint8_t>>(part.pixels);
    ASSERT_EQ(pixels.size(), (Size{100, 20}));
    for (int y = 0; y < 20; ++y) {
        for (int x = 0; x < 100; ++x) {
            const int inTileX = (rect.x + x) % kTile;
            const int inTileY = (rect.y + y) % kTile;
            ASSERT_EQ(pixels.at(x, y), tileRows[static_cast<std::size_t>(inTileY * kTile + inTileX)]);
        }
    }
    const auto all = reader.readRegion({0, 0, 70000, 70000});
    ASSERT_FALSE(all);
    EXPECT_EQ(all.error().code, ErrorCode::OutOfMemory);
}

} // namespace
} // namespace sorby::test
