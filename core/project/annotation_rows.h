// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/annotation/edit.h"
#include "core/project/records.h"

#include <SQLiteCpp/SQLiteCpp.h>

#include <cstddef>
#include <cstdint>

/// The rows that annotations stand in. Each class keeps its prepared statements for one transaction.
/// Positions count from 0 without gaps within a micrograph. All throw SQLite::Exception.
namespace sorby::project {

class ObjectRows {
  public:
    explicit ObjectRows(SQLite::Database& connection);
    /// At this position, which is free. Gives the id, a new one for an object whose id is 0.
    std::int64_t insert(ImageId image, std::size_t position, const annotation::Object& object);

  private:
    SQLite::Database& m_connection;
    SQLite::Statement m_insert;
};

class PointRows {
  public:
    explicit PointRows(SQLite::Database& connection);
    std::int64_t insert(ImageId image, std::size_t position, const annotation::PointOfInterest& point);

  private:
    SQLite::Database& m_connection;
    SQLite::Statement m_insert;
};

class TileRows {
  public:
    explicit TileRows(SQLite::Database& connection);
    /// In place of the one that is there.
    void put(ImageId image, annotation::PixelEdits::TileKey key, const annotation::PixelEdits::Tile& tile);

  private:
    SQLite::Statement m_put;
};

} // namespace sorby::project
