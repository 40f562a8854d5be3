// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/random.h"
#include "core/base/raster.h"
#include "core/dataset/synthetic/look.h"

namespace sorby::dataset::synthetic {

/// The bainitic matrix in greys of 0..255, not yet clipped: packets of parallel laths, each packet with a
/// direction and a grey of its own, and bright films between the laths.
[[nodiscard]] Raster<float> drawMatrix(Size size, const Look& look, Random& random);

} // namespace sorby::dataset::synthetic
