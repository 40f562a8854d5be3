// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/annotation/object.h"

#include <cstddef>
#include <optional>
#include <span>
#include <vector>

/// What lies under the pointer.
namespace sorby::annotation {

/// A ring of a polygon: 0 is the outer one, i + 1 hole i.
[[nodiscard]] const Ring& ringOf(const Polygon& polygon, std::size_t ring);
[[nodiscard]] Ring& ringOf(Polygon& polygon, std::size_t ring);

struct VertexHit {
    std::size_t ring = 0; ///< as ringOf() counts
    std::size_t vertex = 0;
    double distancePx = 0;
    bool operator==(const VertexHit&) const = default;
};
/// The nearest vertex at most `tolerancePx` away; of equally near ones the last, which was drawn on top.
/// Linear in the vertices.
[[nodiscard]] std::optional<VertexHit> nearestVertex(const Polygon& polygon, Point at, double tolerancePx);

struct EdgeHit {
    std::size_t ring = 0;
    std::size_t edge = 0; ///< from this vertex to the next one: a new vertex goes to edge + 1
    Point place;          ///< the nearest point on it
    double distancePx = 0;
};
/// The nearest edge at most `tolerancePx` away. Linear in the vertices.
[[nodiscard]] std::optional<EdgeHit> nearestEdge(const Polygon& polygon, Point at, double tolerancePx);

/// The objects of a micrograph with their boxes, so that each question costs the boxes and the objects they
/// do not rule out. Refers to the objects, which must stay where they are
/// and as they are.
class ObjectPicker {
  public:
    explicit ObjectPicker(std::span<const Object> objects);

    /// All objects with the point inside or their outline at most `tolerancePx` away, the topmost (the last
    /// in the list) first: the next click on the same place takes the next one.
    [[nodiscard]] std::vector<std::size_t> objectsAt(Point at, double tolerancePx = 0) const;
    /// The topmost of them.
    [[nodiscard]] std::optional<std::size_t> topmostAt(Point at, double tolerancePx = 0) const;
    /// The objects whose boxes reach into this one, in their order.
    [[nodiscard]] std::vector<std::size_t> objectsIn(const Box& box) const;

  private:
    [[nodiscard]] bool isHit(std::size_t object, Point at, double tolerancePx) const;

    std::span<const Object> m_objects;
    std::vector<Box> m_boxes;
};

} // namespace sorby::annotation
