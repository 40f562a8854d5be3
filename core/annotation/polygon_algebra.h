// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/annotation/geometry.h"
#include "core/base/raster.h"

#include <optional>
#include <vector>

/// What Boost.Geometry does for Sorby. Its points must be finite, no two in a row the same.
namespace sorby::annotation {

/// Does the outline cross, run along or merely touch itself, over all rings? Rings without any area are said
/// not to.
[[nodiscard]] bool meetsItself(const Polygon& polygon);

/// The parts of a polygon that does not meet itself in [0, width] x [0, height]. A single part turns the same
/// way and begins at the same point as far as that is left. Nothing when the library gives up.
[[nodiscard]] std::optional<std::vector<Polygon>> clipped(const Polygon& polygon, Size image);

} // namespace sorby::annotation
