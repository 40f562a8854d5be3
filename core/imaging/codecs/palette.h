// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/imaging/micrograph.h"

#include <optional>
#include <span>

namespace sorby::imaging::codecs {

/// Is every colour a grey (r = g = b)?
[[nodiscard]] bool isGrey(std::span<const Rgb8> palette);
/// Indices through the palette: a grey raster when isGrey(palette), else colour. Nothing when an index lies
/// beyond the palette.
[[nodiscard]] std::optional<Pixels> applyPalette(const Raster<std::uint8_t>& indices,
                                                 std::span<const Rgb8> palette);
/// Grey values of 1, 2 or 4 bits to 0..255, in place.
void scaleToByte(Raster<std::uint8_t>& grey, int bits);

} // namespace sorby::imaging::codecs
