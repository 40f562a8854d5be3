// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/annotation/geometry.h"
#include "core/base/raster.h"

#include <cstdint>

/// Shapes that are no polygons, pixel for pixel as ImageDraw of Pillow 8 and later paints them. Coordinates
/// are those of the file, not shifted, as with RasterRule::Pil.
namespace sorby::imaging {

/// The pixels of a shape, non-zero, in the part of the image that it reaches; an empty window: it has none
/// there.
struct ShapeMask {
    PixelRect window;
    Raster<std::uint8_t> pixels;
};

/// Wider ones are more than Pillow itself can paint: its numbers overflow.
inline constexpr int kWidestPillowCircle = 40'000;

/// ImageDraw.ellipse([x - radius, y - radius, x + radius, y + radius], fill=1), whose decimals Pillow cuts
/// off. The centre is finite and the radius at most kWidestPillowCircle / 2.
[[nodiscard]] ShapeMask pillowCircle(annotation::Point centre, double radius, Size image);

/// ImageDraw.line(points, fill=1, width=width): a band with straight ends for each two points. The points are
/// finite and the width is above 1.
[[nodiscard]] ShapeMask pillowLine(const annotation::Ring& points, int width, Size image);

} // namespace sorby::imaging
