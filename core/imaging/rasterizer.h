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

/// Sets the polygon's pixels to `value`.
void rasterize(const annotation::Polygon& polygon, std::uint8_t value, Raster<std::uint8_t>& target);
/// The same in a part of an image whose pixel (0, 0) is the image's pixel (x, y): exactly the pixels that the
/// whole image gets there.
void rasterize(const annotation::Polygon& polygon, std::uint8_t value, Raster<std::uint8_t>& target, int x,
               int y);

/// How many pixels the polygon has in an image of this size.
[[nodiscard]] std::uint64_t pixelCount(const annotation::Polygon& polygon, Size size);

} // namespace sorby::imaging
