// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/files.h"
#include "core/project/database.h"
#include "tests/support/temporary_folder.h"
#include "tests/unit/project/sample_records.h"

#include <future>
#include <thread>
#include <vector>

#ifndef _WIN32
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <csignal>
#endif

namespace sorby::project::test {
namespace {

namespace fs = std::filesystem;
using sorby::test::TemporaryFolder;

TEST(Database, afterAFullDiskTheOldStateStands)
{
    const TemporaryFolder folder;
    const auto file = folder / "full.sqlite";
    Database database(SQLite::Database(toUtf8(file), SQLite::OPEN_READWRITE | SQLite::OPEN_CREATE), file, {});
    expectGood(database.write([](SQLite::Database& connection) -> Status {
        connection.exec("CREATE TABLE t (x BLOB)");
        connection.exec("INSERT INTO t VALUES (zeroblob(100))");
        connection.exec("PRAGMA max_page_count = 12");
        return {};
    }));
    const auto fill = [](SQLite::Database& connection) -> Status {
        connection.exec("UPDATE t SET x = zeroblob(1000)");
        for (int i = 0; i < 100; ++i) {
            connection.exec("INSERT INTO t VALUES (zeroblob(4000))");
        }
        return {};
    };
    const auto failed = database.write(fill);
    ASSERT_FALSE(failed);
    EXPECT_EQ(failed.error().code, ErrorCode::Io);
    EXPECT_NE(failed.error().message.find("the disk is full"), std::string::npos);
    EXPECT_EQ(failed.error().where, toUtf8(file));
    const auto count = database.read([](SQLite::Database& connection) -> Result<int> {
        return connection.execAndGet("SELECT SUM(length(x)) FROM t").getInt();
    });
    EXPECT_EQ(valueOf(count), 100);

    // Whoever goes on after a failure inside a transaction is not writing without one.
    const auto outer = database.write([&](SQLite::Database&) -> Status {
        static_cast<void>(database.write(fill));
        return database.write([](SQLite::Database& connection) -> Status {
            connection.exec("UPDATE t SET x = zeroblob(7)");
            return Error{ErrorCode::Cancelled, "stopped", {}};
        });
    });
    EXPECT_FALSE(outer);
    EXPECT_EQ(valueOf(database.read([](SQLite::Database& connection) -> Result<int> {
                  return connection.execAndGet("SELECT SUM(length(x)) FROM t").getInt();
              })),
              100);
}

TEST(Project, givesThreadsTheirTurns)
{
    const TemporaryFolder folder;
    const auto project = makeProject(folder / "p");
    const auto id = valueOf(project->addImage(newImage(folder / "a.png")));
    constexpr int kThreads = 4;
    constexpr int kRounds = 20;
    std::vector<std::jthread> threads;
    for (int t = 0; t < kThreads; ++t) {
        threads.emplace_back([&, t] {
            for (int i = 0; i < kRounds; ++i) {
                const auto name = std::to_string(t) + "_" + std::to_string(i) + ".png";
                EXPECT_TRUE(project->addImage(newImage(folder / name)));
                EXPECT_TRUE(project->setAnnotations(id, someAnnotations()));
                const auto read = project->annotations(id);
                EXPECT_TRUE(read && withoutIds(*read) == someAnnotations());
            }
        });
    }
    threads.clear();
    EXPECT_EQ(valueOf(project->images()).size(), 1U + kThreads * kRounds);
}

TEST(Project, isReadWhileATransactionIsOpen)
{
    const TemporaryFolder folder;
    const auto project = makeProject(folder / "p");
    static_cast<void>(valueOf(project->addImage(newImage(folder / "a.png"))));
    const auto countElsewhere = [&] {
        return std::async(std::launch::async, [&] { return valueOf(project->images()).size(); }).get();
    };
    // As an import does; that this ends shows that nobody waits for it.
    const auto done = project->inTransaction([&]() -> Status {
        static_cast<void>(valueOf(project->addImage(newImage(folder / "b.png"))));
        EXPECT_EQ(valueOf(project->images()).size(), 2U) << "what this thread has made so far";
        EXPECT_EQ(countElsewhere(), 1U) << "what was kept last";
        const auto inner = project->inTransaction([&]() -> Status {
            static_cast<void>(valueOf(project->addImage(newImage(folder / "c.png"))));
            return Error{ErrorCode::Cancelled, "stopped", {}};
        });
        EXPECT_FALSE(inner);
        EXPECT_EQ(valueOf(project->images()).size(), 2U);
        return {};
    });
    EXPECT_TRUE(done);
    EXPECT_EQ(countElsewhere(), 2U);
    EXPECT_EQ(valueOf(project->images()).size(), 2U);
}

#ifndef _WIN32

/// Files cannot grow beyond a size while it lives: the nearest thing to a full disk that a test can have.
class FileSizeLimit {
  public:
    explicit FileSizeLimit(rlim_t bytes)
    {
        m_handler = std::signal(SIGXFSZ, SIG_IGN);
        ::getrlimit(RLIMIT_FSIZE, &m_before);
        const rlimit limit{bytes, m_before.rlim_max};
        ::setrlimit(RLIMIT_FSIZE, &limit);
    }
    ~FileSizeLimit()
    {
        ::setrlimit(RLIMIT_FSIZE, &m_before);
        std::signal(SIGXFSZ, m_handler);
    }
    FileSizeLimit(const FileSizeLimit&) = delete;
    FileSizeLimit& operator=(const FileSizeLimit&) = delete;

  private:
    rlimit m_before{};
    void (*m_handler)(int) = nullptr;
};

TEST(Project, saysWhenItCannotWriteAndStaysReadable)
{
    const TemporaryFolder folder;
    const auto project = makeProject(folder / "p");
    const auto id = valueOf(project->addImage(newImage(folder / "a.png")));
    const auto before = valueOf(project->setAnnotations(id, someAnnotations()));
    annotation::Annotations large;
    for (int i = 0; i < 2000; ++i) {
        large.objects.push_back(someAnnotations().objects[0]);
    }
    {
        const FileSizeLimit limit(fs::file_size(project->folder() / Project::kFileName) + 100'000);
        const auto failed = project->setAnnotations(id, large);
        ASSERT_FALSE(failed);
        EXPECT_EQ(failed.error().code, ErrorCode::Io) << describe(failed.error());
        EXPECT_NE(failed.error().where.find("project.sorby"), std::string::npos);
        EXPECT_EQ(valueOf(project->annotations(id)), before);
    }
    EXPECT_EQ(withoutIds(valueOf(project->setAnnotations(id, large))), large) << "works again afterwards";
}

TEST(Project, keepsWhatWasStoredWhenTheProgramIsKilled)
{
    const TemporaryFolder folder;
    static_cast<void>(makeProject(folder / "p"));
    int ends[2];
    ASSERT_EQ(::pipe(ends), 0);
    const pid_t child = ::fork();
    ASSERT_NE(child, -1);
    if (child == 0) {
        auto project = Project::open(folder / "p");
        for (int i = 0; project; ++i) {
            auto name = "field " + std::to_string(i) + ".png";
            const auto id = (*project)->addImage(newImage(folder / name));
            const char stored = id && (*project)->setAnnotations(*id, someAnnotations()) ? 1 : 0;
            if (::write(ends[1], &stored, 1) != 1) {
                break;
            }
        }
        ::_exit(1);
    }
    ::close(ends[1]);
    constexpr std::size_t kStored = 60;
    for (std::size_t i = 0; i < kStored; ++i) {
        char stored = 0;
        ASSERT_EQ(::read(ends[0], &stored, 1), 1);
        ASSERT_EQ(stored, 1);
    }
    ::kill(child, SIGKILL);
    ::waitpid(child, nullptr, 0);
    ::close(ends[0]);

    const auto project = valueOf(Project::open(folder / "p"));
    EXPECT_FALSE(project->isReadOnly()) << "the lock died with its holder";
    const auto images = valueOf(project->images());
    ASSERT_GE(images.size(), kStored);
    for (std::size_t i = 0; i < kStored; ++i) {
        EXPECT_EQ(withoutIds(valueOf(project->annotations(images[i].id))), someAnnotations());
    }
}

#endif

} // namespace
} // namespace sorby::project::test
