// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/project/schema.h"

#include "core/base/files.h"
#include "core/project/database.h"
#include "core/project/migrations.h"
#include "core/project/safekeeping.h"

#include <SQLiteCpp/Backup.h>
#include <fmt/format.h>
#include <sqlite3.h>

#include <array>
#include <cstdint>
#include <fstream>
#include <string_view>
#include <system_error>
#include <vector>

namespace sorby::project {
namespace fs = std::filesystem;
namespace {

constexpr std::uint32_t kApplicationId = 0x53524259; // "SRBY"
constexpr int kBusyTimeoutMs = 5000;

/// The tables of format 1, from which migrations.h goes on.
/// Ids of objects and points are never given twice (AUTOINCREMENT). Stems name files, and two names that
/// differ in case alone are one file on many systems.
constexpr const char* kTables = R"sql(
CREATE TABLE settings (
    key TEXT PRIMARY KEY,
    value TEXT NOT NULL
) WITHOUT ROWID;
CREATE TABLE classes (
    id INTEGER PRIMARY KEY,
    name TEXT NOT NULL UNIQUE,
    colour INTEGER NOT NULL
);
CREATE TABLE images (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    name TEXT NOT NULL,
    stem TEXT NOT NULL UNIQUE COLLATE NOCASE,
    location TEXT NOT NULL,
    content_hash TEXT NOT NULL,
    width INTEGER NOT NULL,
    height INTEGER NOT NULL,
    bits_per_channel INTEGER NOT NULL,
    channels INTEGER NOT NULL,
    specimen TEXT NOT NULL,
    membership INTEGER NOT NULL DEFAULT 0,
    broken TEXT NOT NULL,
    annotated INTEGER NOT NULL DEFAULT 0
);
CREATE INDEX images_by_name ON images (name);
CREATE INDEX images_by_location ON images (location);
CREATE TABLE objects (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    image INTEGER NOT NULL REFERENCES images (id) ON DELETE CASCADE,
    position INTEGER NOT NULL,
    class INTEGER NOT NULL REFERENCES classes (id),
    polygon BLOB NOT NULL,
    poi_x REAL,
    poi_y REAL,
    origin INTEGER NOT NULL,
    who TEXT NOT NULL,
    made_at TEXT NOT NULL,
    polygon_text TEXT NOT NULL,
    poi_text TEXT NOT NULL
);
CREATE INDEX objects_by_image ON objects (image, position);
CREATE INDEX objects_by_class ON objects (class);
CREATE TABLE points_of_interest (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    image INTEGER NOT NULL REFERENCES images (id) ON DELETE CASCADE,
    position INTEGER NOT NULL,
    annotator TEXT NOT NULL,
    x REAL NOT NULL,
    y REAL NOT NULL
);
CREATE INDEX points_by_image ON points_of_interest (image, position);
CREATE TABLE pixel_edit_tiles (
    image INTEGER NOT NULL REFERENCES images (id) ON DELETE CASCADE,
    tile_column INTEGER NOT NULL,
    tile_row INTEGER NOT NULL,
    data BLOB NOT NULL,
    UNIQUE (image, tile_column, tile_row)
);
CREATE TABLE runs (
    id TEXT NOT NULL UNIQUE,
    name TEXT NOT NULL UNIQUE,
    created_at TEXT NOT NULL,
    state TEXT NOT NULL,
    options TEXT NOT NULL,
    seed INTEGER NOT NULL,
    split TEXT NOT NULL,
    data_hash TEXT NOT NULL,
    versions TEXT NOT NULL,
    device TEXT NOT NULL,
    epochs INTEGER NOT NULL,
    best_epoch INTEGER NOT NULL,
    images_per_second REAL NOT NULL,
    peak_bytes INTEGER NOT NULL,
    wait_share REAL NOT NULL,
    message TEXT NOT NULL
);
CREATE TABLE epochs (
    run TEXT NOT NULL REFERENCES runs (id) ON DELETE CASCADE,
    epoch INTEGER NOT NULL,
    train_loss REAL,
    validation_loss REAL,
    validation_iou REAL,
    images_per_second REAL NOT NULL,
    seconds REAL NOT NULL,
    PRIMARY KEY (run, epoch)
) WITHOUT ROWID;
CREATE TABLE scores (
    run TEXT NOT NULL REFERENCES runs (id) ON DELETE CASCADE,
    image INTEGER NOT NULL REFERENCES images (id) ON DELETE CASCADE,
    class INTEGER NOT NULL,
    tp INTEGER NOT NULL,
    fp INTEGER NOT NULL,
    fn INTEGER NOT NULL,
    tn INTEGER NOT NULL,
    PRIMARY KEY (run, image, class)
) WITHOUT ROWID;
CREATE INDEX scores_by_image ON scores (image);
)sql";

Error unreadable(const fs::path& file, ErrorCode code, std::string message)
{
    return Error{code, std::move(message), toUtf8(file)};
}

std::uint32_t bigEndian(const unsigned char* bytes, int count)
{
    std::uint32_t value = 0;
    for (int i = 0; i < count; ++i) {
        value = (value << 8U) | bytes[i];
    }
    return value;
}

Status checkIdentity(const fs::path& file, std::int64_t applicationId, std::int64_t version)
{
    if (applicationId != kApplicationId || version < 1) {
        return unreadable(file, ErrorCode::Malformed,
                          "is a SQLite file of another program, not a Sorby project");
    }
    if (version > Project::kSchemaVersion) {
        return unreadable(file, ErrorCode::NewerVersion,
                          fmt::format("was written by a newer Sorby (format {}, this one reads up to {}); "
                                      "open it with that version",
                                      version, Project::kSchemaVersion));
    }
    return {};
}

/// The path as SQLite's URI: everything that is not plain ASCII is escaped, so that '#', '?' and '%' in
/// folder names mean themselves.
std::string toUri(const fs::path& file, std::string_view query)
{
    std::string path = toUtf8(fs::absolute(file).generic_u8string());
    std::string uri = path.starts_with('/') ? "file://" : "file:///";
    constexpr std::string_view kPlain =
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~/:";
    for (const char c : path) {
        if (kPlain.find(c) != std::string_view::npos) {
            uri += c;
        } else {
            uri += fmt::format("%{:02X}", static_cast<unsigned char>(c));
        }
    }
    return fmt::format("{}?{}", uri, query);
}

void configure(SQLite::Database& connection)
{
    connection.exec("PRAGMA foreign_keys = ON");
    connection.exec("PRAGMA synchronous = NORMAL");
}

/// A file of an older format that is only read is brought up to date in memory.
SQLite::Database upToDate(SQLite::Database&& connection)
{
    if (connection.execAndGet("PRAGMA user_version").getInt() == Project::kSchemaVersion) {
        return std::move(connection);
    }
    SQLite::Database copy(":memory:", SQLite::OPEN_READWRITE | SQLite::OPEN_CREATE);
    SQLite::Backup(copy, connection).executeStep();
    configure(copy);
    migrate(copy);
    return copy;
}

} // namespace

bool hasLog(const fs::path& file)
{
    fs::path log = file;
    log += "-wal";
    std::error_code failure;
    const auto size = fs::file_size(log, failure);
    return !failure && size > 0;
}

Status checkDatabase(SQLite::Database& connection, const fs::path& file, CheckDepth depth)
{
    try {
        const auto applicationId = connection.execAndGet("PRAGMA application_id").getInt64();
        const auto version = connection.execAndGet("PRAGMA user_version").getInt64();
        if (auto ours = checkIdentity(file, applicationId, version); !ours) {
            return ours;
        }
        const std::vector<const char*> checks =
            depth == CheckDepth::Complete
                ? std::vector{"PRAGMA quick_check(1)"}
                : std::vector{"PRAGMA quick_check(settings)", "PRAGMA quick_check(classes)",
                              "PRAGMA quick_check(images)", "PRAGMA quick_check(runs)"};
        for (const auto* check : checks) {
            const auto verdict = connection.execAndGet(check).getString();
            if (verdict != "ok") {
                return unreadable(file, ErrorCode::Malformed,
                                  fmt::format("is damaged ({}); take it from a backup", verdict));
            }
        }
    } catch (const SQLite::Exception& exception) {
        return Database::toError(exception, file);
    }
    return {};
}

void storeClasses(SQLite::Database& connection, const annotation::ClassList& classes)
{
    SQLite::Statement surplus(connection, "DELETE FROM classes WHERE id >= ? AND id <> 255");
    surplus.bind(1, static_cast<std::int64_t>(classes.size()));
    surplus.exec();
    // Names are unique, so two that change places would meet half-way.
    connection.exec("UPDATE classes SET name = id || char(10) WHERE id <> 255");
    SQLite::Statement insert(connection,
                             "INSERT INTO classes (id, name, colour, shortcut) VALUES (?, ?, ?, ?) "
                             "ON CONFLICT (id) DO UPDATE SET name = excluded.name, "
                             "colour = excluded.colour, shortcut = excluded.shortcut");
    for (const auto& info : classes) {
        insert.reset();
        insert.bind(1, static_cast<int>(info.id));
        insert.bind(2, info.name);
        insert.bind(3, info.colour.r * 65536 + info.colour.g * 256 + info.colour.b);
        insert.bind(4, info.key);
        insert.exec();
    }
}

void writeNewDatabase(const fs::path& file, const annotation::ClassList& classes)
{
    SQLite::Database connection(toUtf8(file), SQLite::OPEN_READWRITE | SQLite::OPEN_CREATE);
    SQLite::Transaction transaction(connection);
    connection.exec(fmt::format("PRAGMA application_id = {}", kApplicationId));
    connection.exec("PRAGMA user_version = 1");
    connection.exec(kTables);
    transaction.commit();
    migrate(connection);
    storeClasses(connection, classes);
    // Last of all: the identity above then stands in the file itself, never in the log alone.
    connection.exec("PRAGMA journal_mode = WAL");
}

Status checkFile(const fs::path& file)
{
    std::error_code failure;
    if (!fs::exists(file, failure)) {
        return unreadable(file, ErrorCode::NotFound, "does not exist: there is no project in this folder");
    }
    if (!fs::is_regular_file(file, failure)) {
        return unreadable(file, ErrorCode::Malformed, "is not a file");
    }
    std::ifstream stream(file, std::ios::binary);
    if (!stream) {
        return unreadable(file, ErrorCode::Unreadable, "cannot be opened; check its permissions");
    }
    std::array<unsigned char, 100> head{};
    stream.read(reinterpret_cast<char*>(head.data()), head.size());
    const auto length = static_cast<std::size_t>(stream.gcount());
    constexpr std::string_view kMagic("SQLite format 3\0", 16);
    const std::string_view start(reinterpret_cast<const char*>(head.data()), std::min(length, kMagic.size()));
    if (start != kMagic.substr(0, start.size())) {
        return unreadable(file, ErrorCode::Malformed, "is not a Sorby project");
    }
    if (length < head.size()) {
        return unreadable(file, ErrorCode::Malformed, "is cut off; take it from a backup");
    }
    if (auto ours = checkIdentity(file, bigEndian(&head[68], 4), bigEndian(&head[60], 4)); !ours) {
        return ours;
    }
    const std::uint32_t pageSize = bigEndian(&head[16], 2) == 1 ? 65536 : bigEndian(&head[16], 2);
    const std::uintmax_t wanted = std::uintmax_t{pageSize} * bigEndian(&head[28], 4);
    const auto size = fs::file_size(file, failure);
    // With a log beside it the file may be behind its own head; the integrity check looks at both.
    if (!failure && size < wanted && !hasLog(file)) {
        return unreadable(
            file, ErrorCode::Malformed,
            fmt::format("is cut off ({} of {} bytes are there); take it from a backup", size, wanted));
    }
    return {};
}

Result<SQLite::Database> openForReading(const fs::path& file, CheckDepth depth)
{
    const auto open = [&](const std::string& name, int flags) -> Result<SQLite::Database> {
        try {
            SQLite::Database connection(name, SQLite::OPEN_READONLY | flags, kBusyTimeoutMs);
            configure(connection);
            if (auto sound = checkDatabase(connection, file, depth); !sound) {
                return sound.error();
            }
            return upToDate(std::move(connection));
        } catch (const SQLite::Exception& exception) {
            return Database::toError(exception, file);
        }
    };
    auto opened = open(toUtf8(file), 0);
    if (!opened &&
        (opened.error().code == ErrorCode::Unreadable || opened.error().code == ErrorCode::ReadOnly)) {
        // Reading takes two small files beside the project, which a read-only folder does not allow.
        if (hasLog(file)) {
            return unreadable(file, ErrorCode::Unreadable,
                              "was not closed properly and its folder is read-only; copy the folder to where "
                              "it can be written to");
        }
        return open(toUri(file, "immutable=1"), SQLite::OPEN_URI);
    }
    return opened;
}

Result<SQLite::Database> openForWriting(const fs::path& file)
{
    try {
        SQLite::Database connection(toUtf8(file), SQLite::OPEN_READWRITE, kBusyTimeoutMs);
        if (sqlite3_db_readonly(connection.getHandle(), "main") != 0) {
            return unreadable(file, ErrorCode::ReadOnly, "is write-protected");
        }
        configure(connection);
        connection.execAndGet("SELECT COUNT(*) FROM settings");
        connection.exec("PRAGMA synchronous = FULL"); // on disk when a transaction has ended
        if (connection.execAndGet("PRAGMA user_version").getInt() < Project::kSchemaVersion ||
            connection.execAndGet("PRAGMA journal_mode").getString() != "wal") {
            // A step that cannot be undone; without room for the copy it is taken all the same, in one
            // transaction.
            static_cast<void>(backUpSession(file.parent_path(), connection, BackupKind::OlderFormat));
        }
        connection.execAndGet("PRAGMA journal_mode = WAL");
        migrate(connection);
        return connection;
    } catch (const SQLite::Exception& exception) {
        return Database::toError(exception, file);
    }
}

Result<SQLite::Database> openBeside(const fs::path& file)
{
    try {
        SQLite::Database connection(toUtf8(file), SQLite::OPEN_READONLY, kBusyTimeoutMs);
        configure(connection);
        if (connection.execAndGet("PRAGMA journal_mode").getString() != "wal") {
            return unreadable(file, ErrorCode::Unsupported, "keeps no snapshots here");
        }
        connection.execAndGet("SELECT COUNT(*) FROM settings");
        return connection;
    } catch (const SQLite::Exception& exception) {
        return Database::toError(exception, file);
    }
}

SQLite::Database openAsItIs(const fs::path& file)
{
    return {toUri(file, "immutable=1"), SQLite::OPEN_READONLY | SQLite::OPEN_URI, kBusyTimeoutMs};
}

} // namespace sorby::project
