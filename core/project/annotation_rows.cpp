// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/project/annotation_rows.h"

#include "core/project/blobs.h"

namespace sorby::project {
namespace {

void bindBlob(SQLite::Statement& statement, int index, const std::vector<std::byte>& bytes)
{
    statement.bindNoCopy(index, bytes.data(), static_cast<int>(bytes.size()));
}

/// Makes a prepared statement ready for the next row. An id of 0 stays NULL: SQLite chooses one.
void begin(SQLite::Statement& statement, std::int64_t id)
{
    statement.reset();
    statement.clearBindings();
    if (id != 0) {
        statement.bind(1, id);
    }
}

} // namespace

ObjectRows::ObjectRows(Connection& connection)
    : m_connection(connection),
      m_insert(connection, "INSERT INTO objects (id, image, position, class, polygon, poi_x, poi_y, origin, "
                           "who, made_at, polygon_text, poi_text, parts_group, changed_by, changed_at) "
                           "VALUES (?,?,?,?,?,?,?,?,?,?,?,?,?,?,?)")
{}

std::int64_t ObjectRows::insert(ImageId image, std::size_t position, const annotation::Object& object)
{
    begin(m_insert, object.id);
    const auto polygon = encodePolygon(object.polygon);
    m_insert.bind(2, image);
    m_insert.bind(3, static_cast<std::int64_t>(position));
    m_insert.bind(4, static_cast<int>(object.classId));
    bindBlob(m_insert, 5, polygon);
    if (object.poi) {
        m_insert.bind(6, object.poi->x);
        m_insert.bind(7, object.poi->y);
    }
    m_insert.bind(8, static_cast<int>(object.provenance.origin));
    m_insert.bindNoCopy(9, object.provenance.who);
    m_insert.bindNoCopy(10, object.provenance.when);
    m_insert.bindNoCopy(11, object.polygonText);
    m_insert.bindNoCopy(12, object.poiText);
    m_insert.bind(13, object.group);
    m_insert.bindNoCopy(14, object.provenance.changedBy);
    m_insert.bindNoCopy(15, object.provenance.changedAt);
    m_insert.exec();
    return m_connection.getLastInsertRowid();
}

PointRows::PointRows(Connection& connection)
    : m_connection(connection),
      m_insert(connection, "INSERT INTO points_of_interest (id, image, position, annotator, x, y, made_at) "
                           "VALUES (?, ?, ?, ?, ?, ?, ?)")
{}

std::int64_t PointRows::insert(ImageId image, std::size_t position, const annotation::PointOfInterest& point)
{
    begin(m_insert, point.id);
    m_insert.bind(2, image);
    m_insert.bind(3, static_cast<std::int64_t>(position));
    m_insert.bindNoCopy(4, point.annotator);
    m_insert.bind(5, point.position.x);
    m_insert.bind(6, point.position.y);
    m_insert.bindNoCopy(7, point.when);
    m_insert.exec();
    return m_connection.getLastInsertRowid();
}

TileRows::TileRows(Connection& connection)
    : m_put(connection,
            "INSERT OR REPLACE INTO pixel_edit_tiles (image, tile_column, tile_row, data, class_values) "
            "VALUES (?, ?, ?, ?, ?)")
{}

void TileRows::put(ImageId image, annotation::PixelEdits::TileKey key,
                   const annotation::PixelEdits::Tile& tile)
{
    m_put.reset();
    const auto data = encodeTile(tile);
    m_put.bind(1, image);
    m_put.bind(2, key.column);
    m_put.bind(3, key.row);
    bindBlob(m_put, 4, data);
    const auto values = tileValues(tile);
    bindBlob(m_put, 5, values);
    m_put.exec();
}

} // namespace sorby::project
