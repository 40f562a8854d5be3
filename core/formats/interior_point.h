// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/annotation/geometry.h"

namespace sorby::formats {

/// A point inside the polygon when it has an area, else one on it: the centre of a pixel where a widest place
/// of the polygon has one, since such a point is written in whole numbers.
[[nodiscard]] annotation::Point interiorPoint(const annotation::Polygon& polygon);

} // namespace sorby::formats
