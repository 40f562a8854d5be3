// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/annotation/object.h"
#include "core/base/raster.h"

#include <optional>
#include <string>
#include <vector>

namespace sorby::annotation {

enum class Problem {
    NotFinite,        ///< a coordinate of the polygon is NaN or infinite
    TooFewPoints,     ///< fewer than three distinct points; also of a hole
    RepeatedPoints,   ///< the same point twice in a row, or the first repeated at the end
    SelfIntersection, ///< the outline crosses or runs along itself; to touch itself in a point is no defect
    OutsideImage,     ///< wholly or partly outside the micrograph
    PoiOutside,       ///< the point of interest is neither inside the polygon nor on its outline
};

struct Defect {
    Problem problem;
    Point place;         ///< where to look
    std::string message; ///< one sentence without a full stop
};

/// The defects of one object for an image of this size, in the order of the enum, at most one of each kind.
/// An object that is not finite or has too few points is not looked at further.
[[nodiscard]] std::vector<Defect> findDefects(const Object& object, Size image);

/// What a certain repair did: the message says it in the past tense ("2 repeated points dropped").
struct Repair {
    Object object;
    std::vector<Defect> repaired;
    std::vector<Defect> remaining; ///< to be flagged, not certain enough to be repaired
};
/// Drops repeated points and holes without area, and clips to the image where that leaves one polygon; a
/// changed polygon has no polygonText. Nothing when the object cannot stand at all: not finite, fewer than
/// three distinct points, wholly outside the image.
[[nodiscard]] std::optional<Repair> repair(const Object& object, Size image);

} // namespace sorby::annotation
