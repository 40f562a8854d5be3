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
/// number of pixels. A ring may meet itself or another in a corner, never cross it, and never runs along an
/// edge twice. Order: by topmost, then leftmost pixel. The time is linear in the pixels.
[[nodiscard]] std::vector<annotation::Polygon> trace(const Raster<std::uint8_t>& mask);

struct TracedRegion {
    annotation::ClassId classId = annotation::kMatrix;
    annotation::Polygon polygon;
};
/// The same for the regions of every class of a label image but the matrix and ignore, in the same order.
[[nodiscard]] std::vector<TracedRegion> traceClasses(const Raster<std::uint8_t>& labels);

} // namespace sorby::imaging
