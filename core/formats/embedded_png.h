// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/raster.h"
#include "core/base/result.h"

#include <cstdint>
#include <string>
#include <string_view>

namespace sorby::formats {

/// The mask of a PNG that stands in a text file as base64: 1 where a pixel is not 0. An Error when the text
/// or the PNG is damaged, and when the PNG is not of this size; it is decoded only when it is.
[[nodiscard]] Result<Raster<std::uint8_t>> maskFromBase64(std::string_view text, Size size);
/// The mask as a grey PNG of zeros and ones in base64, as LabelMe writes it.
[[nodiscard]] Result<std::string> maskToBase64(const Raster<std::uint8_t>& mask);

} // namespace sorby::formats
