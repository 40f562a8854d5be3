// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/project/backups.h"

#include "core/base/files.h"
#include "core/base/platform.h"
#include "core/base/units.h"
#include "core/project/backup_files.h"
#include "core/project/database.h"
#include "core/project/schema.h"

#include <SQLiteCpp/Backup.h>
#include <fmt/format.h>
#include <sqlite3.h>

#include <algorithm>
#include <array>
#include <cctype>
#include <chrono>
#include <fstream>
#include <set>
#include <string_view>
#include <system_error>

namespace sorby::project {
namespace fs = std::filesystem;
namespace {

constexpr std::string_view kPrefix = "project-";
constexpr std::string_view kExtension = ".sorby";
constexpr std::size_t kStampLength = 15; // 20260331-120341
constexpr int kPagesAStep = 4096;
constexpr std::chrono::minutes kBrokenOffAfter{10};
constexpr std::array kKinds{BackupKind::Session, BackupKind::ByHand, BackupKind::Replaced,
                            BackupKind::OlderFormat};

std::string_view mark(BackupKind kind)
{
    switch (kind) {
    case BackupKind::ByHand:
        return "-manual";
    case BackupKind::Replaced:
        return "-replaced";
    case BackupKind::OlderFormat:
        return "-upgrade";
    case BackupKind::Session:
        break;
    }
    return "";
}

struct NameParts {
    std::string stamp; ///< "20260331-120341"
    BackupKind kind = BackupKind::Session;
};

bool isStamp(std::string_view text)
{
    for (std::size_t i = 0; i < text.size(); ++i) {
        const bool right = i == 8 ? text[i] == '-' : std::isdigit(static_cast<unsigned char>(text[i])) != 0;
        if (!right) {
            return false;
        }
    }
    return text.size() == kStampLength;
}

/// "project-STAMP[_2][-MARK].sorby"; nothing for every other file.
std::optional<NameParts> parseName(std::string_view name)
{
    if (!name.starts_with(kPrefix) || !name.ends_with(kExtension) ||
        name.size() < kPrefix.size() + kStampLength + kExtension.size()) {
        return std::nullopt;
    }
    name.remove_prefix(kPrefix.size());
    name.remove_suffix(kExtension.size());
    NameParts parts{std::string(name.substr(0, kStampLength)), BackupKind::Session};
    name.remove_prefix(kStampLength);
    if (!isStamp(parts.stamp)) {
        return std::nullopt;
    }
    if (name.starts_with('_')) {
        name.remove_prefix(1);
        while (!name.empty() && std::isdigit(static_cast<unsigned char>(name.front())) != 0) {
            name.remove_prefix(1);
        }
    }
    const auto* const kind = std::ranges::find(kKinds, name, mark);
    if (kind == kKinds.end()) {
        return std::nullopt;
    }
    parts.kind = *kind;
    return parts;
}

/// "2026-03-31T12:03:41Z" as "20260331-120341" and back.
std::string toStamp(const std::string& utc)
{
    return utc.substr(0, 4) + utc.substr(5, 2) + utc.substr(8, 2) + "-" + utc.substr(11, 2) +
           utc.substr(14, 2) + utc.substr(17, 2);
}

std::string toUtc(const std::string& stamp)
{
    return fmt::format("{}-{}-{}T{}:{}:{}Z", stamp.substr(0, 4), stamp.substr(4, 2), stamp.substr(6, 2),
                       stamp.substr(9, 2), stamp.substr(11, 2), stamp.substr(13, 2));
}

/// Restoring keeps the present file under a second name before it puts another in its place. After a crash in
/// between that name is the project's file itself, which goes on changing: no backup.
bool isTheProjectItself(const fs::path& backup, const fs::path& projectFolder)
{
    std::error_code failure;
    return fs::equivalent(backup, projectFolder / Project::kFileName, failure) && !failure;
}

/// Names of the backups, newest first.
std::vector<std::string> backupNames(const fs::path& folder)
{
    std::vector<std::string> names;
    std::error_code failure;
    for (fs::directory_iterator it(folder / kBackupFolder, failure), end; !failure && it != end;
         it.increment(failure)) {
        auto name = toUtf8(it->path().filename());
        if (parseName(name) && !isTheProjectItself(it->path(), folder)) {
            names.push_back(std::move(name));
        }
    }
    // Of two that were made in one second the numbered one is the newer.
    std::ranges::sort(names, [](const std::string& a, const std::string& b) {
        const auto key = [](const std::string& name) {
            return name.substr(0, name.size() - kExtension.size());
        };
        return key(a) > key(b);
    });
    return names;
}

BackupRecord describeFile(const fs::path& file)
{
    BackupRecord record;
    record.name = toUtf8(file.filename());
    record.file = file;
    if (const auto parts = parseName(record.name)) {
        record.madeAt = toUtc(parts->stamp);
        record.kind = parts->kind;
    }
    record.bytes = bytesOnDisk(file);
    auto whole = checkFile(file);
    if (!whole) {
        record.damage = whole.error().message;
        return record;
    }
    try {
        auto connection = openAsItIs(file);
        record.images = connection.execAndGet("SELECT COUNT(*) FROM images").getInt64();
        record.objects = connection.execAndGet("SELECT COUNT(*) FROM objects").getInt64();
    } catch (const SQLite::Exception& exception) {
        record.damage = Database::toError(exception, file).message;
    }
    return record;
}

} // namespace

const char* toText(BackupKind kind)
{
    switch (kind) {
    case BackupKind::ByHand:
        return "by hand";
    case BackupKind::Replaced:
        return "replaced by a restored backup";
    case BackupKind::OlderFormat:
        return "before a newer format";
    case BackupKind::Session:
        break;
    }
    return "session";
}

Result<std::vector<BackupRecord>> listBackups(const fs::path& folder)
{
    if (!isFolder(folder)) {
        return Error{ErrorCode::NotFound, "does not exist: there is no project here", toUtf8(folder)};
    }
    std::vector<BackupRecord> records;
    for (const auto& name : backupNames(folder)) {
        records.push_back(describeFile(folder / kBackupFolder / fromUtf8(name)));
    }
    return records;
}

Result<BackupRecord> findBackup(const fs::path& folder, const std::string& which)
{
    const auto names = backupNames(folder);
    const auto found = std::ranges::find_if(names, [&](const std::string& name) {
        return which == "newest" || which == name || which == toUtf8(fromUtf8(name).stem()) ||
               which == parseName(name)->stamp;
    });
    if (found != names.end()) {
        return describeFile(folder / kBackupFolder / fromUtf8(*found));
    }
    if (isFile(fromUtf8(which))) {
        return describeFile(fromUtf8(which));
    }
    std::string message = fmt::format("there is no backup \"{}\"; ", which);
    message += names.empty() ? std::string("the project has none")
                             : fmt::format("there are {}", fmt::join(names, ", "));
    return Error{ErrorCode::NotFound, std::move(message), toUtf8(folder)};
}

std::vector<std::string> surplusBackups(const std::vector<std::string>& names)
{
    std::vector<std::string> surplus;
    std::set<std::string> days;
    std::size_t seen = 0;
    std::size_t kept = 0;
    for (const auto& name : names) {
        const auto parts = parseName(name);
        if (!parts || parts->kind == BackupKind::ByHand || parts->kind == BackupKind::OlderFormat) {
            continue;
        }
        const bool isFirstOfDay = days.insert(parts->stamp.substr(0, 8)).second;
        ++seen;
        if (kept < kMostBackups && (seen <= kSessionBackups || isFirstOfDay)) {
            ++kept;
        } else {
            surplus.push_back(name);
        }
    }
    return surplus;
}

fs::path newBackupFile(const fs::path& projectFolder, BackupKind kind)
{
    const auto stamp = toStamp(platform::utcNow());
    const auto folder = projectFolder / kBackupFolder;
    std::string number;
    for (int next = 2;; ++next) {
        auto file = folder / fmt::format("{}{}{}{}{}", kPrefix, stamp, number, mark(kind), kExtension);
        std::error_code ignored;
        if (!fs::exists(file, ignored)) {
            return file;
        }
        number = fmt::format("_{}", next);
    }
}

std::vector<fs::path> backupFiles(const fs::path& projectFolder)
{
    std::vector<fs::path> files;
    for (const auto& name : backupNames(projectFolder)) {
        files.push_back(projectFolder / kBackupFolder / fromUtf8(name));
    }
    return files;
}

fs::path newestBackupFile(const fs::path& projectFolder)
{
    const auto files = backupFiles(projectFolder);
    return files.empty() ? fs::path{} : files.front();
}

fs::path sameBackup(const fs::path& projectFolder, const fs::path& file)
{
    for (const auto& backup : backupFiles(projectFolder)) {
        if (backup != file && areSame(backup, file)) {
            return backup;
        }
    }
    return {};
}

std::uintmax_t bytesOnDisk(const fs::path& file)
{
    fs::path log = file;
    log += "-wal";
    std::uintmax_t bytes = 0;
    for (const auto& part : {file, log}) {
        std::error_code failure;
        const auto size = fs::file_size(part, failure);
        bytes += failure ? 0 : size;
    }
    return bytes;
}

Status checkRoom(const fs::path& folder, std::uintmax_t bytes)
{
    std::error_code failure;
    const auto space = fs::space(folder, failure);
    if (!failure && space.available < bytes + kReserveBytes) {
        return Error{ErrorCode::Io,
                     fmt::format("the copy of {} was not made: only {} are free on this disk; make room",
                                 formatBytes(bytes), formatBytes(space.available)),
                     toUtf8(folder)};
    }
    return {};
}

void copyPages(SQLite::Database& source, const fs::path& target)
{
    std::error_code ignored;
    fs::remove(target, ignored);
    SQLite::Database copy(toUtf8(target), SQLite::OPEN_READWRITE | SQLite::OPEN_CREATE);
    // Nobody sees the file before it is whole and flushed.
    copy.exec("PRAGMA journal_mode = OFF");
    copy.exec("PRAGMA synchronous = OFF");
    SQLite::Backup backup(copy, source);
    for (int step = SQLITE_OK; step != SQLITE_DONE;) {
        step = backup.executeStep(kPagesAStep);
        if (step == SQLITE_BUSY || step == SQLITE_LOCKED) {
            throw SQLite::Exception("the project's file is locked", step);
        }
    }
}

Status writeBackup(SQLite::Database& source, const fs::path& target, std::uintmax_t bytes)
{
    if (auto made = makeFolder(target.parent_path()); !made) {
        return made;
    }
    if (auto room = checkRoom(target.parent_path(), bytes); !room) {
        return room;
    }
    return writeFileAtomically(target, [&](const fs::path& partial) -> Status {
        try {
            copyPages(source, partial);
        } catch (const SQLite::Exception& exception) {
            return Database::toError(exception, target);
        }
        return {};
    });
}

bool areSame(const fs::path& a, const fs::path& b)
{
    std::error_code failure;
    if (fs::file_size(a, failure) != fs::file_size(b, failure) || failure) {
        return false;
    }
    std::array<std::ifstream, 2> streams{std::ifstream(a, std::ios::binary),
                                         std::ifstream(b, std::ios::binary)};
    std::array<std::vector<char>, 2> buffers{std::vector<char>(1U << 20U), std::vector<char>(1U << 20U)};
    for (bool isHead = true; streams[0] && streams[1]; isHead = false) {
        for (std::size_t i = 0; i < 2; ++i) {
            streams[i].read(buffers[i].data(), static_cast<std::streamsize>(buffers[i].size()));
            if (isHead && streams[i].gcount() >= 100) {
                // The counters of changes, of changes to the tables, and where the first one stood when
                // SQLite's version was written.
                std::fill_n(buffers[i].begin() + 24, 4, '\0');
                std::fill_n(buffers[i].begin() + 40, 4, '\0');
                std::fill_n(buffers[i].begin() + 92, 8, '\0');
            }
        }
        if (streams[0].gcount() != streams[1].gcount() ||
            !std::equal(buffers[0].begin(), buffers[0].begin() + streams[0].gcount(), buffers[1].begin())) {
            return false;
        }
    }
    return streams[0].eof() && streams[1].eof();
}

void thinOutBackups(const fs::path& projectFolder)
{
    std::error_code ignored;
    const auto folder = projectFolder / kBackupFolder;
    for (const auto& name : surplusBackups(backupNames(projectFolder))) {
        fs::remove(folder / fromUtf8(name), ignored);
    }
    std::vector<fs::path> leftOver;
    for (fs::directory_iterator it(folder, ignored), end; !ignored && it != end; it.increment(ignored)) {
        std::error_code failure;
        const auto writtenAt = fs::last_write_time(it->path(), failure);
        // A fresh one may be in the making by another program.
        if (it->path().extension() == ".partial" && !failure &&
            writtenAt + kBrokenOffAfter < fs::file_time_type::clock::now()) {
            leftOver.push_back(it->path());
        }
        if (parseName(toUtf8(it->path().filename())) && isTheProjectItself(it->path(), projectFolder)) {
            leftOver.push_back(it->path());
        }
    }
    for (const auto& file : leftOver) {
        fs::remove(file, ignored);
    }
}

} // namespace sorby::project
