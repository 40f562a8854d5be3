// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/files.h"
#include "core/base/platform.h"
#include "core/project/backup_files.h"
#include "core/project/backups.h"
#include "core/project/schema.h"
#include "tests/support/temporary_folder.h"
#include "tests/unit/project/sample_records.h"

#include <SQLiteCpp/SQLiteCpp.h>

#include <algorithm>
#include <chrono>
#include <condition_variable>
#include <mutex>

namespace sorby::project::test {
namespace {

namespace fs = std::filesystem;
using sorby::test::TemporaryFolder;
using State = BackupReport::State;

/// A closed project with so many annotated images; gives its folder.
fs::path projectWith(int images, const fs::path& folder)
{
    const auto project = makeProject(folder);
    for (int i = 0; i < images; ++i) {
        const auto id = valueOf(project->addImage(newImage(folder / (std::to_string(i) + ".png"))));
        static_cast<void>(valueOf(project->setAnnotations(id, someAnnotations())));
    }
    return project->folder();
}

BackupReport waitForBackup(Project& project)
{
    std::mutex mutex;
    std::condition_variable arrived;
    std::optional<BackupReport> report;
    project.whenBackedUp([&](const BackupReport& done) {
        const std::lock_guard lock(mutex);
        report = done;
        arrived.notify_one();
    });
    std::unique_lock lock(mutex);
    arrived.wait(lock, [&] { return report.has_value(); });
    return *report;
}

/// One more image, so that the project has changed.
void change(Project& project)
{
    const auto count = valueOf(project.images()).size();
    static_cast<void>(
        valueOf(project.addImage(newImage(project.folder() / ("more " + std::to_string(count) + ".png")))));
}

std::size_t imageCount(const fs::path& folder)
{
    return valueOf(valueOf(Project::open(folder, OpenMode::ReadOnly))->images()).size();
}

void damage(const fs::path& file)
{
    auto bytes = bytesOf(file);
    std::fill(bytes.begin() + 4096, bytes.begin() + 3 * 4096, '\x5a');
    writeBytes(file, bytes);
}

TEST(Backups, holdTheStateThatASessionBeganWith)
{
    const TemporaryFolder folder;
    const auto home = projectWith(2, folder / "p");
    EXPECT_TRUE(valueOf(listBackups(home)).empty()) << "an empty project needs none";
    {
        const auto project = valueOf(Project::open(home));
        change(*project); // while the copy is made
        const auto report = waitForBackup(*project);
        EXPECT_EQ(report.state, State::Made);
        EXPECT_FALSE(report.failure || report.damage);
        change(*project);
    }
    const auto backups = valueOf(listBackups(home));
    ASSERT_EQ(backups.size(), 1U);
    EXPECT_EQ(backups[0].images, 2);
    EXPECT_EQ(backups[0].objects, 4);
    EXPECT_EQ(backups[0].kind, BackupKind::Session);
    EXPECT_EQ(backups[0].damage, "");
    EXPECT_EQ(backups[0].madeAt.substr(0, 10), platform::utcNow().substr(0, 10));
    EXPECT_GT(backups[0].bytes, 4096U);
    EXPECT_EQ(imageCount(home), 4U);
}

TEST(Backups, areNotMadeAgainWhenNothingHasChanged)
{
    const TemporaryFolder folder;
    const auto home = projectWith(1, folder / "p");
    EXPECT_EQ(waitForBackup(*valueOf(Project::open(home))).state, State::Made);
    for (int i = 0; i < 3; ++i) {
        EXPECT_EQ(waitForBackup(*valueOf(Project::open(home))).state, State::None) << "its time says so";
    }
    // A copy of the folder has other times, and the same content.
    fs::copy(home, folder / "copy", fs::copy_options::recursive);
    fs::last_write_time(folder / "copy/project.sorby", fs::file_time_type::clock::now());
    EXPECT_EQ(waitForBackup(*valueOf(Project::open(folder / "copy"))).state, State::Unchanged);
    EXPECT_EQ(valueOf(listBackups(folder / "copy")).size(), 1U);
    EXPECT_EQ(waitForBackup(*valueOf(Project::open(folder / "copy"))).state, State::None);
    change(*valueOf(Project::open(home)));
    EXPECT_EQ(waitForBackup(*valueOf(Project::open(home))).state, State::Made);
    EXPECT_EQ(valueOf(listBackups(home)).size(), 2U);
}

TEST(Backups, areNotMadeByThoseWhoOnlyRead)
{
    const TemporaryFolder folder;
    const auto home = projectWith(1, folder / "p");
    EXPECT_EQ(valueOf(Project::open(home, OpenMode::ReadOnly))->backupReport().state, State::None);
    EXPECT_FALSE(fs::exists(home / kBackupFolder));
}

TEST(Backups, areFinishedWhenAShortCommandCloses)
{
    const TemporaryFolder folder;
    const auto home = projectWith(1, folder / "p");
    for (int i = 0; i < 3; ++i) {
        change(*valueOf(Project::open(home)));
    }
    const auto backups = valueOf(listBackups(home));
    ASSERT_EQ(backups.size(), 3U);
    EXPECT_EQ(backups[0].images, 3) << "newest first";
    EXPECT_EQ(backups[2].images, 1);
    EXPECT_FALSE(fs::exists(home / "project.sorby-wal"));
    for (const auto& entry : fs::directory_iterator(home / kBackupFolder)) {
        EXPECT_EQ(entry.path().extension(), ".sorby") << entry.path();
    }
}

TEST(Backups, areTakenOfAStateThatStandsInTheLogAlone)
{
    const TemporaryFolder folder;
    const auto home = projectWith(1, folder / "p");
    const auto killed = folder / "killed";
    {
        const auto project = valueOf(Project::open(home));
        static_cast<void>(waitForBackup(*project));
        change(*project);
        fs::create_directories(killed);
        fs::copy_file(home / "project.sorby", killed / "project.sorby");
        fs::copy_file(home / "project.sorby-wal", killed / "project.sorby-wal");
    }
    EXPECT_EQ(waitForBackup(*valueOf(Project::open(killed))).state, State::Made);
    EXPECT_EQ(valueOf(listBackups(killed)).at(0).images, 2);
}

TEST(Backups, areMadeByHandAndStay)
{
    const TemporaryFolder folder;
    const auto home = projectWith(1, folder / "p");
    const auto project = valueOf(Project::open(home));
    change(*project);
    const auto made = valueOf(project->backUp());
    EXPECT_EQ(made.kind, BackupKind::ByHand);
    EXPECT_EQ(made.images, 2);
    EXPECT_EQ(valueOf(project->backUp()).images, 2) << "a second one in the same second";
    EXPECT_EQ(valueOf(listBackups(home)).size(), 3U);
}

TEST(Backups, keepTheLastSessionsAndOneOfEachDay)
{
    std::vector<std::string> names;
    const auto add = [&](const char* stamp, const char* mark = "") {
        names.push_back(std::string("project-") + stamp + mark + ".sorby");
    };
    for (const char* time : {"180000", "170000", "160000", "150000", "140000", "130000", "120000"}) {
        add((std::string("20260331-") + time).c_str());
    }
    add("20260330-170000");
    add("20260330-120000");
    add("20260330-110000", "-manual");
    add("20260329-120000", "-upgrade");
    for (int day = 28; day > 18; --day) {
        add(("202603" + std::to_string(day) + "-120000").c_str());
    }
    names.emplace_back("project-old copy.sorby");
    const auto surplus = surplusBackups(names);
    std::vector<std::string> expected;
    const auto expect = [&](const std::string& stamp) { expected.push_back("project-" + stamp + ".sorby"); };
    // 5 sessions of the 31st, the last of the 30th, and the last of the 28th, 27th, 26th, 25th stay.
    expect("20260331-130000");
    expect("20260331-120000");
    expect("20260330-120000");
    for (int day = 24; day > 18; --day) {
        expect("202603" + std::to_string(day) + "-120000");
    }
    EXPECT_EQ(surplus, expected);
}

TEST(Backups, areThinnedOutOnDisk)
{
    const TemporaryFolder folder;
    const auto home = projectWith(1, folder / "p");
    fs::create_directories(home / kBackupFolder);
    for (int day = 10; day < 30; ++day) {
        fs::copy_file(home / "project.sorby",
                      home / kBackupFolder / ("project-202501" + std::to_string(day) + "-100000.sorby"));
    }
    writeBytes(home / kBackupFolder / "project-20250101-100000.sorby.partial", "half a file");
    writeBytes(home / kBackupFolder / "project-20250102-100000.sorby.partial", "being written");
    fs::last_write_time(home / kBackupFolder / "project-20250101-100000.sorby.partial",
                        fs::file_time_type::clock::now() - std::chrono::hours(1));
    writeBytes(home / kBackupFolder / "my notes.txt", "stays");
    change(*valueOf(Project::open(home)));
    change(*valueOf(Project::open(home)));
    const auto backups = valueOf(listBackups(home));
    ASSERT_EQ(backups.size(), kMostBackups);
    EXPECT_EQ(backups.back().name, "project-20250121-100000.sorby");
    EXPECT_FALSE(fs::exists(home / kBackupFolder / "project-20250101-100000.sorby.partial"));
    EXPECT_TRUE(fs::exists(home / kBackupFolder / "project-20250102-100000.sorby.partial"));
    EXPECT_TRUE(fs::exists(home / kBackupFolder / "my notes.txt"));
}

TEST(Backups, areNeverTheProjectsFileItself)
{
    const TemporaryFolder folder;
    const auto home = projectWith(1, folder / "p");
    fs::create_directories(home / kBackupFolder);
    // What a restoring leaves that was killed before its last step.
    const auto second = home / kBackupFolder / "project-20250101-100000-replaced.sorby";
    fs::create_hard_link(home / Project::kFileName, second);
    EXPECT_TRUE(valueOf(listBackups(home)).empty());
    const auto project = valueOf(Project::open(home));
    EXPECT_EQ(waitForBackup(*project).state, State::Made);
    EXPECT_FALSE(fs::exists(second));
    EXPECT_EQ(valueOf(project->images()).size(), 1U);
}

TEST(Backups, sayWhenTheyCannotBeMadeAndTheWorkGoesOn)
{
    const TemporaryFolder folder;
    const auto home = projectWith(1, folder / "p");
    writeBytes(home / kBackupFolder, "a file where the folder should be");
    const auto project = valueOf(Project::open(home));
    const auto report = waitForBackup(*project);
    EXPECT_EQ(report.state, State::Failed);
    ASSERT_TRUE(report.failure);
    EXPECT_NE(report.failure->where.find("backups"), std::string::npos);
    EXPECT_FALSE(project->isReadOnly());
    change(*project);
    EXPECT_FALSE(project->backUp());
}

TEST(Backups, leaveRoomOnTheDisk)
{
    const TemporaryFolder folder;
    expectGood(checkRoom(folder.path(), 1000));
    const auto refused = checkRoom(folder.path(), std::uintmax_t{1} << 62U);
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().code, ErrorCode::Io);
    EXPECT_NE(refused.error().message.find("are free"), std::string::npos);
}

TEST(Backups, areMadeBeforeAnOlderFormatIsBroughtUpToDate)
{
    const TemporaryFolder folder;
    fs::create_directories(folder / "p");
    {
        SQLite::Database connection(toUtf8(folder / "p/project.sorby"),
                                    SQLite::OPEN_READWRITE | SQLite::OPEN_CREATE);
        connection.exec(valueOf(readText(sorby::test::testData() / "projects/version_1.sql")));
    }
    ASSERT_FALSE(valueOf(Project::open(folder / "p"))->isReadOnly());
    const auto backups = valueOf(listBackups(folder / "p"));
    ASSERT_EQ(backups.size(), 1U);
    EXPECT_EQ(backups[0].kind, BackupKind::OlderFormat);
    EXPECT_EQ(openAsItIs(backups[0].file).execAndGet("PRAGMA user_version").getInt(), 1);
    static_cast<void>(valueOf(restoreBackup(folder / "p", "newest")));
    EXPECT_EQ(valueOf(valueOf(Project::open(folder / "p"))->images()).size(), 3U)
        << "brought up to date again";
}

TEST(Backups, areNotMadeOfADamagedFile)
{
    const TemporaryFolder folder;
    const auto home = projectWith(1, folder / "p");
    static_cast<void>(valueOf(Project::open(home)));
    ASSERT_EQ(valueOf(listBackups(home)).size(), 1U);
    damage(home / Project::kFileName);
    const auto refused = Project::open(home);
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().code, ErrorCode::Malformed);
    EXPECT_NE(refused.error().message.find(valueOf(listBackups(home))[0].name), std::string::npos)
        << "names what to go back to: " << refused.error().message;
    EXPECT_EQ(valueOf(listBackups(home)).size(), 1U);
}

TEST(RestoreBackup, givesTheOldStateAndKeepsThePresentOne)
{
    const TemporaryFolder folder;
    const auto home = projectWith(1, folder / "p");
    change(*valueOf(Project::open(home)));
    ASSERT_EQ(imageCount(home), 2U);
    const auto report = valueOf(restoreBackup(home, "newest"));
    EXPECT_EQ(report.restored.images, 1);
    EXPECT_EQ(imageCount(home), 1U);
    const auto backups = valueOf(listBackups(home));
    ASSERT_EQ(backups.size(), 2U);
    EXPECT_EQ(backups[0].name, report.keptAs);
    EXPECT_EQ(backups[0].kind, BackupKind::Replaced);
    EXPECT_EQ(backups[0].images, 2);
    EXPECT_EQ(withoutIds(valueOf(valueOf(Project::open(home))->annotations(1))), someAnnotations());

    static_cast<void>(valueOf(restoreBackup(home / Project::kFileName, report.keptAs)));
    EXPECT_EQ(imageCount(home), 2U) << "there and back again";
    for (const auto& backup : backups) {
        static_cast<void>(valueOf(restoreBackup(home, backup.name)));
        EXPECT_EQ(imageCount(home), static_cast<std::size_t>(backup.images));
    }
    EXPECT_EQ(valueOf(listBackups(home)).size(), 2U) << "what is kept already is not kept again";
}

TEST(RestoreBackup, keepsWhatStandsInTheLogOfAKilledProgram)
{
    const TemporaryFolder folder;
    const auto home = projectWith(1, folder / "p");
    const auto killed = folder / "killed";
    {
        const auto project = valueOf(Project::open(home));
        static_cast<void>(waitForBackup(*project));
        change(*project);
        fs::copy(home, killed, fs::copy_options::recursive);
        ASSERT_GT(fs::file_size(killed / "project.sorby-wal"), 0U);
    }
    const auto report = valueOf(restoreBackup(killed, "newest"));
    EXPECT_EQ(imageCount(killed), 1U) << "the old log is not taken for one of the restored file";
    static_cast<void>(valueOf(restoreBackup(killed, report.keptAs)));
    EXPECT_EQ(imageCount(killed), 2U);
}

TEST(RestoreBackup, bringsBackADamagedAndAMissingFile)
{
    const TemporaryFolder folder;
    const auto home = projectWith(1, folder / "p");
    static_cast<void>(valueOf(Project::open(home)));
    damage(home / Project::kFileName);
    const auto damaged = bytesOf(home / Project::kFileName);
    const auto report = valueOf(restoreBackup(home, "newest"));
    EXPECT_EQ(report.keptAs.substr(0, 11), "unreadable-");
    EXPECT_EQ(bytesOf(home / kBackupFolder / report.keptAs), damaged);
    EXPECT_EQ(imageCount(home), 1U);

    fs::remove(home / Project::kFileName);
    const auto missing = Project::open(home);
    ASSERT_FALSE(missing);
    EXPECT_NE(missing.error().message.find("the newest backup"), std::string::npos);
    EXPECT_EQ(valueOf(restoreBackup(home, "newest")).keptAs, "");
    EXPECT_EQ(imageCount(home), 1U);
}

TEST(RestoreBackup, isRefusedWhileTheProjectIsOpen)
{
    const TemporaryFolder folder;
    const auto home = projectWith(1, folder / "p");
    const auto project = valueOf(Project::open(home));
    static_cast<void>(waitForBackup(*project));
    change(*project);
    const auto refused = restoreBackup(home, "newest");
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().code, ErrorCode::ReadOnly);
    EXPECT_NE(refused.error().message.find("open in another program"), std::string::npos);
    EXPECT_EQ(valueOf(project->images()).size(), 2U);
    EXPECT_EQ(valueOf(listBackups(home)).size(), 1U);
}

TEST(RestoreBackup, refusesADamagedBackupAndANewerVersionAndChangesNothing)
{
    const TemporaryFolder folder;
    const auto home = projectWith(1, folder / "p");
    static_cast<void>(valueOf(Project::open(home)));
    const auto backup = valueOf(listBackups(home))[0].file;
    const auto whole = bytesOf(backup);
    const auto before = bytesOf(home / Project::kFileName);
    damage(backup);
    EXPECT_EQ(restoreBackup(home, "newest").error().code, ErrorCode::Malformed);
    writeBytes(backup, whole.substr(0, whole.size() / 2));
    EXPECT_NE(valueOf(listBackups(home))[0].damage, "");
    EXPECT_EQ(restoreBackup(home, "newest").error().code, ErrorCode::Malformed);
    writeBytes(backup, whole);
    {
        SQLite::Database newer(toUtf8(backup), SQLite::OPEN_READWRITE);
        newer.exec("PRAGMA user_version = 99");
    }
    EXPECT_EQ(restoreBackup(home, "newest").error().code, ErrorCode::NewerVersion);
    const auto unknown = restoreBackup(home, "project-19000101-000000.sorby");
    ASSERT_FALSE(unknown);
    EXPECT_EQ(unknown.error().code, ErrorCode::NotFound);
    EXPECT_NE(unknown.error().message.find(toUtf8(backup.filename())), std::string::npos);
    EXPECT_EQ(bytesOf(home / Project::kFileName), before);
    EXPECT_EQ(restoreBackup(folder / "nowhere", "newest").error().code, ErrorCode::NotFound);
}

TEST(RestoreBackup, takesAProjectFileFromElsewhere)
{
    const TemporaryFolder folder;
    const auto home = projectWith(1, folder / "p");
    const auto other = projectWith(3, folder / "other");
    static_cast<void>(valueOf(restoreBackup(home, toUtf8(other / Project::kFileName))));
    EXPECT_EQ(imageCount(home), 3U);
}

} // namespace
} // namespace sorby::project::test
