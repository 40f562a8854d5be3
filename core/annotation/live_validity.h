// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/annotation/geometry.h"

#include <cstddef>
#include <optional>
#include <vector>

/// Quick answers while the pointer moves; findDefects() (validity.h) has the last word when it rests. All are
/// linear in the points (but for a line that goes through a corner exactly), and give the place to mark.
namespace sorby::annotation {

/// Do the two edges at a vertex cross or run along any other edge of the polygon, or each other? What the
/// rest of the polygon does is not looked at: it was sound before the vertex moved. `ring` as ringOf()
/// counts.
[[nodiscard]] std::optional<Point> findCrossingAtVertex(const Polygon& polygon, std::size_t ring,
                                                        std::size_t vertex);

/// Would the line from the last point of an open outline to `next` cross it or run back along it?
[[nodiscard]] std::optional<Point> findCrossingOfNextPoint(const std::vector<Point>& outline, Point next);

} // namespace sorby::annotation
