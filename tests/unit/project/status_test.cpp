// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/annotation/class_edits.h"
#include "core/base/files.h"
#include "tests/support/temporary_folder.h"
#include "tests/unit/project/sample_records.h"

#include <SQLiteCpp/SQLiteCpp.h>

namespace sorby::project::test {
namespace {

using annotation::Annotations;
using sorby::test::TemporaryFolder;

TEST(ReviewStatus, isReadAsItIsWritten)
{
    for (const auto status : kReviewStatuses) {
        EXPECT_EQ(parseReviewStatus(toText(status)), status);
    }
    EXPECT_EQ(parseReviewStatus("in work"), ReviewStatus::InWork);
    EXPECT_FALSE(parseReviewStatus("Done"));
    EXPECT_FALSE(parseReviewStatus(""));
}

TEST(ImageStatus, isNoneAtFirstAndKept)
{
    const TemporaryFolder folder;
    ImageId a = 0;
    ImageId b = 0;
    {
        const auto project = makeProject(folder / "p");
        a = valueOf(project->addImage(newImage(folder / "a.png")));
        b = valueOf(project->addImage(newImage(folder / "b.png")));
        EXPECT_EQ(valueOf(project->image(a)).status, ReviewStatus::None);
        expectGood(project->setStatuses({{a, ReviewStatus::Done}, {b, ReviewStatus::InWork}}));
        EXPECT_FALSE(project->setStatus({a, 99}, ReviewStatus::Rejected)) << "there is no image 99";
        // An import of the same file does not take back what a person said.
        EXPECT_EQ(valueOf(project->addImage(newImage(folder / "a.png"))), a);
    }
    const auto project = valueOf(Project::open(folder / "p", OpenMode::ReadOnly));
    const auto images = valueOf(project->images());
    EXPECT_EQ(images[0].status, ReviewStatus::Done) << "all or none";
    EXPECT_EQ(images[1].status, ReviewStatus::InWork);
    EXPECT_FALSE(project->setStatus({a}, ReviewStatus::None));
}

class ImagesWithClass : public testing::Test {
  protected:
    ImagesWithClass()
    {
        for (const char* name : {"a.png", "b.png", "c.png", "d.png"}) {
            images.push_back(valueOf(project->addImage(newImage(folder / name))));
        }
    }
    void store(std::size_t image, const Annotations& annotations)
    {
        static_cast<void>(valueOf(project->setAnnotations(images[image], annotations)));
    }
    static Annotations object(annotation::ClassId classId)
    {
        Annotations annotations;
        annotation::Object object;
        object.classId = classId;
        object.polygon.outer = {{1, 1}, {5, 1}, {5, 5}};
        annotations.objects = {object, object};
        return annotations;
    }
    static Annotations painted(std::uint8_t value)
    {
        Annotations annotations;
        annotations.pixelEdits.set(200, 3, value);
        return annotations;
    }
    [[nodiscard]] std::vector<ImageId> of(std::size_t first, std::size_t second) const
    {
        return {images[first], images[second]};
    }

    const TemporaryFolder folder;
    std::unique_ptr<Project> project = makeProject(folder / "p");
    std::vector<ImageId> images;
};

TEST_F(ImagesWithClass, countObjectsAndPaintedPixels)
{
    store(0, object(1));
    store(1, painted(1));
    store(2, painted(0));
    store(3, painted(annotation::kIgnore));
    EXPECT_EQ(valueOf(project->imagesWithClass(1)), of(0, 1));
    EXPECT_EQ(valueOf(project->imagesWithClass(0)), std::vector<ImageId>{images[2]});
    EXPECT_EQ(valueOf(project->imagesWithClass(annotation::kIgnore)), std::vector<ImageId>{images[3]});
    EXPECT_EQ(valueOf(project->imagesWithClass(7)), std::vector<ImageId>());
    store(1, {});
    EXPECT_EQ(valueOf(project->imagesWithClass(1)), std::vector<ImageId>{images[0]});
}

TEST_F(ImagesWithClass, followTheClassesWhenTheyChange)
{
    store(0, object(1));
    store(1, painted(1));
    const auto more = valueOf(annotation::addClass(valueOf(project->classes()), "pore"));
    expectGood(project->changeClasses(valueOf(annotation::reorderClasses(more.classes, {2, 1}))));
    EXPECT_EQ(valueOf(project->imagesWithClass(2)), of(0, 1));
    EXPECT_EQ(valueOf(project->imagesWithClass(1)), std::vector<ImageId>());
}

TEST_F(ImagesWithClass, lookAgainIntoATileThatWasReplacedAlone)
{
    store(0, painted(1));
    store(1, painted(0));
    project.reset();
    {
        SQLite::Database connection(toUtf8(folder / "p" / Project::kFileName), SQLite::OPEN_READWRITE);
        connection.exec("UPDATE pixel_edit_tiles SET data = (SELECT data FROM pixel_edit_tiles "
                        "ORDER BY image LIMIT 1)");
    }
    project = valueOf(Project::open(folder / "p"));
    EXPECT_EQ(valueOf(project->imagesWithClass(1)), of(0, 1));
    EXPECT_EQ(valueOf(project->imagesWithClass(0)), std::vector<ImageId>());
}

} // namespace
} // namespace sorby::project::test
