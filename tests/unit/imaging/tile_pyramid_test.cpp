// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/files.h"
#include "core/base/random.h"
#include "core/imaging/pixel_blocks.h"
#include "core/imaging/pyramid_source.h"
#include "core/imaging/tile_cache.h"
#include "core/imaging/tile_file.h"
#include "core/imaging/window.h"
#include "tests/support/temporary_folder.h"

#include <gtest/gtest.h>

#include <chrono>
#include <cmath>
#include <fstream>
#include <limits>
#include <numeric>

#ifdef __unix__
#include <sys/resource.h>

#include <csignal>
#endif

namespace sorby::imaging {
namespace {

namespace fs = std::filesystem;

template <typename T>
Raster<T> noise(Size size, int most, std::uint64_t seed)
{
    Random random(seed, "noise");
    Raster<T> raster(size);
    for (auto& pixel : raster.pixels()) {
        pixel = static_cast<T>(random.below(static_cast<std::uint64_t>(most)));
    }
    return raster;
}

TEST(PixelBlocks, AHalfIsTheMeanOfTheFourPixelsUnderIt)
{
    Raster<std::uint8_t> raster(3, 3);
    raster.at(0, 0) = 1;
    raster.at(1, 0) = 2;
    raster.at(0, 1) = 3;
    raster.at(1, 1) = 5; // 11 / 4 = 2.75
    raster.at(2, 0) = 10;
    raster.at(2, 1) = 13; // 11.5: halves up
    raster.at(0, 2) = 7;
    raster.at(1, 2) = 8;
    raster.at(2, 2) = 255;
    const auto half = std::get<Raster<std::uint8_t>>(halved(Pixels(raster)));
    ASSERT_EQ(half.size(), (Size{2, 2}));
    EXPECT_EQ(half.at(0, 0), 3);
    EXPECT_EQ(half.at(1, 0), 12);
    EXPECT_EQ(half.at(0, 1), 8);
    EXPECT_EQ(half.at(1, 1), 255);
    Raster<float> floats(2, 1, std::numeric_limits<float>::quiet_NaN());
    EXPECT_TRUE(std::isnan(std::get<Raster<float>>(halved(Pixels(floats))).at(0, 0)));
    floats.at(1, 0) = 4;
    EXPECT_EQ(std::get<Raster<float>>(halved(Pixels(floats))).at(0, 0), 4);
    const Raster<Rgb8> colour(2, 2, {1, 2, 255});
    EXPECT_EQ(std::get<Raster<Rgb8>>(halved(Pixels(colour))).at(0, 0), (Rgb8{1, 2, 255}));
}

TEST(PixelBlocks, BlocksAreCutToBothSides)
{
    const Pixels source = noise<std::uint16_t>({20, 10}, 60000, 1);
    Pixels target = Raster<std::uint16_t>(8, 8, 7);
    copyBlock(source, {15, 5, 30, 30}, target, 6, -2);
    const auto& from = std::get<Raster<std::uint16_t>>(source);
    const auto& to = std::get<Raster<std::uint16_t>>(target);
    EXPECT_EQ(to.at(6, 0), from.at(15, 7));
    EXPECT_EQ(to.at(7, 2), from.at(16, 9));
    EXPECT_EQ(to.at(7, 3), 7);
    EXPECT_EQ(to.at(5, 0), 7);
    EXPECT_EQ(sizeOf(cutOut(source, {-3, 8, 10, 10})), (Size{7, 2}));
    EXPECT_TRUE(sizeOf(cutOut(source, {40, 0, 5, 5})).isEmpty());
}

TEST(GreyStatistics, GivesThePercentilesOfAllPartsTogether)
{
    const auto image = noise<std::uint16_t>({300, 200}, 5000, 2);
    MicrographInfo kind;
    kind.size = image.size();
    kind.bitsPerChannel = 16;
    GreyStatistics statistics(kind);
    statistics.add(cutOut(Pixels(image), {0, 0, 300, 77}));
    statistics.add(cutOut(Pixels(image), {0, 77, 300, 123}));
    statistics.finish();
    EXPECT_EQ(statistics.percentiles(), percentileWindow(toGrey({image})));
    EXPECT_EQ(statistics.fullWindow(), (Window{0, 65535}));
    const auto bars = statistics.histogram(256);
    EXPECT_EQ(std::accumulate(bars.begin(), bars.end(), std::uint64_t{0}), 60000U);
    EXPECT_EQ(bars[20], 0U) << "greys from 5120 on do not occur";
    EXPECT_GT(bars[19], 0U);
}

TEST(GreyStatistics, ComesCloseForColourAndFloats)
{
    Random random(3, "floats");
    Raster<float> floats(200, 200);
    for (auto& pixel : floats.pixels()) {
        pixel = static_cast<float>(random.uniform(-4, 9));
    }
    floats.at(5, 5) = std::numeric_limits<float>::infinity();
    MicrographInfo kind;
    kind.bitsPerChannel = 32;
    GreyStatistics statistics(kind);
    statistics.add(floats);
    statistics.finish();
    const auto exact = percentileWindow(floats);
    EXPECT_NEAR(statistics.percentiles().low, exact.low, 0.001);
    EXPECT_NEAR(statistics.percentiles().high, exact.high, 0.001);
    Raster<Rgb8> colour(100, 100);
    for (auto& pixel : colour.pixels()) {
        pixel = {static_cast<std::uint8_t>(random.below(256)), static_cast<std::uint8_t>(random.below(200)),
                 static_cast<std::uint8_t>(random.below(90))};
    }
    kind.bitsPerChannel = 8;
    kind.channels = 3;
    GreyStatistics colours(kind);
    colours.add(colour);
    colours.finish();
    const auto exactColours = percentileWindow(toGrey({colour}));
    EXPECT_NEAR(colours.percentiles().low, exactColours.low, 0.005);
    EXPECT_NEAR(colours.percentiles().high, exactColours.high, 0.005);
}

class Pyramids : public testing::Test {
  protected:
    /// So small that any test image counts as large.
    PyramidOptions tiny()
    {
        PyramidOptions options;
        options.cacheFolder = folder / "cache";
        options.wholeImageBytes = 1000;
        options.coarseBytes = 100'000;
        return options;
    }
    fs::path writeImage(const Pixels& pixels)
    {
        const auto path = folder / "image.png";
        EXPECT_TRUE(writePng(path, pixels));
        return path;
    }
    std::size_t filesInCache()
    {
        const auto files = listFiles(folder / "cache");
        return files ? files->size() : 0;
    }

    test::TemporaryFolder folder;
};

/// Every level of both, by rectangles that cross tiles.
void expectSame(const TilePyramid& a, const TilePyramid& b)
{
    ASSERT_EQ(a.levelCount(), b.levelCount());
    Random random(4, "rectangles");
    for (int level = 0; level < a.levelCount(); ++level) {
        const auto size = a.levelSize(level);
        for (int i = 0; i < 6; ++i) {
            const PixelRect rect{static_cast<int>(random.below(static_cast<std::uint64_t>(size.width))),
                                 static_cast<int>(random.below(static_cast<std::uint64_t>(size.height))), 700,
                                 300};
            const auto one = a.read(level, rect);
            const auto other = b.read(level, rect);
            ASSERT_TRUE(one && other);
            EXPECT_EQ(*one, *other) << level;
        }
    }
}

TEST_F(Pyramids, HaveEveryLevelDownToATile)
{
    const TilePyramid pyramid({noise<std::uint8_t>({1300, 700}, 256, 5)});
    ASSERT_EQ(pyramid.levelCount(), 3);
    EXPECT_EQ(pyramid.levelSize(1), (Size{650, 350}));
    EXPECT_EQ(pyramid.levelSize(2), (Size{325, 175}));
    ASSERT_NE(pyramid.whole(), nullptr);
    EXPECT_EQ(*pyramid.read(1, {0, 0, 650, 350}), halved(pyramid.whole()->pixels));
    EXPECT_EQ(TilePyramid({Raster<float>(512, 3)}).levelCount(), 1);
}

TEST_F(Pyramids, OfLargeImagesAreTheSameFromTheFileTheCacheAndTheMemory)
{
    for (const Pixels& pixels : {Pixels(noise<std::uint8_t>({1301, 1100}, 256, 6)),
                                 Pixels(noise<std::uint16_t>({900, 1537}, 65536, 7))}) {
        const auto file = writeImage(pixels);
        const TilePyramid whole({pixels});
        auto options = tiny();
        const auto built = openPyramid(file, 1, "key", {}, options, {});
        ASSERT_TRUE(built) << describe(built.error());
        EXPECT_TRUE(built->isCached);
        EXPECT_EQ(built->pyramid->whole(), nullptr);
        EXPECT_FALSE(built->pyramid->isInMemory(0));
        EXPECT_TRUE(built->pyramid->isInMemory(built->pyramid->levelCount() - 1));
        expectSame(*built->pyramid, whole);
        EXPECT_EQ(built->statistics.percentiles(), percentileWindow(toGrey({pixels})));

        const auto again = openPyramid(file, 1, "key", {}, options, {});
        ASSERT_TRUE(again && again->isCached);
        expectSame(*again->pyramid, whole);
        EXPECT_EQ(again->statistics.percentiles(), built->statistics.percentiles());
        EXPECT_EQ(filesInCache(), 1U);

        options.cacheFolder.clear();
        const auto direct = openPyramid(file, 1, "key", {}, options, {});
        ASSERT_TRUE(direct);
        EXPECT_FALSE(direct->isCached);
        expectSame(*direct->pyramid, whole);
        fs::remove_all(folder / "cache");
    }
}

TEST_F(Pyramids, CountTheGreysOfTheSpecimenAlone)
{
    auto image = noise<std::uint8_t>({1200, 1000}, 100, 8);
    const PixelRect specimen{10, 20, 1100, 700};
    const auto part = std::get<Raster<std::uint8_t>>(cutOut(Pixels(image), specimen));
    fillOutside(image, specimen, std::uint8_t{255});
    const auto file = writeImage(image);
    const auto built = openPyramid(file, 1, "key", specimen, tiny(), {});
    ASSERT_TRUE(built);
    EXPECT_EQ(built->statistics.percentiles(), percentileWindow(toGrey({part})));
    const auto other = openPyramid(file, 1, "key", {}, tiny(), {});
    ASSERT_TRUE(other) << "another specimen: made again";
    EXPECT_EQ(other->statistics.percentiles().high, 255);
}

TEST_F(Pyramids, AreMadeAgainWhenTheirFileIsDamagedOrTheImageHasChanged)
{
    const auto image = noise<std::uint8_t>({1300, 1300}, 256, 9);
    const auto file = writeImage(image);
    const TilePyramid whole({image});
    ASSERT_TRUE(openPyramid(file, 1, "key", {}, tiny(), {}));
    const auto cached = cacheFile(folder / "cache", "key", 1);
    const auto bytes = readBytes(cached).value();
    for (const std::size_t kept : {std::size_t{0}, std::size_t{20}, bytes.size() / 2, bytes.size() - 1}) {
        fs::resize_file(cached, kept);
        const auto opened = openPyramid(file, 1, "key", {}, tiny(), {});
        ASSERT_TRUE(opened) << kept;
        expectSame(*opened->pyramid, whole);
        EXPECT_EQ(fs::file_size(cached), bytes.size());
    }
    { // one bit of a tile of the finest level
        std::fstream patch(cached, std::ios::binary | std::ios::in | std::ios::out);
        patch.seekp(5000);
        patch.put(static_cast<char>(~static_cast<unsigned>(bytes[5000])));
    }
    const auto patched = openPyramid(file, 1, "key", {}, tiny(), {});
    ASSERT_TRUE(patched);
    EXPECT_EQ(*patched->pyramid->read(0, {0, 0, 512, 512}), *whole.read(0, {0, 0, 512, 512}));
    expectSame(*patched->pyramid, whole);
    EXPECT_FALSE(fs::exists(cached)) << "not to be used again";

    ASSERT_TRUE(openPyramid(file, 1, "key", {}, tiny(), {}));
    const auto changed = noise<std::uint8_t>({1300, 1300}, 256, 10);
    writeImage(changed);
    fs::last_write_time(file, fs::file_time_type::clock::now() + std::chrono::hours(1));
    const auto reopened = openPyramid(file, 1, "key", {}, tiny(), {});
    ASSERT_TRUE(reopened);
    expectSame(*reopened->pyramid, TilePyramid({changed}));
}

TEST_F(Pyramids, DoWithoutACacheThatCannotBeWritten)
{
    const auto image = noise<std::uint8_t>({1300, 600}, 256, 11);
    const auto file = writeImage(image);
    ASSERT_TRUE(writeFileAtomically(folder / "cache", std::string_view("a file, not a folder")));
    const auto opened = openPyramid(file, 1, "key", {}, tiny(), {});
    ASSERT_TRUE(opened) << describe(opened.error());
    EXPECT_FALSE(opened->isCached);
    expectSame(*opened->pyramid, TilePyramid({image}));
}

#ifdef __unix__
TEST_F(Pyramids, DoWithoutACacheWhenTheDiskIsFull)
{
    const auto image = noise<std::uint8_t>({1300, 1300}, 256, 13);
    const auto file = writeImage(image);
    // A limit on the size of files stands for a disk that is full: writing fails half way.
    rlimit before{};
    ASSERT_EQ(getrlimit(RLIMIT_FSIZE, &before), 0);
    const auto handler = std::signal(SIGXFSZ, SIG_IGN);
    const rlimit small{600'000, before.rlim_max};
    ASSERT_EQ(setrlimit(RLIMIT_FSIZE, &small), 0);
    const auto opened = openPyramid(file, 1, "key", {}, tiny(), {});
    ASSERT_EQ(setrlimit(RLIMIT_FSIZE, &before), 0);
    std::signal(SIGXFSZ, handler);
    ASSERT_TRUE(opened) << describe(opened.error());
    EXPECT_FALSE(opened->isCached);
    EXPECT_EQ(filesInCache(), 0U) << "what was written has gone again";
    expectSame(*opened->pyramid, TilePyramid({image}));
}
#endif

TEST_F(Pyramids, StopWhenTheyAreAskedTo)
{
    const auto file = writeImage(noise<std::uint8_t>({600, 1300}, 256, 12));
    std::stop_source source;
    std::size_t reports = 0;
    const JobControl control{source.get_token(), [&](const Progress&) {
                                 ++reports;
                                 source.request_stop();
                             }};
    const auto opened = openPyramid(file, 1, "key", {}, tiny(), control);
    ASSERT_FALSE(opened);
    EXPECT_EQ(opened.error().code, ErrorCode::Cancelled);
    EXPECT_EQ(reports, 1U);
    EXPECT_EQ(filesInCache(), 0U) << "nothing half-made is left";
}

TEST(TileCache, TheLeastRecentlyUsedGoFirst)
{
    const test::TemporaryFolder folder;
    const auto now = fs::file_time_type::clock::now();
    for (int i = 0; i < 4; ++i) {
        const auto file = cacheFile(folder.path(), "key" + std::to_string(i), 1);
        ASSERT_TRUE(writeFileAtomically(file, std::string_view("0123456789")));
        fs::last_write_time(file, now - std::chrono::hours(10 - i));
    }
    ASSERT_TRUE(writeFileAtomically(folder / "other.txt", std::string_view("not of the cache")));
    touchCacheFile(cacheFile(folder.path(), "key0", 1));
    trimCache(folder.path(), 35, 10);
    EXPECT_TRUE(fs::exists(cacheFile(folder.path(), "key0", 1)));
    EXPECT_FALSE(fs::exists(cacheFile(folder.path(), "key1", 1)));
    EXPECT_FALSE(fs::exists(cacheFile(folder.path(), "key2", 1)));
    EXPECT_TRUE(fs::exists(cacheFile(folder.path(), "key3", 1)));
    EXPECT_TRUE(fs::exists(folder / "other.txt"));
    trimCache(folder / "missing", 35, 10);
}

} // namespace
} // namespace sorby::imaging
