// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/files.h"
#include "core/project/blobs.h"
#include "core/project/database.h"

#include <fmt/format.h>

#include <algorithm>
#include <set>

namespace sorby::project {
namespace {

/// Unpacking so many tiles keeps others from the project for some 10 ms.
constexpr int kTilesAtOnce = 256;

/// A tile whose values were not written down with it.
struct UnknownTile {
    std::int64_t row = 0;
    ImageId image = 0;
    std::vector<std::byte> values;
};

/// The next tiles after `last` whose values nobody knows, unpacked.
Result<std::vector<UnknownTile>> readUnknown(SQLite::Database& connection, const UnknownTile& last)
{
    std::vector<UnknownTile> tiles;
    SQLite::Statement query(connection,
                            "SELECT rowid, image, data FROM pixel_edit_tiles WHERE class_values IS NULL "
                            "AND (image, rowid) > (?, ?) ORDER BY image, rowid LIMIT ?");
    query.bind(1, last.image);
    query.bind(2, last.row);
    query.bind(3, kTilesAtOnce);
    while (query.executeStep()) {
        const auto column = query.getColumn(2);
        const auto tile = decodeTile(
            {static_cast<const std::byte*>(column.getBlob()), static_cast<std::size_t>(column.getBytes())});
        if (!tile) {
            return tile.error();
        }
        tiles.push_back({query.getColumn(0).getInt64(), query.getColumn(1).getInt64(), tileValues(**tile)});
    }
    return tiles;
}

void storeValues(SQLite::Database& connection, const std::vector<UnknownTile>& tiles)
{
    SQLite::Statement update(connection, "UPDATE pixel_edit_tiles SET class_values = ? WHERE rowid = ?");
    for (const auto& tile : tiles) {
        update.reset();
        update.bindNoCopy(1, tile.values.data(), static_cast<int>(tile.values.size()));
        update.bind(2, tile.row);
        update.exec();
    }
}

/// Looks into the tiles whose values are not known, and writes the values down when that is possible. Gives
/// the images of those that hold the class.
Result<std::set<ImageId>> lookIntoUnknown(Database& database, annotation::ClassId classId)
{
    std::set<ImageId> found;
    const bool writes = database.readOnlyReason().empty();
    UnknownTile last;
    for (;;) {
        const auto work = [&](SQLite::Database& connection) {
            auto tiles = readUnknown(connection, last);
            if (tiles && writes) {
                storeValues(connection, *tiles);
            }
            return tiles;
        };
        const auto tiles = writes ? database.write(work) : database.read(work);
        if (!tiles) {
            return Error{tiles.error().code, tiles.error().message, toUtf8(database.file())};
        }
        if (tiles->empty()) {
            return found;
        }
        for (const auto& tile : *tiles) {
            if (std::ranges::find(tile.values, static_cast<std::byte>(classId)) != tile.values.end()) {
                found.insert(tile.image);
            }
        }
        last = tiles->back();
    }
}

} // namespace

Status Project::setStatuses(const std::vector<std::pair<ImageId, ReviewStatus>>& statuses)
{
    return d->database.write([&](SQLite::Database& connection) -> Status {
        SQLite::Statement update(connection, "UPDATE images SET status = ? WHERE id = ?");
        for (const auto& [id, status] : statuses) {
            update.reset();
            update.bind(1, static_cast<int>(status));
            update.bind(2, id);
            if (update.exec() != 1) {
                return Error{ErrorCode::NotFound, fmt::format("has no image of the number {}", id),
                             toUtf8(d->database.file())};
            }
        }
        return {};
    });
}

Status Project::setStatus(const std::vector<ImageId>& images, ReviewStatus status)
{
    std::vector<std::pair<ImageId, ReviewStatus>> statuses;
    statuses.reserve(images.size());
    for (const auto id : images) {
        statuses.emplace_back(id, status);
    }
    return setStatuses(statuses);
}

Result<std::vector<ImageId>> Project::imagesWithClass(annotation::ClassId classId) const
{
    auto found = lookIntoUnknown(d->database, classId);
    if (!found) {
        return found.error();
    }
    return d->database.read([&](SQLite::Database& connection) -> Result<std::vector<ImageId>> {
        SQLite::Statement query(connection,
                                "SELECT DISTINCT image FROM objects WHERE class = ?1 UNION "
                                "SELECT image FROM pixel_edit_tiles WHERE instr(class_values, ?2) > 0");
        query.bind(1, static_cast<int>(classId));
        query.bindNoCopy(2, &classId, 1);
        while (query.executeStep()) {
            found->insert(query.getColumn(0).getInt64());
        }
        return std::vector<ImageId>(found->begin(), found->end());
    });
}

} // namespace sorby::project
