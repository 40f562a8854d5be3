// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/imaging/micrograph.h"
#include "tests/gui/support/wait.h"
#include "tests/gui/widgets/sample_project.h"
#include "tests/support/temporary_folder.h"
#include "widgets/models/thumbnail_files.h"
#include "widgets/models/thumbnail_picture.h"
#include "widgets/models/thumbnails.h"

#include <QImage>
#include <QPixmap>
#include <QSignalSpy>
#include <gtest/gtest.h>

#include <algorithm>
#include <chrono>
#include <filesystem>
#include <set>
#include <string>
#include <vector>

namespace sorby::models {
namespace {

namespace fs = std::filesystem;
using test::TemporaryFolder;
using test::waitUntil;

QImage plain(int grey)
{
    QImage image(96, 72, QImage::Format_Grayscale8);
    image.fill(grey);
    return image;
}

std::size_t filesBelow(const fs::path& folder)
{
    return static_cast<std::size_t>(
        std::count_if(fs::recursive_directory_iterator(folder), fs::recursive_directory_iterator(),
                      [](const fs::directory_entry& entry) { return entry.is_regular_file(); }));
}

/// A record of a file with this grey ramp.
project::ImageRecord record(const fs::path& folder, project::ImageId id, Size size = {24, 16})
{
    Raster<std::uint8_t> ramp(size.width, size.height);
    for (int y = 0; y < size.height; ++y) {
        for (int x = 0; x < size.width; ++x) {
            ramp.at(x, y) = static_cast<std::uint8_t>(255 * x / size.width);
        }
    }
    project::ImageRecord image;
    image.id = id;
    image.name = std::to_string(id) + ".png";
    image.file = folder / image.name;
    image.contentHash = "hash" + std::to_string(id);
    image.size = size;
    test::expectOk(imaging::writePng(image.file, ramp));
    return image;
}

TEST(ThumbnailFiles, AreFoundAgain)
{
    const TemporaryFolder folder;
    {
        ThumbnailFiles files(folder / "cache ä#");
        EXPECT_TRUE(files.find("0123").isNull());
        files.keep("0123", plain(77));
        files.keep("", plain(1)); // content not known: nothing is kept
    }
    const ThumbnailFiles again(folder / "cache ä#");
    const auto found = again.find("0123");
    ASSERT_EQ(found.size(), QSize(96, 72));
    EXPECT_EQ(qGray(found.pixel(5, 5)), 77);
    EXPECT_EQ(filesBelow(folder.path()), 1U);
}

TEST(ThumbnailFiles, GoWhenThereIsTooMuchTheLongestUnusedFirst)
{
    const TemporaryFolder folder;
    ThumbnailFiles measured(folder / "one");
    measured.keep("aa", plain(1));
    const auto one = fs::file_size(folder / "one/aa/aa.png");
    ThumbnailFiles files(folder / "cache", 8 * one);
    const auto age = [&](const std::string& key, int hours) {
        fs::last_write_time(folder / "cache" / key.substr(0, 2) / (key + ".png"),
                            fs::file_time_type::clock::now() - std::chrono::hours(hours));
    };
    for (int i = 0; i < 8; ++i) {
        const std::string key = "k" + std::to_string(i);
        files.keep(key, plain(1));
        age(key, 100 - i);
    }
    EXPECT_FALSE(files.find("k0").isNull()) << "which makes it the last used";
    files.keep("k8", plain(1));
    EXPECT_LE(filesBelow(folder / "cache"), 6U);
    EXPECT_FALSE(files.find("k0").isNull());
    EXPECT_FALSE(files.find("k8").isNull());
    EXPECT_TRUE(files.find("k1").isNull());
}

TEST(ThumbnailFiles, AreSimplyNotThereWhenTheFolderCannotBeMade)
{
    const TemporaryFolder folder;
    test::expectOk(imaging::writePng(folder / "file", Raster<std::uint8_t>(2, 2)));
    ThumbnailFiles files(folder / "file/cache");
    files.keep("aa", plain(1));
    EXPECT_TRUE(files.find("aa").isNull());
}

TEST(ThumbnailPicture, HasAKeyForAllThatIsSeenInIt)
{
    project::ImageRecord image;
    image.contentHash = "h";
    std::set<std::string> keys{thumbnailKey(lookOf(image), {96, 72})};
    keys.insert(thumbnailKey(lookOf(image), {192, 144}));
    image.page = 2;
    keys.insert(thumbnailKey(lookOf(image), {96, 72}));
    image.window = Window{1, 2};
    keys.insert(thumbnailKey(lookOf(image), {96, 72}));
    image.region = project::SpecimenRegion{{0, 0, 5, 5}, "by hand"};
    keys.insert(thumbnailKey(lookOf(image), {96, 72}));
    image.contentHash = "i";
    keys.insert(thumbnailKey(lookOf(image), {96, 72}));
    EXPECT_EQ(keys.size(), 6U);
    image.contentHash.clear();
    EXPECT_EQ(thumbnailKey(lookOf(image), {96, 72}), "");
}

TEST(ThumbnailPicture, OfAHugeMicrographIsMadeOfMeans)
{
    const TemporaryFolder folder;
    const auto image = record(folder.path(), 1, {8192, 4100});
    ASSERT_TRUE(isHuge(image));
    const auto picture = makeThumbnail(image, {96, 72});
    ASSERT_EQ(picture.size(), QSize(96, 48));
    EXPECT_LT(qGray(picture.pixel(3, 20)), 20);
    EXPECT_NEAR(qGray(picture.pixel(48, 20)), 128, 6);
    EXPECT_GT(qGray(picture.pixel(92, 20)), 235);
}

TEST(Thumbnails, AreNotMadeForWhatWasScrolledPast)
{
    const TemporaryFolder folder;
    std::vector<project::ImageRecord> images;
    for (int i = 0; i < 150; ++i) {
        images.push_back(record(folder.path(), i + 1, {640, 480}));
    }
    Thumbnails thumbnails(nullptr, folder / "cache");
    QSignalSpy arrived(&thumbnails, &Thumbnails::arrived);
    const auto pointers = [&](int first, int count) {
        std::vector<const project::ImageRecord*> wanted;
        for (int i = first; i < first + count; ++i) {
            wanted.push_back(&images[static_cast<std::size_t>(i)]);
        }
        return wanted;
    };
    thumbnails.want(pointers(0, 140));
    thumbnails.want(pointers(140, 10));
    ASSERT_TRUE(waitUntil([&] {
        int late = 0;
        for (const auto& signal : arrived) {
            late += signal.front().toLongLong() > 140 ? 1 : 0;
        }
        return late == 10;
    }));
    test::processEvents();
    EXPECT_LT(arrived.count(), 20) << "only those that were being made already";
}

TEST(Thumbnails, ComeFromDiskTheSecondTimeUnlessTheFileIsGone)
{
    const TemporaryFolder folder;
    const auto image = record(folder.path(), 1);
    const auto pictureOf = [&] {
        Thumbnails thumbnails(nullptr, folder / "cache");
        QSignalSpy arrived(&thumbnails, &Thumbnails::arrived);
        static_cast<void>(thumbnails.picture(image));
        EXPECT_TRUE(waitUntil([&] { return !arrived.isEmpty(); }));
        return thumbnails.picture(image).toImage();
    };
    const auto first = pictureOf();
    ASSERT_EQ(filesBelow(folder / "cache"), 1U);
    // Other pixels under the same hash: the kept picture shows.
    test::expectOk(imaging::writePng(image.file, Raster<std::uint8_t>(24, 16)));
    EXPECT_EQ(pictureOf(), first);
    fs::remove(image.file);
    EXPECT_NE(pictureOf(), first);
}

TEST(Thumbnails, FollowTheContrastAndFilesThatComeBack)
{
    const TemporaryFolder folder;
    auto image = record(folder.path(), 1);
    Thumbnails thumbnails(nullptr, folder / "cache");
    const auto settle = [&] {
        QSignalSpy arrived(&thumbnails, &Thumbnails::arrived);
        static_cast<void>(thumbnails.picture(image));
        EXPECT_TRUE(waitUntil([&] { return !arrived.isEmpty(); }));
        return thumbnails.picture(image).toImage();
    };
    const auto automatic = settle();
    image.window = Window{0, 10};
    EXPECT_NE(settle(), automatic);
    fs::rename(image.file, folder / "away");
    image.window.reset();
    image.page = 1;
    image.contentHash = "another";
    const auto broken = settle();
    EXPECT_NE(broken, automatic);
    fs::rename(folder / "away", image.file);
    EXPECT_EQ(thumbnails.picture(image).toImage(), broken) << "not tried over and over";
    thumbnails.forgetFailures();
    EXPECT_EQ(settle(), automatic);
}

} // namespace
} // namespace sorby::models
