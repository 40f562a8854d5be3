// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/files.h"
#include "tests/support/temporary_folder.h"
#include "tests/unit/project/sample_records.h"

#include <SQLiteCpp/SQLiteCpp.h>

#ifndef _WIN32
#include <sys/stat.h>
#endif

namespace sorby::project::test {
namespace {

namespace fs = std::filesystem;
using sorby::test::TemporaryFolder;
using sorby::test::testData;

/// A project as a program of that format left it: three images, one of masks.
fs::path projectOfVersion(int version, const fs::path& folder)
{
    expectGood(makeFolder(folder));
    SQLite::Database connection(toUtf8(folder / Project::kFileName),
                                SQLite::OPEN_READWRITE | SQLite::OPEN_CREATE);
    connection.exec(
        valueOf(readText(testData() / "projects" / ("version_" + std::to_string(version) + ".sql"))));
    return folder / Project::kFileName;
}

int versionOf(const fs::path& file)
{
    SQLite::Database connection(toUtf8(file), SQLite::OPEN_READONLY);
    return connection.execAndGet("PRAGMA user_version").getInt();
}

void expectFirstProject(const Project& project)
{
    const auto classes = valueOf(project.classes());
    ASSERT_EQ(classes.size(), 2U);
    EXPECT_EQ(classes[1].name, "MA island");
    EXPECT_EQ(classes[1].key, "");
    const auto images = valueOf(project.images());
    ASSERT_EQ(images.size(), 3U);
    EXPECT_EQ(images[0].name, "a#1 ä.png");
    EXPECT_EQ(images[0].specimen, "S 900");
    EXPECT_EQ(images[0].membership, Membership::Test);
    EXPECT_EQ(images[0].page, 1);
    EXPECT_FALSE(images[0].calibration);
    EXPECT_FALSE(images[0].region);
    EXPECT_FALSE(images[0].window);
    const auto drawn = valueOf(project.annotations(images[0].id));
    ASSERT_EQ(drawn.objects.size(), 2U);
    EXPECT_EQ(drawn.objects[0].polygonText, "[(1, 1), (6, 1), (6, 5), (1, 5)]");
    EXPECT_EQ(drawn.objects[0].group, 0);
    ASSERT_EQ(drawn.points.size(), 1U);
    EXPECT_EQ(drawn.points[0].annotator, "Anna");
    const auto painted = valueOf(project.annotations(images[2].id));
    EXPECT_EQ(painted.pixelEdits.at(1, 1), 1);
    EXPECT_EQ(painted.pixelEdits.at(2, 2), annotation::kIgnore);
    EXPECT_EQ(valueOf(project.findRun("first")).bestEpoch, 1);
    EXPECT_EQ(valueOf(project.epochs("2026-03-31-120341-ab12")).size(), 1U);
    EXPECT_EQ(valueOf(project.scores("2026-03-31-120341-ab12")).size(), 1U);
}

TEST(OldProject, ofVersion1IsOpenedAndBroughtUpToDate)
{
    const TemporaryFolder folder;
    const auto file = projectOfVersion(1, folder / "p");
    {
        const auto project = valueOf(Project::open(file));
        ASSERT_FALSE(project->isReadOnly()) << project->readOnlyReason();
        expectFirstProject(*project);
        auto annotations = valueOf(project->annotations(1));
        annotations.objects[0].classId = annotation::kIgnore;
        annotations.objects[1].group = 7;
        static_cast<void>(valueOf(project->setAnnotations(1, annotations)));
    }
    EXPECT_EQ(versionOf(file), Project::kSchemaVersion);
    const auto again = valueOf(Project::open(file));
    const auto annotations = valueOf(again->annotations(1));
    EXPECT_EQ(annotations.objects[0].classId, annotation::kIgnore);
    EXPECT_EQ(annotations.objects[1].group, 7);
}

TEST(OldProject, ofVersion2KeepsAllOfItsDetails)
{
    const TemporaryFolder folder;
    const auto file = projectOfVersion(2, folder / "p");
    {
        const auto project = valueOf(Project::open(file));
        ASSERT_FALSE(project->isReadOnly()) << project->readOnlyReason();
        EXPECT_EQ(valueOf(project->classes())[1].key, "m");
        const auto images = valueOf(project->images());
        ASSERT_EQ(images.size(), 3U);
        ASSERT_TRUE(images[0].calibration);
        EXPECT_DOUBLE_EQ(images[0].calibration->yMicrometres, 0.025);
        EXPECT_TRUE(images[0].calibration->isConfirmed);
        ASSERT_TRUE(images[0].region);
        EXPECT_EQ(images[0].region->rect.height, 10);
        ASSERT_TRUE(images[0].window);
        EXPECT_DOUBLE_EQ(images[0].window->high, 200.5);
        EXPECT_EQ(images[2].page, 2);
        EXPECT_EQ(valueOf(project->annotations(1)).objects[1].group, 4);
        EXPECT_EQ(valueOf(project->annotations(2)).objects[0].classId, annotation::kIgnore);
        for (const auto& image : images) {
            EXPECT_EQ(image.status, ReviewStatus::None);
        }
        expectGood(project->setStatus({2}, ReviewStatus::Rejected));
    }
    EXPECT_EQ(versionOf(file), Project::kSchemaVersion);
    const auto again = valueOf(Project::open(file));
    EXPECT_EQ(valueOf(again->image(2)).status, ReviewStatus::Rejected);
}

TEST(OldProject, tellsTheClassesOfItsTiles)
{
    const TemporaryFolder folder;
    const auto file = projectOfVersion(2, folder / "p");
    for (const auto mode : {OpenMode::ReadOnly, OpenMode::ReadWrite}) {
        const auto project = valueOf(Project::open(file, mode));
        // Objects of class 1 in the first image; class 1 and ignore were painted in the third.
        EXPECT_EQ(valueOf(project->imagesWithClass(1)), (std::vector<ImageId>{1, 3}));
        EXPECT_EQ(valueOf(project->imagesWithClass(annotation::kIgnore)), (std::vector<ImageId>{2, 3}));
        EXPECT_EQ(valueOf(project->imagesWithClass(0)), std::vector<ImageId>());
    }
    SQLite::Database connection(toUtf8(file), SQLite::OPEN_READONLY);
    EXPECT_EQ(
        connection.execAndGet("SELECT COUNT(*) FROM pixel_edit_tiles WHERE class_values IS NULL").getInt(), 0)
        << "what was looked up once is written down";
}

TEST(OldProject, isReadWithoutBeingChanged)
{
    const TemporaryFolder folder;
    const auto file = projectOfVersion(1, folder / "p");
    const auto before = bytesOf(file);
    {
        const auto project = valueOf(Project::open(file, OpenMode::ReadOnly));
        EXPECT_TRUE(project->isReadOnly());
        expectFirstProject(*project);
        EXPECT_FALSE(project->setSetting("a", "b"));
    }
    EXPECT_EQ(bytesOf(file), before);
}

TEST(OldProject, hasTheSameTablesAsANewOne)
{
    const TemporaryFolder folder;
    static_cast<void>(makeProject(folder / "new"));
    const auto columnsOf = [](const fs::path& file) {
        SQLite::Database connection(toUtf8(file), SQLite::OPEN_READONLY);
        SQLite::Statement query(connection, "SELECT m.name, c.name, c.type, c.\"notnull\", c.dflt_value "
                                            "FROM sqlite_master m, pragma_table_info(m.name) c "
                                            "WHERE m.type = 'table' ORDER BY m.name, c.cid");
        std::string columns;
        while (query.executeStep()) {
            for (int i = 0; i < query.getColumnCount(); ++i) {
                columns += query.getColumn(i).getString() + ' ';
            }
            columns += '\n';
        }
        return columns;
    };
    const auto wanted = columnsOf(folder / "new" / Project::kFileName);
    for (int version = 1; version < Project::kSchemaVersion; ++version) {
        const auto old = projectOfVersion(version, folder / ("old" + std::to_string(version)));
        static_cast<void>(valueOf(Project::open(old)));
        EXPECT_EQ(columnsOf(old), wanted) << version;
    }
}

} // namespace
} // namespace sorby::project::test
