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
    const auto old = projectOfVersion(1, folder / "old");
    static_cast<void>(valueOf(Project::open(old)));
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
    EXPECT_EQ(columnsOf(old), columnsOf(folder / "new" / Project::kFileName));
}

} // namespace
} // namespace sorby::project::test
