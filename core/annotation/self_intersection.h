// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/annotation/geometry.h"

#include <optional>

namespace sorby::annotation {

/// A point where the outline crosses itself or runs along itself, over all rings. Rings that only meet in a
/// point, as a traced region's do in a corner, are sound: which pixels are inside is not in doubt. The points
/// are finite and no two in a row are the same.
[[nodiscard]] std::optional<Point> findSelfIntersection(const Polygon& polygon);

} // namespace sorby::annotation
