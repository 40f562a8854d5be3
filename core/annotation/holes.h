// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/annotation/geometry.h"

#include <cstddef>
#include <optional>
#include <vector>

/// Where holes lie and how they turn. The polygon is finite, without repeated points, and
/// findSelfIntersection finds nothing.
namespace sorby::annotation {

/// A point of the first hole that is not inside the outer ring, or lies inside another hole: even-odd filling
/// gives the pixels of such a hole to the object.
[[nodiscard]] std::optional<Point> findMisplacedHole(const Polygon& polygon);

/// The holes that turn the same way as the outer ring.
[[nodiscard]] std::vector<std::size_t> holesOfOuterDirection(const Polygon& polygon);
/// The same points in the other direction, beginning with the same one.
void turnRound(Ring& ring);

} // namespace sorby::annotation
