// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/annotation/object.h"
#include "core/annotation/pixel_edits.h"

#include <vector>

namespace sorby::annotation {

/// All that people said about one micrograph. The reference is made from it: objects rasterised in order,
/// pixel edits on top (imaging/reference.h). Points of interest never enter the reference.
struct Annotations {
    std::vector<Object> objects; ///< in drawing order: later ones cover earlier ones
    PixelEdits pixelEdits;
    std::vector<PointOfInterest> points;

    [[nodiscard]] bool isEmpty() const { return objects.empty() && pixelEdits.isEmpty() && points.empty(); }
    bool operator==(const Annotations&) const = default;
};

} // namespace sorby::annotation
