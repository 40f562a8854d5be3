// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/annotation/geometry.h"
#include "core/base/progress.h"
#include "core/base/result.h"

#include <vector>

/// Fewer points for the same outline.
namespace sorby::annotation {

/// What a freehand trail may lose without anybody seeing it.
inline constexpr double kStrokeTolerancePx = 0.5;

/// Drops points of all rings, those first that matter least, while every dropped point stays within
/// `tolerancePx` of the outline that is left. A point stays when without it the outline would meet itself or
/// another ring: a sound polygon stays sound. Rings keep three points or more, their direction and the order
/// of their points. Time: n log n, and the points that a side of the result skips.
[[nodiscard]] Polygon simplified(const Polygon& polygon, double tolerancePx);

/// An open line with its ends and as few points between as keep each of the others within the tolerance (D.
/// H. Douglas and T. K. Peucker, *Cartographica* 10, 112, 1973). Points that are not finite are dropped.
[[nodiscard]] std::vector<Point> thinnedLine(const std::vector<Point>& line,
                                             double tolerancePx = kStrokeTolerancePx);

/// The outline that a pointer has drawn in one go, closed from its end to its beginning: thinned, and where
/// it crosses itself, the largest of the pieces, by their pixels even-odd. An Error of code Mismatch when it
/// encloses nothing.
[[nodiscard]] Result<Polygon> strokeToPolygon(const std::vector<Point>& trail,
                                              double tolerancePx = kStrokeTolerancePx);

} // namespace sorby::annotation
