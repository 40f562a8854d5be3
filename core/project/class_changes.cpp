// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/files.h"
#include "core/project/blobs.h"
#include "core/project/database.h"
#include "core/project/schema.h"

#include <memory>
#include <string>
#include <vector>

namespace sorby::project {
namespace {

using annotation::ClassMap;
using annotation::PixelEdits;

/// The tile with its classes changed; null when nothing in it changes.
std::shared_ptr<PixelEdits::Tile> changedTile(const PixelEdits::Tile& tile, const ClassMap& map)
{
    auto changed = std::make_shared<PixelEdits::Tile>(tile);
    bool isChanged = false;
    for (auto& value : changed->pixels()) {
        const auto wanted = value == annotation::kUnset        ? value
                            : map[value] == annotation::kUnset ? annotation::kMatrix
                                                               : map[value];
        isChanged |= wanted != value;
        value = wanted;
    }
    return isChanged ? changed : nullptr;
}

Status changeTiles(SQLite::Database& connection, const ClassMap& map)
{
    std::vector<std::int64_t> rows;
    SQLite::Statement list(connection, "SELECT rowid FROM pixel_edit_tiles");
    while (list.executeStep()) {
        rows.push_back(list.getColumn(0).getInt64());
    }
    SQLite::Statement read(connection, "SELECT data FROM pixel_edit_tiles WHERE rowid = ?");
    SQLite::Statement write(connection,
                            "UPDATE pixel_edit_tiles SET data = ?, class_values = ? WHERE rowid = ?");
    for (const auto row : rows) {
        read.reset();
        read.bind(1, row);
        if (!read.executeStep()) {
            continue;
        }
        const auto column = read.getColumn(0);
        const auto tile = decodeTile(
            {static_cast<const std::byte*>(column.getBlob()), static_cast<std::size_t>(column.getBytes())});
        if (!tile) {
            return tile.error();
        }
        if (const auto changed = changedTile(**tile, map)) {
            const auto data = encodeTile(*changed);
            write.reset();
            write.bindNoCopy(1, data.data(), static_cast<int>(data.size()));
            const auto values = tileValues(*changed);
            write.bindNoCopy(2, values.data(), static_cast<int>(values.size()));
            write.bind(3, row);
            write.exec();
        }
    }
    return {};
}

void changeObjects(SQLite::Database& connection, const ClassMap& map)
{
    // In one statement, since two classes may change places.
    std::string cases;
    std::string removed;
    for (std::size_t id = 0; id < map.size(); ++id) {
        if (map[id] == annotation::kUnset && id != annotation::kUnset) {
            removed += (removed.empty() ? "" : ",") + std::to_string(id);
        } else if (map[id] != id) {
            cases += " WHEN " + std::to_string(id) + " THEN " + std::to_string(map[id]);
        }
    }
    if (!removed.empty()) {
        connection.exec("DELETE FROM objects WHERE class IN (" + removed + ")");
    }
    if (!cases.empty()) {
        connection.exec("UPDATE objects SET class = CASE class" + cases + " ELSE class END");
    }
}

} // namespace

Status Project::changeClasses(const annotation::ClassChange& change)
{
    return d->database.write([&](SQLite::Database& connection) -> Status {
        if (change.movesPixels()) {
            // Objects may get a class whose row comes with the list.
            connection.exec("PRAGMA defer_foreign_keys = ON");
            changeObjects(connection, change.map);
            if (auto changed = changeTiles(connection, change.map); !changed) {
                return Error{changed.error().code, changed.error().message, toUtf8(d->database.file())};
            }
            connection.exec("DELETE FROM scores");
            const auto all = campaigns();
            if (!all) {
                return all.error();
            }
            for (const auto& campaign : *all) {
                SQLite::Statement update(connection, "UPDATE campaigns SET class = ? WHERE id = ?");
                update.bind(1, static_cast<int>(annotation::campaignClass(change.map, campaign.classId)));
                update.bind(2, campaign.id);
                update.exec();
            }
        }
        return setClasses(change.classes);
    });
}

} // namespace sorby::project
