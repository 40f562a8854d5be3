// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/annotation/geometry.h"
#include "core/base/raster.h"

#include <cstdint>
#include <functional>

namespace sorby::imaging {

/// Pixels [x0, x1) of row y.
struct Span {
    int y = 0;
    int x0 = 0;
    int x1 = 0;
    auto operator<=>(const Span&) const = default;
};

/// Calls `sink` for each run of pixels whose centres are inside the polygon (rule: annotation/geometry.h),
/// clipped to the size, from top to bottom and left to right; runs of a row never touch. Points that are not
/// finite are left out, and so are rings that have fewer than three others. However large the coordinates,
/// the time is bounded by the number of points and the size.
void scanConvert(const annotation::Polygon& polygon, Size size, const std::function<void(const Span&)>& sink);

/// The same, clipped to a part of an image: exactly the pixels of `clip` that the whole image would have. The
/// time is bounded by the number of points and the size of the part.
void scanConvertPart(const annotation::Polygon& polygon, const PixelRect& clip,
                     const std::function<void(const Span&)>& sink);

/// Sets the polygon's pixels to `value`.
void rasterize(const annotation::Polygon& polygon, std::uint8_t value, Raster<std::uint8_t>& target);

/// How many pixels the polygon has in an image of this size.
[[nodiscard]] std::uint64_t pixelCount(const annotation::Polygon& polygon, Size size);

} // namespace sorby::imaging
