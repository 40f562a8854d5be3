// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/annotation/geometry.h"

#include <vector>

/// Polygons with holes as one line, for formats that have nothing else.
namespace sorby::formats {

/// One ring with the same pixels: each hole is tied to the ring by a slit of no width, walked in both
/// directions, from its leftmost point to the nearest one. Under the even-odd rule a slit cancels itself,
/// whatever it crosses. Rings of fewer than three points, which have no pixel, are left out.
[[nodiscard]] annotation::Ring cutOpen(const annotation::Polygon& polygon);

/// The other way round: the polygons that remain when all slits are taken out, holes with the polygon that
/// they lie in. Without a slit one polygon, the ring itself. The caller checks that no pixel has changed:
/// a ring that crosses itself may have slits, too.
[[nodiscard]] std::vector<annotation::Polygon> closeSlits(const annotation::Ring& ring);

} // namespace sorby::formats
