// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/project/project.h"

#include "core/base/files.h"
#include "core/base/text.h"
#include "core/project/backup_files.h"
#include "core/project/blobs.h"
#include "core/project/database.h"
#include "core/project/schema.h"
#include "core/project/write_lock.h"

#include <fmt/format.h>

#include <algorithm>
#include <set>
#include <system_error>

namespace sorby::project {
namespace fs = std::filesystem;
namespace {

Status checkClasses(const annotation::ClassList& classes, const fs::path& file)
{
    const auto error = [&](std::string message) {
        return Error{ErrorCode::InvalidArgument, std::move(message), toUtf8(file)};
    };
    if (classes.size() < 2 || classes.size() > std::size_t{annotation::kMaxClassId} + 1) {
        return error(fmt::format("a project has 2 to {} classes with the matrix, not {}",
                                 annotation::kMaxClassId + 1, classes.size()));
    }
    std::set<std::string> names;
    for (std::size_t i = 0; i < classes.size(); ++i) {
        if (classes[i].id != i) {
            return error(fmt::format("class \"{}\" has the id {} where {} should be", classes[i].name,
                                     int{classes[i].id}, i));
        }
        if (!names.insert(lowered(classes[i].name)).second) {
            return error(fmt::format("two classes are called \"{}\"", classes[i].name));
        }
    }
    return {};
}

/// Says which backup there is to go back to.
Error withRemedy(Error error, const fs::path& folder)
{
    const bool helps = error.code == ErrorCode::Malformed || error.code == ErrorCode::NotFound ||
                       error.code == ErrorCode::Unreadable;
    const auto newest = helps ? newestBackupFile(folder) : fs::path{};
    if (!newest.empty()) {
        error.message += fmt::format("; the newest backup is {}: File > Restore or \"sorby backups\" puts it "
                                     "back",
                                     toUtf8(newest.filename()));
    }
    return error;
}

/// What to do with the state that this connection sees. When there is something, the connection stays in a
/// read transaction on it.
SafekeepingPlan planSafekeeping(SQLite::Database& reading, const fs::path& folder, bool loggedBefore,
                                CheckDepth checked)
{
    SafekeepingPlan plan;
    plan.check = checked != CheckDepth::Complete;
    const bool isEmpty =
        reading.execAndGet("SELECT NOT EXISTS (SELECT 1 FROM images) AND NOT EXISTS (SELECT 1 FROM runs)")
            .getInt() != 0;
    plan.copy = !isEmpty && !isBackedUp(folder, loggedBefore);
    // A file without a log would be locked by its reader, and one of an older format is in memory here:
    // openForWriting makes the backup of both.
    const bool hasSnapshots = reading.execAndGet("PRAGMA journal_mode").getString() == "wal";
    if (!hasSnapshots || (!plan.copy && !plan.check)) {
        return {};
    }
    reading.exec("BEGIN");
    reading.execAndGet("SELECT COUNT(*) FROM settings");
    return plan;
}

/// The highest class id that objects or pixel edits use.
Result<int> highestClassInUse(SQLite::Database& connection)
{
    int highest = connection
                      .execAndGet("SELECT COALESCE(MAX(class), 0) FROM (SELECT class FROM objects WHERE "
                                  "class <> 255 UNION ALL SELECT class FROM campaigns)")
                      .getInt();
    SQLite::Statement query(connection, "SELECT data FROM pixel_edit_tiles");
    while (query.executeStep()) {
        const auto column = query.getColumn(0);
        const auto tile = decodeTile(
            {static_cast<const std::byte*>(column.getBlob()), static_cast<std::size_t>(column.getBytes())});
        if (!tile) {
            return tile.error();
        }
        for (const auto value : (*tile)->pixels()) {
            if (value <= annotation::kMaxClassId) {
                highest = std::max(highest, int{value});
            }
        }
    }
    return highest;
}

} // namespace

Project::Private::Private(fs::path projectFolder, std::unique_ptr<platform::FileLock> writeLock,
                          SQLite::Database connection, std::string readOnlyReason)
    : folder(std::move(projectFolder)),
      lock(std::move(writeLock)),
      database(std::move(connection), folder / kFileName, std::move(readOnlyReason))
{}

Project::Project(std::unique_ptr<Private> state) : d(std::move(state)) {}
Project::~Project() = default;

Result<std::unique_ptr<Project>> Project::create(const fs::path& folder, const annotation::ClassList& classes)
{
    const fs::path file = folder / kFileName;
    std::error_code failure;
    if (fs::exists(file, failure)) {
        return Error{ErrorCode::InvalidArgument,
                     "there is a project already; open it, or choose another folder", toUtf8(file)};
    }
    if (auto valid = checkClasses(classes, file); !valid) {
        return valid.error();
    }
    if (auto made = makeFolder(folder); !made) {
        return made.error();
    }
    const auto written = writeFileAtomically(file, [&](const fs::path& partial) -> Status {
        std::error_code ignored;
        fs::remove(partial, ignored);
        try {
            writeNewDatabase(partial, classes);
        } catch (const SQLite::Exception& exception) {
            return Database::toError(exception, file);
        }
        return {};
    });
    if (!written) {
        return written.error();
    }
    return open(folder);
}

Result<std::unique_ptr<Project>> Project::open(const fs::path& path, OpenMode mode)
{
    std::error_code failure;
    fs::path folder = path.filename() == kFileName ? path.parent_path() : path;
    folder = fs::canonical(folder.empty() ? fs::path(".") : folder, failure);
    if (failure) {
        return Error{ErrorCode::NotFound, "does not exist: there is no project here", toUtf8(path)};
    }
    if (!fs::is_directory(folder, failure)) {
        return Error{ErrorCode::Unsupported,
                     fmt::format("is not a project; a project is a folder that holds {}", kFileName),
                     toUtf8(path)};
    }
    const fs::path file = folder / kFileName;
    if (auto whole = checkFile(file); !whole) {
        return withRemedy(whole.error(), folder);
    }
    const bool loggedBefore = hasLog(file);
    const auto depth =
        bytesOnDisk(file) <= kCheckedAtOnceBytes ? CheckDepth::Complete : CheckDepth::Essential;
    auto reading = openForReading(file, depth);
    if (!reading) {
        return withRemedy(reading.error(), folder);
    }
    const auto finish = [&](WriteAccess access, SQLite::Database connection) {
        return std::unique_ptr<Project>(new Project(std::make_unique<Private>(
            folder, std::move(access.lock), std::move(connection), std::move(access.readOnlyReason))));
    };
    if (mode == OpenMode::ReadOnly) {
        return finish({nullptr, "was opened for reading"}, std::move(*reading));
    }
    auto access = takeWriteLock(folder);
    if (!access.lock) {
        return finish(std::move(access), std::move(*reading));
    }
    SafekeepingPlan plan;
    try {
        plan = planSafekeeping(*reading, folder, loggedBefore, depth);
    } catch (const SQLite::Exception& exception) {
        return Database::toError(exception, file);
    }
    auto writing = openForWriting(file);
    if (!writing) {
        return finish({nullptr, fmt::format("cannot be written to ({})", describe(writing.error()))},
                      std::move(*reading));
    }
    auto project = finish(std::move(access), std::move(*writing));
    if (auto beside = openBeside(file)) {
        project->d->database.readBy(std::move(*beside));
    }
    project->d->safekeeping.start(folder, std::move(*reading), plan);
    project->closeAbandonedRuns();
    return project;
}

const fs::path& Project::folder() const
{
    return d->folder;
}

/// Whoever trains holds the lock: a run that is still "running" when the lock is free lost its program.
/// On a full disk the project opens all the same, and they are closed next time.
void Project::closeAbandonedRuns()
{
    static_cast<void>(d->database.write([](SQLite::Database& connection) -> Status {
        SQLite::Statement close(connection, "UPDATE runs SET state = ?, message = ? WHERE state = ?");
        close.bind(1, toText(RunState::Stopped));
        close.bind(2, "the program ended before the training did");
        close.bind(3, toText(RunState::Running));
        close.exec();
        return {};
    }));
}

BackupReport Project::backupReport() const
{
    return d->safekeeping.report();
}

void Project::whenBackedUp(std::function<void(const BackupReport&)> sink)
{
    d->safekeeping.whenDone(std::move(sink));
}

Result<BackupRecord> Project::backUp()
{
    const auto made = d->database.read([&](SQLite::Database& connection) -> Result<BackupReport> {
        auto report = backUpSession(d->folder, connection, BackupKind::ByHand);
        return report.failure ? Result<BackupReport>(*report.failure) : Result<BackupReport>(report);
    });
    return made ? findBackup(d->folder, made->name) : Result<BackupRecord>(made.error());
}

std::string Project::name() const
{
    return toUtf8(d->folder.filename());
}

bool Project::isReadOnly() const
{
    return !d->database.readOnlyReason().empty();
}

std::string Project::readOnlyReason() const
{
    return d->database.readOnlyReason();
}

Status Project::inTransaction(const std::function<Status()>& work)
{
    return d->database.write([&](SQLite::Database&) { return work(); });
}

Result<annotation::ClassList> Project::classes() const
{
    return d->database.read([](SQLite::Database& connection) -> Result<annotation::ClassList> {
        annotation::ClassList classes;
        SQLite::Statement query(connection,
                                "SELECT id, name, colour, shortcut FROM classes WHERE id <> 255 ORDER BY id");
        while (query.executeStep()) {
            const auto colour = static_cast<std::uint32_t>(query.getColumn(2).getInt());
            const auto channel = [&](unsigned shift) {
                return static_cast<std::uint8_t>((colour >> shift) & 0xFFU);
            };
            classes.push_back({static_cast<annotation::ClassId>(query.getColumn(0).getInt()),
                               query.getColumn(1).getString(),
                               {channel(16), channel(8), channel(0)},
                               query.getColumn(3).getString()});
        }
        return classes;
    });
}

Status Project::setClasses(const annotation::ClassList& classes)
{
    const auto& file = d->database.file();
    if (auto valid = checkClasses(classes, file); !valid) {
        return valid;
    }
    return d->database.write([&](SQLite::Database& connection) -> Status {
        const int before = connection.execAndGet("SELECT COUNT(*) FROM classes WHERE id <> 255").getInt();
        if (before > static_cast<int>(classes.size())) {
            const auto highest = highestClassInUse(connection);
            if (!highest) {
                return Error{highest.error().code, highest.error().message, toUtf8(file)};
            }
            if (*highest >= static_cast<int>(classes.size())) {
                return Error{ErrorCode::Mismatch,
                             fmt::format("class {} is still in use and cannot be left out", *highest),
                             toUtf8(file)};
            }
        }
        storeClasses(connection, classes);
        return {};
    });
}

Result<std::optional<std::string>> Project::setting(const std::string& key) const
{
    return d->database.read([&](SQLite::Database& connection) -> Result<std::optional<std::string>> {
        SQLite::Statement query(connection, "SELECT value FROM settings WHERE key = ?");
        query.bind(1, key);
        if (!query.executeStep()) {
            return std::optional<std::string>();
        }
        return std::optional<std::string>(query.getColumn(0).getString());
    });
}

Status Project::setSetting(const std::string& key, const std::string& value)
{
    return d->database.write([&](SQLite::Database& connection) -> Status {
        SQLite::Statement insert(connection, "INSERT OR REPLACE INTO settings (key, value) VALUES (?, ?)");
        insert.bind(1, key);
        insert.bind(2, value);
        insert.exec();
        return {};
    });
}

} // namespace sorby::project
