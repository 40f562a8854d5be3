// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/random.h"
#include "core/base/raster.h"
#include "core/dataset/synthetic/look.h"
#include "core/dataset/synthetic/shapes.h"

namespace sorby::dataset::synthetic {

/// Draws one constituent over the matrix: islands with a bright rim, a smooth inside and a dark line around
/// them, as etched relief looks in secondary electrons; look-alikes as bright as islands, but with the laths
/// showing through and without the rim.
void drawShape(const Shape& shape, const Look& look, Random& random, Raster<float>& image);

/// What the instrument adds: shading, slight blur, scan lines, noise; then 8 bits.
[[nodiscard]] Raster<std::uint8_t> recorded(const Raster<float>& image, const Look& look, Random& random);

} // namespace sorby::dataset::synthetic
