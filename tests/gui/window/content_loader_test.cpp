// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/workspaces/content_loader.h"
#include "core/imaging/micrograph.h"
#include "tests/gui/support/wait.h"
#include "tests/support/results.h"
#include "tests/support/temporary_folder.h"

#include <QSignalSpy>
#include <gtest/gtest.h>

namespace sorby::app {
namespace {

using test::expectGood;
using test::valueOf;
using test::waitUntil;

project::ImageRecord record(project::ImageId id, int side)
{
    project::ImageRecord image;
    image.id = id;
    image.size = {side, side};
    return image;
}

TEST(ContentCache, KeepsTheLastUsedWithinItsBytes)
{
    const auto one = ContentCache::estimate(record(1, 100));
    ContentCache cache(3 * one);
    const auto content = std::make_shared<const document::ImageContent>();
    for (project::ImageId id = 1; id <= 3; ++id) {
        cache.keep(record(id, 100), content);
    }
    cache.touch(1);
    cache.keep(record(4, 100), content);
    EXPECT_TRUE(cache.contains(1));
    EXPECT_FALSE(cache.contains(2)) << "used longest ago";
    EXPECT_TRUE(cache.contains(3));
    cache.keep(record(5, 1000), content);
    EXPECT_TRUE(cache.contains(5)) << "the newest is kept however large it is";
    EXPECT_FALSE(cache.contains(4));
    cache.forget(5);
    EXPECT_EQ(cache.bytes(), 0U);
    cache.keep(record(6, 100), nullptr);
    EXPECT_TRUE(cache.contains(6));
    EXPECT_EQ(cache.find(6), nullptr);
}

class ContentLoaderTest : public testing::Test {
  protected:
    ContentLoaderTest()
    {
        {
            const auto project = valueOf(project::Project::create(
                folder / "p", annotation::parseClassNames("matrix, island").value()));
            for (const char* name : {"a.png", "b.png", "c.png"}) {
                project::NewImage image;
                image.name = name;
                image.file = folder / name;
                image.contentHash = name;
                image.size = {64, 48};
                expectGood(imaging::writePng(image.file, Raster<std::uint8_t>(64, 48)));
                ids.push_back(valueOf(project->addImage(image)));
            }
        }
        loader.setNeighbours([this] { return neighbours; });
        QObject::connect(&loader, &ContentLoader::loaded, [this](const auto& content) {
            shown = content == nullptr ? 0 : content->record.id;
            ++loads;
        });
        neighbours = {ids[1], ids[2]};
        expectGood(document.open(folder / "p"));
    }
    [[nodiscard]] bool isKept(std::size_t image) const { return loader.isKept(ids[image]); }

    const test::TemporaryFolder folder;
    document::ProjectDocument document;
    ContentLoader loader{document};
    std::vector<project::ImageId> ids;
    std::vector<project::ImageId> neighbours;
    project::ImageId shown = 0;
    int loads = 0;
};

TEST_F(ContentLoaderTest, ReadsTheNeighboursAhead)
{
    ASSERT_TRUE(waitUntil([this] { return isKept(0) && isKept(1) && isKept(2); }));
    EXPECT_EQ(shown, ids[0]);
    document.setCurrentImage(ids[2]);
    test::processEvents();
    EXPECT_EQ(shown, ids[2]) << "at once";
    EXPECT_EQ(loads, 2);
}

TEST_F(ContentLoaderTest, ForgetsWhatHasChanged)
{
    ASSERT_TRUE(waitUntil([this] { return isKept(1) && isKept(2); }));
    document.noteAnnotationsChanged(ids[1]);
    EXPECT_FALSE(isKept(1));
    EXPECT_TRUE(isKept(2));
    EXPECT_EQ(loads, 1) << "the current image is not read again";
    document.setCurrentImage(ids[1]);
    EXPECT_TRUE(waitUntil([this] { return shown == ids[1]; }));
    document.refresh();
    EXPECT_FALSE(isKept(2));
    EXPECT_TRUE(waitUntil([this] { return loads == 3; }));
    EXPECT_TRUE(waitUntil([this] { return isKept(2); })) << "and ahead again";
}

TEST_F(ContentLoaderTest, PassesOverNeighboursThatCannotBeRead)
{
    std::filesystem::remove(folder / "b.png");
    loader.reload();
    EXPECT_TRUE(waitUntil([this] { return isKept(2); }));
    EXPECT_FALSE(isKept(1));
    QSignalSpy failed(&loader, &ContentLoader::failed);
    document.setCurrentImage(ids[1]);
    EXPECT_TRUE(waitUntil([&] { return failed.count() == 1; }));
}

TEST(ContentLoader, ReadsNothingAheadThatDoesNotFit)
{
    const test::TemporaryFolder folder;
    std::vector<project::ImageId> ids;
    {
        const auto project = valueOf(
            project::Project::create(folder / "p", annotation::parseClassNames("matrix, island").value()));
        for (const char* name : {"a.png", "b.png"}) {
            project::NewImage image;
            image.name = name;
            image.file = folder / name;
            image.contentHash = name;
            image.size = {64, 48};
            expectGood(imaging::writePng(image.file, Raster<std::uint8_t>(64, 48)));
            ids.push_back(valueOf(project->addImage(image)));
        }
    }
    document::ProjectDocument document;
    ContentLoader loader(document, {}, nullptr, 40'000); // one image takes 27,648
    loader.setNeighbours([&] { return std::vector{ids[1]}; });
    QSignalSpy loaded(&loader, &ContentLoader::loaded);
    expectGood(document.open(folder / "p"));
    ASSERT_TRUE(waitUntil([&] { return loaded.count() == 1; }));
    test::processEvents();
    EXPECT_FALSE(loader.isKept(ids[1]));
}

} // namespace
} // namespace sorby::app
