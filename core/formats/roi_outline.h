// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/result.h"
#include "core/formats/roi_file.h"

#include <vector>

namespace sorby::formats {

/// The polygons of a selection with an area, several when it is a composite of several parts. Ovals, round
/// corners and ellipses become polygons (annotation/shapes.h). An error (without a place) for lines, points,
/// texts, pictures, and for what has no area.
[[nodiscard]] Result<std::vector<annotation::Polygon>> outlinesOf(const Roi& roi);

/// A polygon, or parts of one thing, as a selection with its outline alone: a polygon in whole numbers where
/// its vertices are, in 32-bit floating point numbers where not; a composite when it has holes, several parts
/// or too many vertices.
[[nodiscard]] Roi roiOf(const std::vector<annotation::Polygon>& parts);
/// Points likewise; at most kMostRoiPoints. A whole-number point names a pixel: (3, 4) is (3.5, 4.5).
[[nodiscard]] Roi roiOfPoints(const std::vector<annotation::Point>& points);
/// The points of a point selection in Sorby's coordinates.
[[nodiscard]] std::vector<annotation::Point> pointsOf(const Roi& roi);

} // namespace sorby::formats
