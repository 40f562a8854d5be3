// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/files.h"
#include "core/base/platform.h"
#include "core/project/backup_files.h"
#include "core/project/backups.h"
#include "core/project/database.h"
#include "core/project/project.h"
#include "core/project/schema.h"
#include "core/project/write_lock.h"

#include <fmt/format.h>

#include <system_error>

namespace sorby::project {
namespace fs = std::filesystem;
namespace {

fs::path beside(const fs::path& file, const char* ending)
{
    fs::path path = file;
    path += ending;
    return path;
}

Error restoreError(const fs::path& file, const std::string& reason)
{
    return Error{ErrorCode::Io, "the backup was not restored: " + reason, toUtf8(file)};
}

/// Every page of it, before anything is touched.
Status checkBackup(const BackupRecord& backup)
{
    if (auto whole = checkFile(backup.file); !whole) {
        return whole;
    }
    try {
        auto connection = openAsItIs(backup.file);
        return checkDatabase(connection, backup.file, CheckDepth::Complete);
    } catch (const SQLite::Exception& exception) {
        return Database::toError(exception, backup.file);
    }
}

/// Brings everything into the file itself. False when it is damaged, or not to be opened at all.
bool foldLogIn(const fs::path& file)
{
    if (!checkFile(file)) {
        return false;
    }
    try {
        SQLite::Database connection(toUtf8(file), SQLite::OPEN_READWRITE);
        if (!checkDatabase(connection, file, CheckDepth::Complete)) {
            return false;
        }
        return connection.execAndGet("PRAGMA wal_checkpoint(TRUNCATE)").getInt() == 0;
    } catch (const SQLite::Exception&) {
        return false;
    }
}

/// A second name for the file, which needs no room; a copy where the file system has no such thing.
Status keepAs(const fs::path& file, const fs::path& target)
{
    if (auto made = makeFolder(target.parent_path()); !made) {
        return made;
    }
    std::error_code failure;
    fs::create_hard_link(file, target, failure);
    if (!failure) {
        return {};
    }
    return writeFileAtomically(target, [&](const fs::path& partial) -> Status {
        std::error_code reason;
        fs::copy_file(file, partial, fs::copy_options::overwrite_existing, reason);
        return reason ? Status(restoreError(target, reason.message())) : Status();
    });
}

/// Keeps what is there now. A sound file becomes a backup, so that one can go back; a damaged one is kept
/// with its log as "unreadable-...", for whoever wants to rescue more out of it. Gives the name.
Result<std::string> keepPresent(const fs::path& folder, const fs::path& file)
{
    std::error_code failure;
    if (!fs::exists(file, failure)) {
        return std::string();
    }
    const bool isSound = foldLogIn(file);
    if (isSound) {
        // Whoever tries one backup after the other gets no copy of each.
        if (const auto same = sameBackup(folder, file); !same.empty()) {
            return toUtf8(same.filename());
        }
    }
    auto target = newBackupFile(folder, BackupKind::Replaced);
    if (!isSound) {
        const auto name = toUtf8(target.filename());
        target.replace_filename(fromUtf8("unreadable" + name.substr(name.find('-'))));
    }
    if (auto kept = keepAs(file, target); !kept) {
        return kept.error();
    }
    if (!isSound && hasLog(file)) {
        if (auto kept = keepAs(beside(file, "-wal"), beside(target, "-wal")); !kept) {
            return kept.error();
        }
    }
    return toUtf8(target.filename());
}

} // namespace

Result<RestoreReport> restoreBackup(const fs::path& folder, const std::string& which)
{
    std::error_code failure;
    const auto place = folder.filename() == Project::kFileName ? folder.parent_path() : folder;
    const auto home = fs::canonical(place.empty() ? fs::path(".") : place, failure);
    if (failure) {
        return Error{ErrorCode::NotFound, "does not exist: there is no project here", toUtf8(folder)};
    }
    const auto backup = findBackup(home, which);
    if (!backup) {
        return backup.error();
    }
    if (auto sound = checkBackup(*backup); !sound) {
        return sound.error();
    }
    const auto file = home / Project::kFileName;
    const auto access = takeWriteLock(home);
    if (!access.lock) {
        return Error{ErrorCode::ReadOnly,
                     fmt::format("the backup was not restored: the project {}; close it there first",
                                 access.readOnlyReason),
                     toUtf8(file)};
    }
    RestoreReport report{*backup, {}};
    const auto written = writeFileAtomically(file, [&](const fs::path& partial) -> Status {
        std::error_code reason;
        fs::copy_file(backup->file, partial, fs::copy_options::overwrite_existing, reason);
        if (reason) {
            return restoreError(file, reason.message());
        }
        auto flushed = platform::flushToDisk(partial);
        if (!flushed) {
            return flushed;
        }
        // From here on the restored file is only one renaming away.
        auto kept = keepPresent(home, file);
        if (!kept) {
            return kept.error();
        }
        report.keptAs = std::move(*kept);
        // The log belongs to the file that goes.
        for (const char* ending : {"-wal", "-shm"}) {
            fs::remove(beside(file, ending), reason);
            if (reason) {
                return restoreError(file, reason.message());
            }
        }
        return {};
    });
    if (!written) {
        return written.error();
    }
    return report;
}

} // namespace sorby::project
