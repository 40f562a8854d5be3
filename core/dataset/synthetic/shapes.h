// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/annotation/geometry.h"
#include "core/base/random.h"
#include "core/base/raster.h"
#include "core/dataset/synthetic/look.h"

#include <optional>
#include <vector>

namespace sorby::dataset::synthetic {

enum class Kind {
    Island,     ///< class 1
    Carbide,    ///< class 2: small, round, dark
    Martensite, ///< class 3: grey blocks
    LookAlike,  ///< a bright piece of lath that is no island
};

/// The outline of one constituent. Its points are centres of pixels, the first not repeated.
struct Shape {
    Kind kind = Kind::Island;
    annotation::Ring outline; ///< may leave the image
};

/// Constituents that do not touch each other, in drawing order.
[[nodiscard]] std::vector<Shape> placeShapes(const SyntheticOptions& options, const Look& look, bool hard,
                                             Random& random);

/// The outline as an annotator would draw it: cut off at the border pixels of the image. Nothing when what is
/// left is no simple polygon of at least a few pixels.
[[nodiscard]] std::optional<annotation::Ring> cutToImage(const annotation::Ring& outline, Size image);

} // namespace sorby::dataset::synthetic
