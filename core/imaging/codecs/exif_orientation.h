// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <span>

namespace sorby::imaging::codecs {

/// The orientation (1 to 8) that an Exif block notes; it begins with the head of a TIFF, or with "Exif" and
/// two zeros before that. 1 where it notes none or is damaged: the pixels are shown as they are stored
/// anyway.
[[nodiscard]] int exifOrientation(std::span<const std::uint8_t> exif);

} // namespace sorby::imaging::codecs
