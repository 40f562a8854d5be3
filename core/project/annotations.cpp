// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/files.h"
#include "core/project/annotation_rows.h"
#include "core/project/blobs.h"
#include "core/project/database.h"

#include <fmt/format.h>

namespace sorby::project {
namespace {

using annotation::Annotations;
using annotation::Object;
using annotation::Origin;
using annotation::PixelEdits;

std::span<const std::byte> blobOf(const SQLite::Column& column)
{
    return {static_cast<const std::byte*>(column.getBlob()), static_cast<std::size_t>(column.getBytes())};
}

Origin toOrigin(int value)
{
    return value >= 0 && value <= static_cast<int>(Origin::Corrected) ? static_cast<Origin>(value)
                                                                      : Origin::Drawn;
}

Result<std::vector<Object>> readObjects(Connection& connection, ImageId image)
{
    std::vector<Object> objects;
    KeptStatement query(connection, "SELECT id, class, polygon, poi_x, poi_y, origin, who, made_at, "
                                    "polygon_text, poi_text, parts_group, changed_by, changed_at FROM "
                                    "objects WHERE image = ? ORDER BY position");
    query.bind(1, image);
    while (query.executeStep()) {
        Object object;
        object.id = query.getColumn(0).getInt64();
        object.classId = static_cast<annotation::ClassId>(query.getColumn(1).getInt());
        auto polygon = decodePolygon(blobOf(query.getColumn(2)));
        if (!polygon) {
            return polygon.error();
        }
        object.polygon = std::move(*polygon);
        if (!query.isColumnNull(3) && !query.isColumnNull(4)) {
            object.poi = {query.getColumn(3).getDouble(), query.getColumn(4).getDouble()};
        }
        object.provenance = {toOrigin(query.getColumn(5).getInt()), query.getColumn(6).getString(),
                             query.getColumn(7).getString(), query.getColumn(11).getString(),
                             query.getColumn(12).getString()};
        object.polygonText = query.getColumn(8).getString();
        object.poiText = query.getColumn(9).getString();
        object.group = query.getColumn(10).getInt();
        objects.push_back(std::move(object));
    }
    return objects;
}

Result<PixelEdits> readTiles(Connection& connection, ImageId image)
{
    PixelEdits edits;
    KeptStatement query(connection,
                        "SELECT tile_column, tile_row, data FROM pixel_edit_tiles WHERE image = ?");
    query.bind(1, image);
    while (query.executeStep()) {
        auto tile = decodeTile(blobOf(query.getColumn(2)));
        if (!tile) {
            return tile.error();
        }
        edits.setTile({query.getColumn(0).getInt(), query.getColumn(1).getInt()}, std::move(*tile));
    }
    return edits;
}

std::vector<annotation::PointOfInterest> readPoints(Connection& connection, ImageId image)
{
    std::vector<annotation::PointOfInterest> points;
    KeptStatement query(
        connection,
        "SELECT id, annotator, x, y, made_at FROM points_of_interest WHERE image = ? ORDER BY position");
    query.bind(1, image);
    while (query.executeStep()) {
        points.push_back({query.getColumn(0).getInt64(),
                          query.getColumn(1).getString(),
                          {query.getColumn(2).getDouble(), query.getColumn(3).getDouble()},
                          query.getColumn(4).getString()});
    }
    return points;
}

constexpr const char* kRemoveObjects = "DELETE FROM objects WHERE image = ?";
constexpr const char* kRemovePoints = "DELETE FROM points_of_interest WHERE image = ?";
constexpr const char* kRemoveTiles = "DELETE FROM pixel_edit_tiles WHERE image = ?";

void remove(Connection& connection, const char* sql, ImageId image)
{
    KeptStatement statement(connection, sql);
    statement.bind(1, image);
    statement.exec();
}

void storeObjects(Connection& connection, ImageId image, std::vector<Object>& objects)
{
    ObjectRows rows(connection);
    // Objects with an id come first: a new id must not be one that a later object brings.
    for (const bool stored : {true, false}) {
        for (std::size_t i = 0; i < objects.size(); ++i) {
            if ((objects[i].id != 0) == stored) {
                objects[i].id = rows.insert(image, i, objects[i]);
            }
        }
    }
}

void storeTiles(Connection& connection, ImageId image, const PixelEdits& edits)
{
    TileRows rows(connection);
    for (const auto& [key, tile] : edits.tiles()) {
        rows.put(image, key, *tile);
    }
}

void storePoints(Connection& connection, ImageId image, std::vector<annotation::PointOfInterest>& points)
{
    PointRows rows(connection);
    for (const bool stored : {true, false}) {
        for (std::size_t i = 0; i < points.size(); ++i) {
            if ((points[i].id != 0) == stored) {
                points[i].id = rows.insert(image, i, points[i]);
            }
        }
    }
}

} // namespace

Result<Annotations> Project::annotations(ImageId image) const
{
    return d->database.read([&](Connection& connection) -> Result<Annotations> {
        KeptStatement query(connection, "SELECT name FROM images WHERE id = ?");
        query.bind(1, image);
        if (!query.executeStep()) {
            return Error{ErrorCode::NotFound, fmt::format("has no image of the number {}", image),
                         toUtf8(d->database.file())};
        }
        const auto damaged = [&](const Error& error) {
            return Error{error.code,
                         fmt::format("{} (image {})", error.message, query.getColumn(0).getString()),
                         toUtf8(d->database.file())};
        };
        auto objects = readObjects(connection, image);
        if (!objects) {
            return damaged(objects.error());
        }
        auto edits = readTiles(connection, image);
        if (!edits) {
            return damaged(edits.error());
        }
        return Annotations{std::move(*objects), std::move(*edits), readPoints(connection, image)};
    });
}

Result<Annotations> Project::setAnnotations(ImageId image, Annotations annotations)
{
    return d->database.write([&](Connection& connection) -> Result<Annotations> {
        KeptStatement update(connection, "UPDATE images SET annotated = 1 WHERE id = ?");
        update.bind(1, image);
        if (update.exec() != 1) {
            return Error{ErrorCode::NotFound, fmt::format("has no image of the number {}", image),
                         toUtf8(d->database.file())};
        }
        for (const char* sql : {kRemoveObjects, kRemovePoints, kRemoveTiles}) {
            remove(connection, sql, image);
        }
        storeObjects(connection, image, annotations.objects);
        storePoints(connection, image, annotations.points);
        storeTiles(connection, image, annotations.pixelEdits);
        return std::move(annotations);
    });
}

Result<std::vector<annotation::PointOfInterest>> Project::points(ImageId image) const
{
    return d->database.read([&](Connection& connection) -> Result<std::vector<annotation::PointOfInterest>> {
        return readPoints(connection, image);
    });
}

Result<std::vector<annotation::PointOfInterest>>
Project::setPoints(ImageId image, std::vector<annotation::PointOfInterest> points)
{
    return d->database.write([&](Connection& connection) -> Result<std::vector<annotation::PointOfInterest>> {
        remove(connection, kRemovePoints, image);
        storePoints(connection, image, points);
        return std::move(points);
    });
}

Result<std::int64_t> Project::pointCount() const
{
    return d->database.read([](SQLite::Database& connection) -> Result<std::int64_t> {
        return connection.execAndGet("SELECT COUNT(*) FROM points_of_interest").getInt64();
    });
}

} // namespace sorby::project
