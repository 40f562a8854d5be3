// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/raster.h"

#include <cstdint>

namespace sorby::imaging {

/// Opening (erosion, then dilation) of the non-zero pixels with a disc of this radius in pixels (those at
/// most that far from its middle; 0 changes nothing); the result is 0 and 1. Pixels beyond the border count
/// as their nearest neighbour inside does, so the border eats nothing.
[[nodiscard]] Raster<std::uint8_t> opened(const Raster<std::uint8_t>& mask, int radius);
/// Closing: dilation, then erosion.
[[nodiscard]] Raster<std::uint8_t> closed(const Raster<std::uint8_t>& mask, int radius);

} // namespace sorby::imaging
