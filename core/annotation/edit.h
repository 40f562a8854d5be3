// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/annotation/annotations.h"
#include "core/base/raster.h"
#include "core/base/result.h"

#include <cstddef>
#include <memory>
#include <variant>
#include <vector>

/// Changes of one micrograph's annotations as values. Every change that a person makes is a batch of them: it
/// is applied as a whole, gives the batch that takes it back, and is stored as one transaction.
namespace sorby::annotation {

/// Puts an object in at this place of the drawing order (0 to the number of objects). Its id is not 0 and
/// new.
struct InsertObject {
    std::size_t position = 0;
    Object object;
    bool operator==(const InsertObject&) const = default;
};
struct RemoveObject {
    ObjectId id = 0;
    bool operator==(const RemoveObject&) const = default;
};
/// Takes the place of the object with the same id.
struct ReplaceObject {
    Object object;
    bool operator==(const ReplaceObject&) const = default;
};
/// Replaces one tile of the pixel edits; null: all unset.
struct SetTile {
    PixelEdits::TileKey key;
    std::shared_ptr<const PixelEdits::Tile> tile;
    /// By value.
    bool operator==(const SetTile& other) const;
};
struct InsertPoint {
    std::size_t position = 0;
    PointOfInterest point;
    bool operator==(const InsertPoint&) const = default;
};
struct RemovePoint {
    std::int64_t id = 0;
    bool operator==(const RemovePoint&) const = default;
};
struct ReplacePoint {
    PointOfInterest point;
    bool operator==(const ReplacePoint&) const = default;
};

using Edit =
    std::variant<InsertObject, RemoveObject, ReplaceObject, SetTile, InsertPoint, RemovePoint, ReplacePoint>;
using EditBatch = std::vector<Edit>;

/// Applies the edits in turn and gives the batch that takes them back, bit for bit. On an Error (code
/// Mismatch: an id that is not there or is there already, a place beyond the end) the annotations are as
/// before.
[[nodiscard]] Result<EditBatch> applyEdits(Annotations& annotations, const EditBatch& batch);

/// The batch that makes `to` of `from`. All ids are set.
[[nodiscard]] EditBatch difference(const Annotations& from, const Annotations& to);

/// The same effect with each tile set once: the last value counts.
[[nodiscard]] EditBatch squashed(EditBatch batch);

/// What of the reference the batch may change when it is applied to `before`: the smallest rectangle of whole
/// pixels, not clipped to the image; empty when it changes none. Points of interest are no part of the
/// reference.
[[nodiscard]] PixelRect touchedArea(const Annotations& before, const EditBatch& batch);
/// The pixels that a polygon may have: its bounding box in whole pixels.
[[nodiscard]] PixelRect pixelBox(const Polygon& polygon);

/// Bytes that a batch holds in memory, shared tiles included.
[[nodiscard]] std::size_t memoryOf(const EditBatch& batch);

} // namespace sorby::annotation
