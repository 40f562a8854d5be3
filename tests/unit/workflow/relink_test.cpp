// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/files.h"
#include "core/imaging/micrograph.h"
#include "core/project/content_hash.h"
#include "core/workflow/copy_project.h"
#include "core/workflow/relink.h"
#include "tests/support/results.h"
#include "tests/support/temporary_folder.h"

#include <gtest/gtest.h>

#include <algorithm>

namespace sorby::workflow {
namespace {

namespace fs = std::filesystem;
using project::Project;
using test::expectGood;
using test::TemporaryFolder;
using test::valueOf;

/// A small micrograph of one grey value.
void writeImage(const fs::path& file, std::uint8_t grey, Size size = {8, 6})
{
    expectGood(makeFolder(file.parent_path()));
    expectGood(imaging::writePng(file, Raster<std::uint8_t>(size, grey)));
}

class Relink : public testing::Test {
  protected:
    void SetUp() override
    {
        store = valueOf(Project::create(folder / "work/project", annotation::numberedClasses(1)));
        for (int i = 0; i < 4; ++i) {
            const auto file = folder / ("work/images/field " + std::to_string(i) + ".png");
            writeImage(file, static_cast<std::uint8_t>(50 * i));
            add(file);
        }
    }
    project::ImageId add(const fs::path& file)
    {
        project::NewImage image;
        image.name = toUtf8(file.filename());
        image.file = file;
        image.contentHash = valueOf(project::hashFile(file));
        image.size = {8, 6};
        return valueOf(store->addImage(image));
    }
    RelinkReport relink(const fs::path& where = {})
    {
        findings.clear();
        return valueOf(relinkImages(
            *store, {where}, {}, [this](const formats::Finding& finding) { findings.push_back(finding); }));
    }
    void expectNoneMissing()
    {
        for (const auto& image : valueOf(store->images())) {
            EXPECT_FALSE(isMissing(image)) << image.file;
        }
    }

    TemporaryFolder folder;
    std::unique_ptr<Project> store;
    std::vector<formats::Finding> findings;
};

TEST_F(Relink, hasNothingToDoWhenNothingIsMissing)
{
    const auto report = relink();
    EXPECT_EQ(report.images, 4U);
    EXPECT_EQ(report.missing, 0U);
}

TEST_F(Relink, findsAMovedFolderByContent)
{
    const auto ids = valueOf(store->images());
    expectGood(store->setMemberships({{ids[1].id, Membership::Test}}));
    fs::rename(folder / "work/images", folder / "elsewhere");
    EXPECT_EQ(relink().stillMissing.size(), 4U) << "not where the project lies";
    const auto report = relink(folder / "elsewhere");
    EXPECT_EQ(report.missing, 4U);
    EXPECT_EQ(report.byContent, 4U);
    EXPECT_EQ(report.byName, 0U);
    EXPECT_TRUE(report.stillMissing.empty());
    EXPECT_TRUE(findings.empty());
    expectNoneMissing();
    const auto images = valueOf(store->images());
    EXPECT_EQ(images[1].membership, Membership::Test);
    EXPECT_EQ(images[1].stem, "field 1");
}

TEST_F(Relink, findsRenamedFilesAndKeepsTheNames)
{
    fs::rename(folder / "work/images/field 2.png", folder / "work/images/deep below.png");
    fs::create_directories(folder / "work/a/b");
    fs::rename(folder / "work/images/field 3.png", folder / "work/a/b/FIELD 3.PNG");
    const auto report = relink();
    EXPECT_EQ(report.byContent, 2U);
    expectNoneMissing();
    EXPECT_EQ(valueOf(store->images())[2].name, "field 2.png");
    EXPECT_EQ(toUtf8(valueOf(store->images())[2].file.filename()), "deep below.png");
}

TEST_F(Relink, givesEachOfTwoCopiesItsOwnFile)
{
    writeImage(folder / "work/images/twin.png", 50); // as field 1
    add(folder / "work/images/twin.png");
    fs::rename(folder / "work/images", folder / "work/moved");
    EXPECT_EQ(relink().byContent, 5U);
    for (const auto& image : valueOf(store->images())) {
        EXPECT_EQ(toUtf8(image.file.filename()), image.name);
    }
}

TEST_F(Relink, takesAChangedFileOfTheNameAndSize)
{
    fs::remove(folder / "work/images/field 0.png");
    writeImage(folder / "work/again/field 0.png", 201);
    const auto report = relink();
    EXPECT_EQ(report.byContent, 0U);
    EXPECT_EQ(report.byName, 1U);
    ASSERT_EQ(findings.size(), 1U);
    EXPECT_EQ(findings[0].severity, formats::Severity::Flagged);
    EXPECT_EQ(findings[0].image, "field 0.png");
    const auto image = valueOf(store->images())[0];
    EXPECT_EQ(image.contentHash, valueOf(project::hashFile(folder / "work/again/field 0.png")));
}

TEST_F(Relink, refusesAnotherSizeATwofoldNameAndAnUnreadableFile)
{
    for (int i = 0; i < 3; ++i) {
        fs::remove(folder / ("work/images/field " + std::to_string(i) + ".png"));
    }
    writeImage(folder / "work/again/field 0.png", 201, {9, 6});
    writeImage(folder / "work/a/field 1.png", 202);
    writeImage(folder / "work/b/field 1.png", 203);
    expectGood(writeFileAtomically(folder / "work/again/field 2.png", std::string_view("no picture")));
    const auto report = relink();
    EXPECT_EQ(report.byContent + report.byName, 0U);
    EXPECT_EQ(report.stillMissing, (std::vector<std::string>{"field 0.png", "field 1.png", "field 2.png"}));
    ASSERT_EQ(findings.size(), 3U);
    EXPECT_NE(findings[0].message.find("9x6"), std::string::npos);
    EXPECT_NE(findings[1].message.find("2 files have this name"), std::string::npos);
    for (const auto& finding : findings) {
        EXPECT_EQ(finding.severity, formats::Severity::Refused);
    }
}

TEST_F(Relink, bringsAnImageThatWasNeverFoundToLife)
{
    project::NewImage image;
    image.name = "late.png";
    image.broken = "its file was not found";
    const auto id = valueOf(store->addImage(image));
    writeImage(folder / "work/images/late.png", 77, {10, 4});
    EXPECT_EQ(relink().byName, 1U);
    const auto found = valueOf(store->image(id));
    EXPECT_EQ(found.broken, "");
    EXPECT_EQ(found.size, (Size{10, 4}));
    EXPECT_NE(found.contentHash, "");
    EXPECT_TRUE(findings.empty());
}

TEST_F(Relink, leavesPredictionsInProjectsAlone)
{
    fs::remove(folder / "work/images/field 0.png");
    writeImage(folder / "work/project/runs/r/predictions/field 0.png", 1);
    EXPECT_EQ(relink().stillMissing.size(), 1U);
}

TEST_F(Relink, changesNothingWhenItIsStopped)
{
    fs::rename(folder / "work/images", folder / "work/moved");
    std::stop_source stop;
    stop.request_stop();
    const auto report = relinkImages(*store, {}, {stop.get_token(), {}}, {});
    ASSERT_FALSE(report);
    EXPECT_EQ(report.error().code, ErrorCode::Cancelled);
    EXPECT_TRUE(isMissing(valueOf(store->images())[0]));
    EXPECT_EQ(relinkImages(*store, {folder / "nowhere"}, {}, {}).error().code, ErrorCode::NotFound);
}

TEST_F(Relink, isNotNeededWhenProjectAndImagesMoveTogether)
{
    store.reset();
    fs::rename(folder / "work", folder / "archive");
    store = valueOf(Project::open(folder / "archive/project"));
    expectNoneMissing();
}

class CopyProject : public Relink {};

TEST_F(CopyProject, isWholeAndKnowsItsImages)
{
    auto run = valueOf(store->createRun({}));
    expectGood(writeFileAtomically(store->runFolder(run) / "predictions/a.png", std::string_view("mask")));
    expectGood(store->setScores(run.id, {{1, 1, 2, 3, 4, 5}}));
    const auto report = valueOf(copyProject(*store, {folder / "far away/copy", true, {}}, {}));
    EXPECT_EQ(report.images, 4U);
    EXPECT_EQ(report.runs, 1U);
    const auto copy = valueOf(Project::open(folder / "far away/copy"));
    EXPECT_FALSE(copy->isReadOnly()) << copy->readOnlyReason();
    const auto images = valueOf(copy->images());
    for (std::size_t i = 0; i < images.size(); ++i) {
        EXPECT_FALSE(isMissing(images[i])) << images[i].file;
        EXPECT_TRUE(fs::equivalent(images[i].file, valueOf(store->images())[i].file));
    }
    EXPECT_EQ(valueOf(copy->scores(run.id)).size(), 1U);
    EXPECT_EQ(valueOf(readText(copy->runFolder(run) / "predictions/a.png")), "mask");
}

TEST_F(CopyProject, withoutRunsKnowsNone)
{
    auto run = valueOf(store->createRun({}));
    expectGood(store->setScores(run.id, {{1, 1, 2, 3, 4, 5}}));
    static_cast<void>(valueOf(copyProject(*store, {folder / "copy", false, {}}, {})));
    const auto copy = valueOf(Project::open(folder / "copy"));
    EXPECT_TRUE(valueOf(copy->runs()).empty());
    EXPECT_FALSE(fs::exists(folder / "copy/runs"));
    EXPECT_EQ(valueOf(copy->images()).size(), 4U);
}

TEST_F(CopyProject, isMadeOfAProjectThatIsOpenElsewhere)
{
    const auto reader = valueOf(Project::open(store->folder()));
    ASSERT_TRUE(reader->isReadOnly());
    EXPECT_EQ(valueOf(copyProject(*reader, {folder / "copy", true, {}}, {})).images, 4U);
}

TEST_F(CopyProject, refusesAFolderThatHoldsOneAndItself)
{
    EXPECT_EQ(copyProject(*store, {store->folder(), true, {}}, {}).error().code, ErrorCode::InvalidArgument);
    EXPECT_EQ(copyProject(*store, {store->folder() / "copy", true, {}}, {}).error().code,
              ErrorCode::InvalidArgument);
    static_cast<void>(valueOf(copyProject(*store, {folder / "copy", true, {}}, {})));
    EXPECT_EQ(copyProject(*store, {folder / "copy", true, {}}, {}).error().code, ErrorCode::InvalidArgument);
}

TEST_F(CopyProject, hasWhatCouldNotBeWrittenToTheProjectItself)
{
    annotation::Object object;
    object.id = 77;
    object.classId = 1;
    object.polygon.outer = {{1, 1}, {5, 1}, {3, 4}};
    const auto image = valueOf(store->images())[2].id;
    const project::AnnotationEdit edit{image, {annotation::InsertObject{0, object}}, true};
    static_cast<void>(valueOf(copyProject(*store, {folder / "copy", true, {edit}}, {})));
    const auto copy = valueOf(Project::open(folder / "copy"));
    EXPECT_EQ(valueOf(copy->annotations(image)).objects, std::vector{object});
    EXPECT_TRUE(valueOf(store->annotations(image)).objects.empty());

    // What does not fit leaves no half copy behind.
    EXPECT_FALSE(copyProject(*store, {folder / "other", true, {project::AnnotationEdit{99, {}, true}}}, {}));
    EXPECT_FALSE(fs::exists(folder / "other/project.sorby"));
}

TEST_F(CopyProject, leavesNothingWhenItIsStopped)
{
    static_cast<void>(valueOf(store->createRun({})));
    std::stop_source stop;
    stop.request_stop();
    EXPECT_EQ(copyProject(*store, {folder / "copy", true, {}}, {stop.get_token(), {}}).error().code,
              ErrorCode::Cancelled);
    EXPECT_FALSE(fs::exists(folder / "copy"));
}

} // namespace
} // namespace sorby::workflow
