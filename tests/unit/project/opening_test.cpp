// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/files.h"
#include "core/base/random.h"
#include "tests/support/temporary_folder.h"
#include "tests/unit/project/sample_records.h"

#include <SQLiteCpp/SQLiteCpp.h>

#ifndef _WIN32
#include <sys/stat.h>
#include <unistd.h>
#endif

namespace sorby::project::test {
namespace {

namespace fs = std::filesystem;
using sorby::test::TemporaryFolder;

/// A closed project with one annotated image; gives its file.
fs::path closedProject(const fs::path& folder)
{
    const auto project = makeProject(folder);
    const auto id = valueOf(project->addImage(newImage(folder / "a.png")));
    static_cast<void>(valueOf(project->setAnnotations(id, someAnnotations())));
    return project->folder() / Project::kFileName;
}

/// Refused with this code, the file named, nothing changed or left beside it.
void expectRefused(const fs::path& file, ErrorCode code)
{
    const auto before = bytesOf(file);
    for (const auto mode : {OpenMode::ReadWrite, OpenMode::ReadOnly}) {
        const auto result = Project::open(file, mode);
        ASSERT_FALSE(result);
        EXPECT_EQ(result.error().code, code) << describe(result.error());
        EXPECT_NE(result.error().where.find(Project::kFileName), std::string::npos);
    }
    EXPECT_EQ(bytesOf(file), before);
}

TEST(OpenProject, takesTheFolderOrTheFileInIt)
{
    const TemporaryFolder folder;
    const auto file = closedProject(folder / "p");
    EXPECT_EQ(valueOf(Project::open(folder / "p"))->folder(), fs::canonical(folder / "p"));
    EXPECT_EQ(valueOf(Project::open(file))->folder(), fs::canonical(folder / "p"));
}

TEST(OpenProject, leavesOneFileBehind)
{
    const TemporaryFolder folder;
    const auto file = closedProject(folder / "p");
    EXPECT_FALSE(fs::exists(file.parent_path() / "project.sorby-wal"));
    EXPECT_FALSE(fs::exists(file.parent_path() / "project.sorby.partial"));
}

TEST(OpenProject, saysThatThereIsNone)
{
    const TemporaryFolder folder;
    EXPECT_EQ(Project::open(folder / "nowhere").error().code, ErrorCode::NotFound);
    EXPECT_EQ(Project::open(folder.path()).error().code, ErrorCode::NotFound);
    writeBytes(folder / "image.png", "pixels");
    EXPECT_EQ(Project::open(folder / "image.png").error().code, ErrorCode::Unsupported);
    fs::create_directories(folder / "odd" / Project::kFileName);
    EXPECT_FALSE(Project::open(folder / "odd"));
}

TEST(OpenProject, refusesToMakeOneWhereOneIs)
{
    const TemporaryFolder folder;
    const auto file = closedProject(folder / "p");
    const auto before = bytesOf(file);
    const auto again = Project::create(folder / "p", twoClasses());
    ASSERT_FALSE(again);
    EXPECT_EQ(again.error().code, ErrorCode::InvalidArgument);
    EXPECT_EQ(bytesOf(file), before);
}

TEST(OpenProject, anAttemptThatBrokeOffIsNoObstacle)
{
    const TemporaryFolder folder;
    fs::create_directories(folder / "p");
    writeBytes(folder / "p/project.sorby.partial", "half a file");
    EXPECT_EQ(valueOf(makeProject(folder / "p")->classes()), twoClasses());
}

TEST(OpenProject, refusesAFileThatIsCutOffAnywhere)
{
    const TemporaryFolder folder;
    const auto file = closedProject(folder / "p");
    const auto whole = bytesOf(file);
    std::vector<std::size_t> lengths = {0, 1, 15, 16, 17, 99, 100, 101, 4095, 4096, 4097, whole.size() - 1};
    for (std::size_t length = 512; length < whole.size(); length += 2999) {
        lengths.push_back(length);
    }
    for (const auto length : lengths) {
        SCOPED_TRACE(length);
        writeBytes(file, whole.substr(0, length));
        expectRefused(file, ErrorCode::Malformed);
    }
    writeBytes(file, whole);
    EXPECT_TRUE(Project::open(file));
}

TEST(OpenProject, refusesWhatIsNoProject)
{
    const TemporaryFolder folder;
    fs::create_directories(folder / "p");
    const auto file = folder / "p/project.sorby";
    Random random(3);
    for (int i = 0; i < 20; ++i) {
        std::string garbage(static_cast<std::size_t>(random.between(1, 9000)), '\0');
        for (auto& c : garbage) {
            c = static_cast<char>(random.below(256));
        }
        writeBytes(file, garbage);
        expectRefused(file, ErrorCode::Malformed);
    }
}

TEST(OpenProject, refusesADatabaseOfAnotherProgram)
{
    const TemporaryFolder folder;
    fs::create_directories(folder / "p");
    const auto file = folder / "p/project.sorby";
    {
        SQLite::Database foreign(toUtf8(file), SQLite::OPEN_READWRITE | SQLite::OPEN_CREATE);
        foreign.exec("CREATE TABLE images (id INTEGER)");
        foreign.exec("PRAGMA user_version = 1");
    }
    expectRefused(file, ErrorCode::Malformed);
    EXPECT_EQ(Project::create(folder / "p", twoClasses()).error().code, ErrorCode::InvalidArgument);
}

TEST(OpenProject, refusesANewerVersion)
{
    const TemporaryFolder folder;
    const auto file = closedProject(folder / "p");
    {
        SQLite::Database newer(toUtf8(file), SQLite::OPEN_READWRITE);
        newer.exec("PRAGMA user_version = 99");
    }
    expectRefused(file, ErrorCode::NewerVersion);
}

TEST(OpenProject, refusesANewerVersionThatStandsInTheLogAlone)
{
    const TemporaryFolder folder;
    const auto file = closedProject(folder / "p");
    SQLite::Database newer(toUtf8(file), SQLite::OPEN_READWRITE);
    newer.exec("PRAGMA user_version = 99");
    ASSERT_GT(fs::file_size(file.parent_path() / "project.sorby-wal"), 0U);
    expectRefused(file, ErrorCode::NewerVersion);
}

TEST(OpenProject, survivesDamageAnywhere)
{
    const TemporaryFolder folder;
    const auto file = closedProject(folder / "p");
    const auto whole = bytesOf(file);
    int refused = 0;
    for (std::uint64_t seed = 0; seed < 60; ++seed) {
        Random random(seed, "damage");
        auto bytes = whole;
        const auto start = 100 + random.below(bytes.size() - 200);
        for (std::size_t i = start; i < std::min(bytes.size(), start + 100); ++i) {
            bytes[i] = static_cast<char>(random.below(256));
        }
        writeBytes(file, bytes);
        const auto project = Project::open(file);
        if (!project) {
            ++refused;
            EXPECT_EQ(bytesOf(file), bytes) << "seed " << seed;
            continue;
        }
        // Where the damage is in the content alone, reading gives values or errors, nothing worse.
        static_cast<void>((*project)->images());
        static_cast<void>((*project)->classes());
        static_cast<void>((*project)->annotations(1));
    }
    EXPECT_GT(refused, 0);
}

TEST(OpenProject, namesTheImageWhosePolygonIsDamaged)
{
    const TemporaryFolder folder;
    const auto file = closedProject(folder / "p");
    {
        SQLite::Database connection(toUtf8(file), SQLite::OPEN_READWRITE);
        connection.exec("UPDATE objects SET polygon = substr(polygon, 1, 30)");
    }
    const auto project = valueOf(Project::open(file));
    const auto result = project->annotations(1);
    ASSERT_FALSE(result);
    EXPECT_EQ(result.error().code, ErrorCode::Malformed);
    EXPECT_NE(result.error().message.find("a.png"), std::string::npos) << result.error().message;
    EXPECT_NE(result.error().where.find("project.sorby"), std::string::npos);
}

TEST(OpenProject, aSecondOpenerReadsOnly)
{
    const TemporaryFolder folder;
    auto first = makeProject(folder / "p");
    const auto id = valueOf(first->addImage(newImage(folder / "a.png")));
    const auto second = valueOf(Project::open(folder / "p"));
    EXPECT_TRUE(second->isReadOnly());
    EXPECT_NE(second->readOnlyReason().find("is open in another program"), std::string::npos);
    EXPECT_EQ(valueOf(second->images()).size(), 1U);

    const auto refused = second->setAnnotations(id, someAnnotations());
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().code, ErrorCode::ReadOnly);
    EXPECT_EQ(second->createRun({}).error().code, ErrorCode::ReadOnly);
    EXPECT_EQ(second->inTransaction([]() -> Status { return {}; }).error().code, ErrorCode::ReadOnly);

    // What the first one writes, the second one sees.
    static_cast<void>(valueOf(first->setAnnotations(id, someAnnotations())));
    EXPECT_EQ(withoutIds(valueOf(second->annotations(id))), someAnnotations());

    first.reset();
    EXPECT_FALSE(valueOf(Project::open(folder / "p"))->isReadOnly()) << "the lock goes with its holder";
}

TEST(OpenProject, readingOnRequestTakesNoLock)
{
    const TemporaryFolder folder;
    const auto file = closedProject(folder / "p");
    const auto reader = valueOf(Project::open(file, OpenMode::ReadOnly));
    EXPECT_TRUE(reader->isReadOnly());
    EXPECT_EQ(valueOf(reader->images()).size(), 1U);
    EXPECT_FALSE(valueOf(Project::open(file))->isReadOnly());
}

TEST(OpenProject, withoutALockFileItIsReadOnly)
{
    const TemporaryFolder folder;
    const auto file = closedProject(folder / "p");
    fs::remove(file.parent_path() / "project.sorby.lock");
    fs::create_directories(file.parent_path() / "project.sorby.lock");
    const auto project = valueOf(Project::open(file));
    EXPECT_TRUE(project->isReadOnly());
    EXPECT_NE(project->readOnlyReason().find("cannot be written to"), std::string::npos);
    EXPECT_EQ(withoutIds(valueOf(project->annotations(1))), someAnnotations());
}

#ifndef _WIN32

/// A project's folder in which nothing can be made or changed, for whoever runs the test.
class ReadOnlyFolder {
  public:
    explicit ReadOnlyFolder(fs::path folder) : m_folder(std::move(folder))
    {
        ::chmod(m_folder.c_str(), 0555);
        ::chmod((m_folder / Project::kFileName).c_str(), 0444);
        if (::geteuid() == 0) {
            m_lowered = ::seteuid(kNobody) == 0; // the superuser may write anywhere
        }
    }
    ~ReadOnlyFolder()
    {
        if (m_lowered) {
            static_cast<void>(::seteuid(0));
        }
        ::chmod(m_folder.c_str(), 0755);
    }
    ReadOnlyFolder(const ReadOnlyFolder&) = delete;
    ReadOnlyFolder& operator=(const ReadOnlyFolder&) = delete;

  private:
    static constexpr uid_t kNobody = 65534;
    fs::path m_folder;
    bool m_lowered = false;
};

TEST(OpenProject, readsInAFolderThatCannotBeWrittenTo)
{
    const TemporaryFolder folder;
    const auto file = closedProject(folder / "p");
    fs::remove(file.parent_path() / "project.sorby.lock");
    const auto before = bytesOf(file);
    {
        const ReadOnlyFolder readOnly(file.parent_path());
        ASSERT_NE(::access(file.parent_path().c_str(), F_OK), -1);
        const auto project = valueOf(Project::open(file));
        EXPECT_TRUE(project->isReadOnly());
        EXPECT_FALSE(project->readOnlyReason().empty());
        EXPECT_EQ(withoutIds(valueOf(project->annotations(1))), someAnnotations());
        EXPECT_EQ(project->setClasses(twoClasses()).error().code, ErrorCode::ReadOnly);
    }
    EXPECT_EQ(bytesOf(file), before);
}

TEST(OpenProject, saysWhatToDoWithAReadOnlyCopyThatWasNotClosed)
{
    const TemporaryFolder folder;
    const auto file = closedProject(folder / "p");
    const auto copy = folder / "copy/project.sorby";
    {
        const auto project = valueOf(Project::open(file));
        static_cast<void>(valueOf(project->addImage(newImage(folder / "b.png"))));
        fs::create_directories(copy.parent_path());
        fs::copy_file(file, copy);
        fs::copy_file(file.parent_path() / "project.sorby-wal", copy.parent_path() / "project.sorby-wal");
    }
    {
        const ReadOnlyFolder readOnly(copy.parent_path());
        const auto refused = Project::open(copy);
        ASSERT_FALSE(refused);
        EXPECT_NE(refused.error().message.find("not closed properly"), std::string::npos)
            << describe(refused.error());
    }
    EXPECT_EQ(valueOf(valueOf(Project::open(copy))->images()).size(), 2U);
}

TEST(OpenProject, readsAFileThatIsWriteProtected)
{
    const TemporaryFolder folder;
    const auto file = closedProject(folder / "p");
    {
        const ReadOnlyFolder readOnly(file.parent_path());
        const auto project = valueOf(Project::open(file));
        EXPECT_TRUE(project->isReadOnly());
        EXPECT_EQ(valueOf(project->images()).size(), 1U);
    }
}

#endif

} // namespace
} // namespace sorby::project::test
