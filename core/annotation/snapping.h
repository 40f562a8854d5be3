// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/annotation/polygon_boolean.h"

#include <span>

namespace sorby::annotation {

/// A new polygon fitted to its neighbours: what overlaps them is cut off, and where its outline runs within
/// `distancePx` of theirs, the gap between is filled. Along the shared borders the result has the neighbours'
/// own points, so that no pixel is in both and none between them in neither. The neighbours stay as they are.
///
/// The pieces that are left, the largest first: a neighbour that goes right across parts the polygon; none
/// when it lies wholly in its neighbours. Gaps that open wider than the distance end there in a straight line
/// across; where the nearest border jumps (over a bay, from neighbour to neighbour), a piece of the gap may
/// stay. With a distance of 0 it is only clipped. Errors as in polygon_boolean.h.
///
/// Time: the length of the outline in pixels times the neighbours' points near it, and the operations.
[[nodiscard]] Result<Polygons> snapped(const Polygon& polygon, std::span<const Polygon> neighbours,
                                       double distancePx, const JobControl& control = {});

} // namespace sorby::annotation
