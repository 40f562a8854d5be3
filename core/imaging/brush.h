// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/annotation/geometry.h"
#include "core/imaging/rasterizer.h"

#include <vector>

/// The pixels that a brush covers. Spans come from top to bottom, one a row, clipped to the image. The time
/// is linear in the rows that are covered, whatever the diameter.
namespace sorby::imaging {

enum class BrushShape { Round, Square };

struct Brush {
    BrushShape shape = BrushShape::Round;
    double diameterPx = 1; ///< of a square: its side; finite
    bool operator==(const Brush&) const = default;
};

/// Below this diameter a brush could lie between all pixel centres and paint nothing. Such a brush moves from
/// pixel centre to pixel centre and paints exactly one pixel at rest.
inline constexpr double kSmallestFreeDiameterPx = 1.5;

/// At rest. Round: the pixels whose centres are at most half the diameter from `at`. Square: those whose
/// centres are in [x - d/2, x + d/2) x [y - d/2, y + d/2), so that a whole diameter gives as many pixels
/// wherever it stands. Empty when a coordinate is not finite.
[[nodiscard]] std::vector<Span> brushStamp(const Brush& brush, annotation::Point at, Size image);

/// Swept from one point to the other in a straight line without a gap: the union of the stamps at every point
/// between. Round: the centres at most half the diameter from the segment. Square: those in the convex hull
/// of the squares at both ends, by the rule of geometry.h, and the two stamps.
[[nodiscard]] std::vector<Span> brushStroke(const Brush& brush, annotation::Point from, annotation::Point to,
                                            Size image);

/// The smallest rectangle that holds all spans.
[[nodiscard]] PixelRect boundsOf(const std::vector<Span>& spans);

} // namespace sorby::imaging
