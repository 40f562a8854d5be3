// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/annotation/edit.h"
#include "core/project/connection.h"
#include "core/project/records.h"

#include <SQLiteCpp/SQLiteCpp.h>

#include <cstddef>
#include <cstdint>

/// The rows that annotations stand in. Each class has its statements for one transaction.
/// Positions count from 0 without gaps within a micrograph. All throw SQLite::Exception.
namespace sorby::project {

class ObjectRows {
  public:
    explicit ObjectRows(Connection& connection);
    /// At this position, which is free. Gives the id, a new one for an object whose id is 0.
    std::int64_t insert(ImageId image, std::size_t position, const annotation::Object& object);

  private:
    Connection& m_connection;
    KeptStatement m_insert;
};

class PointRows {
  public:
    explicit PointRows(Connection& connection);
    std::int64_t insert(ImageId image, std::size_t position, const annotation::PointOfInterest& point);

  private:
    Connection& m_connection;
    KeptStatement m_insert;
};

class TileRows {
  public:
    explicit TileRows(Connection& connection);
    /// In place of the one that is there.
    void put(ImageId image, annotation::PixelEdits::TileKey key, const annotation::PixelEdits::Tile& tile);

  private:
    KeptStatement m_put;
};

} // namespace sorby::project
