// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/annotation/annotations.h"
#include "core/base/raster.h"

#include <cstddef>
#include <cstdint>
#include <vector>

namespace sorby::imaging {

/// Annotations as objects alone, for formats that know no brush layer.
struct FlatObjects {
    /// Drawn in order they give the reference, pixel for pixel. None is of the matrix; those of kIgnore are
    /// left out of loss and scores.
    std::vector<annotation::Object> objects;
    std::size_t retraced = 0; ///< objects whose outlines had to follow pixel edits
    std::size_t added = 0;    ///< objects made of pixel edits alone
};

/// Objects that no pixel edit and no object of the matrix touches stay as they are, point for point. Of the
/// others the pixels that are left are traced, in several objects of one group when they no longer hang
/// together; pixel edits that no object of their class is next to become objects of their own.
[[nodiscard]] FlatObjects flattenToObjects(const annotation::Annotations& annotations, Size size);

} // namespace sorby::imaging
