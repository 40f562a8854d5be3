// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/annotation/geometry.h"
#include "core/base/result.h"

#include <cstddef>
#include <optional>
#include <span>
#include <vector>

/// The outline of a composite selection of ImageJ: moves, lines, curves and closures as big-endian 32-bit
/// floating point numbers, the kind of each segment before its absolute coordinates.
namespace sorby::formats {

/// A coordinate as a selection holds it; what is too large for it becomes the largest.
[[nodiscard]] float toRoiFloat(double value);

/// The closed paths; curves become straight lines that stay within 0.02 pixels of them, and a last point that
/// repeats the first is dropped. Paths of fewer than three points have no pixel and are left out. An error
/// for unknown segments, one that is cut off, coordinates that are not finite, and too many points.
[[nodiscard]] Result<std::vector<annotation::Ring>> decodeRoiPath(std::span<const std::byte> bytes);
[[nodiscard]] std::vector<std::byte> encodeRoiPath(const std::vector<annotation::Ring>& paths);

/// The polygons of paths that do not cross each other, by even-odd filling: a path inside an even number of
/// others is an outer ring, one inside an odd number a hole of the smallest path around it. Polygons come in
/// the order of their outer rings. Nothing when there are too many to be told apart.
[[nodiscard]] std::optional<std::vector<annotation::Polygon>>
polygonsOf(const std::vector<annotation::Ring>& paths);

} // namespace sorby::formats
