// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/raster.h"

#include <cstdint>

namespace sorby::test {

/// A field of 160 x 120 pixels with something to see, another for each seed: blocks at random places on
/// noise.
[[nodiscard]] Raster<std::uint8_t> greyField(std::uint64_t seed);
/// The same field, as if it had been taken with less light.
[[nodiscard]] Raster<std::uint8_t> darker(Raster<std::uint8_t> grey);

/// Noise of 96 x 96 pixels whose last 12 rows are an information bar: a black panel with white text.
[[nodiscard]] Raster<std::uint8_t> fieldWithBar();

} // namespace sorby::test
