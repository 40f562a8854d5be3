// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/files.h"
#include "core/project/backup_files.h"
#include "core/project/database.h"
#include "core/project/locations.h"

#include <system_error>
#include <utility>
#include <vector>

namespace sorby::project {
namespace fs = std::filesystem;
namespace {

/// Locations below the old parent are written down for the new one.
void moveLocations(SQLite::Database& connection, const fs::path& oldParent, const fs::path& newParent)
{
    std::vector<std::pair<std::int64_t, std::string>> moved;
    const auto oldText = folderText(oldParent);
    SQLite::Statement query(connection, "SELECT id, location FROM images WHERE location <> ''");
    while (query.executeStep()) {
        const auto location = query.getColumn(1).getString();
        auto changed = locationOf(fileAt(location, oldText), newParent);
        if (changed != location) {
            moved.emplace_back(query.getColumn(0).getInt64(), std::move(changed));
        }
    }
    SQLite::Statement update(connection, "UPDATE images SET location = ? WHERE id = ?");
    for (const auto& [id, location] : moved) {
        update.reset();
        update.bind(1, location);
        update.bind(2, id);
        update.exec();
    }
}

} // namespace

Status Project::copyTo(const fs::path& folder, bool runs) const
{
    const auto file = folder / kFileName;
    std::error_code failure;
    if (fs::exists(file, failure)) {
        return Error{ErrorCode::InvalidArgument, "there is a project already; choose another folder",
                     toUtf8(file)};
    }
    if (auto made = makeFolder(folder); !made) {
        return made;
    }
    if (auto room = checkRoom(folder, bytesOnDisk(d->database.file())); !room) {
        return room;
    }
    const auto home = fs::canonical(folder, failure);
    if (failure) {
        return Error{ErrorCode::Io, "the folder cannot be used: " + failure.message(), toUtf8(folder)};
    }
    return writeFileAtomically(file, [&](const fs::path& partial) -> Status {
        auto copied = d->database.read([&](SQLite::Database& connection) -> Status {
            copyPages(connection, partial);
            return {};
        });
        if (!copied) {
            return copied;
        }
        try {
            SQLite::Database connection(toUtf8(partial), SQLite::OPEN_READWRITE);
            connection.execAndGet("PRAGMA journal_mode = MEMORY");
            connection.exec("PRAGMA foreign_keys = ON");
            SQLite::Transaction transaction(connection);
            moveLocations(connection, d->folder.parent_path(), home.parent_path());
            if (!runs) {
                connection.exec("DELETE FROM scores");
                connection.exec("DELETE FROM epochs");
                connection.exec("DELETE FROM runs");
            }
            transaction.commit();
            // As in a new project: the head stands in the file itself, never in the log alone.
            connection.execAndGet("PRAGMA journal_mode = WAL");
        } catch (const SQLite::Exception& exception) {
            return Database::toError(exception, file);
        }
        return {};
    });
}

} // namespace sorby::project
