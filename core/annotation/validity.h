// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/annotation/object.h"
#include "core/base/raster.h"

#include <optional>
#include <string>
#include <vector>

namespace sorby::annotation {

/// What can be wrong with one object by itself; imaging/overlaps.h says where two objects share pixels.
enum class Problem {
    NotFinite,        ///< a coordinate of the polygon is NaN or infinite
    TooFewPoints,     ///< fewer than three distinct points; of a hole: it has no area
    RepeatedPoints,   ///< the same point twice in a row, or the first repeated at the end
    Spike,            ///< the outline goes out and comes straight back, which gives it no pixel
    SelfIntersection, ///< the outline crosses or runs along itself; to touch itself in a point is no defect
    HoleOutside,      ///< a hole that is not inside the outer ring, or inside another hole, adds pixels
    /// A hole turns the same way as the outer ring: programs that fill by winding number would fill it.
    /// Without holes the direction of an outline means nothing (Sorby fills even-odd) and is left as it came,
    /// so that files go out again point for point.
    Orientation,
    OutsideImage, ///< wholly or partly outside the micrograph
    PoiOutside,   ///< the point of interest is neither inside the polygon nor on its outline
    SmallArea,    ///< below the stated minimum
};

/// Below 3 x 3 pixels all pixels of an object are rim: what it is and how large is not certain.
inline constexpr double kDefaultMinimumAreaPx = 9;

struct Defect {
    Problem problem;
    Point place;             ///< where to look
    std::string message;     ///< one sentence without a full stop
    bool repairable = false; ///< does repair() put it right?
};

/// The defects of one object for an image of this size, in the order of the enum, at most one of each kind.
/// An object that is not finite or has too few points is not looked at further, and the area of an outline
/// that crosses itself not at all. `minimumAreaPx` in square pixels; 0: every area will do.
[[nodiscard]] std::vector<Defect> findDefects(const Object& object, Size image, double minimumAreaPx = 0);

/// What a certain repair did: the message says it in the past tense ("2 repeated points dropped").
struct Repair {
    Object object;
    std::vector<Defect> repaired;
    std::vector<Defect> remaining; ///< to be flagged, not certain enough to be repaired
};
/// Drops repeated points, spikes and holes without area, turns holes round that turn like the outer ring, and
/// clips to the image where that leaves one polygon. No pixel of the image changes. A changed polygon has no
/// polygonText. Nothing when the object cannot stand at all: not finite, fewer than three distinct points,
/// wholly outside the image.
[[nodiscard]] std::optional<Repair> repair(const Object& object, Size image);

} // namespace sorby::annotation
