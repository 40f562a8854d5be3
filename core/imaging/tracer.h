// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/annotation/classes.h"
#include "core/annotation/geometry.h"
#include "core/base/raster.h"

#include <cstdint>
#include <vector>

namespace sorby::imaging {

/// The outlines of the non-zero pixels along the pixels' edges, one polygon for each 4-connected region,
/// holes included; outer rings turn clockwise on the screen, holes the other way; collinear points are
/// merged. For every mask: rasterising the polygons gives the mask again, and the area of a polygon is its
/// number of pixels. Rings never touch themselves in a corner in a way that breaks the even-odd rule. Order:
/// by topmost, then leftmost pixel.
[[nodiscard]] std::vector<annotation::Polygon> trace(const Raster<std::uint8_t>& mask);

struct TracedRegion {
    annotation::ClassId classId = annotation::kMatrix;
    annotation::Polygon polygon;
};
/// The same for every class of a label image but the matrix and ignore.
[[nodiscard]] std::vector<TracedRegion> traceClasses(const Raster<std::uint8_t>& labels);

} // namespace sorby::imaging
