// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/annotation/geometry.h"
#include "core/base/raster.h"

#include <cstdint>

/// Private to raster_rule.cpp and pillow_shapes.cpp: what single rings are filled with.
namespace sorby::imaging {

/// The pixels of one ring, non-zero, in the part of the image that it can reach. Empty when it reaches none.
struct RingMask {
    PixelRect window;
    Raster<std::uint8_t> pixels;
};

/// A mask without a pixel for the whole pixels from (left, top) to (right, bottom), both included, as far as
/// they are in the image. Compared before they become whole numbers, so that no coordinate is too large.
[[nodiscard]] RingMask emptyMask(double left, double top, double right, double bottom, Size image);

/// Each paints a ring as its tool does. The ring has at least three points and all of them are finite. The
/// time is bounded by the number of points, however far they are, and the size of the image.
[[nodiscard]] RingMask openCvMask(const annotation::Ring& ring, Size image);
[[nodiscard]] RingMask pilMask(const annotation::Ring& ring, Size image);
[[nodiscard]] RingMask skimageMask(const annotation::Ring& ring, Size image);
[[nodiscard]] RingMask cocoMask(const annotation::Ring& ring, Size image);

} // namespace sorby::imaging
