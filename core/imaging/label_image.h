// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/annotation/classes.h"
#include "core/base/raster.h"
#include "core/base/result.h"

#include <array>
#include <cstdint>
#include <filesystem>
#include <vector>

namespace sorby::imaging {

/// Class ids per pixel; 255 (annotation::kIgnore) is left out of loss and scores.
using LabelImage = Raster<std::uint8_t>;

/// How many pixels have each of the 256 values.
[[nodiscard]] std::array<std::uint64_t, 256> countValues(const LabelImage& labels);
/// 1 where the label is `classId`, else 0.
[[nodiscard]] Raster<std::uint8_t> maskOf(const LabelImage& labels, annotation::ClassId classId);

/// An 8-bit PNG with a palette of the classes' colours; index 255 is grey for ignore. Written
/// atomically; a power cut may take it, as a mask can be made again.
[[nodiscard]] Status writeIndexedPng(const std::filesystem::path& path, const LabelImage& labels,
                                     const annotation::ClassList& classes);
/// Class ids from an indexed or grey PNG (1 to 8 bit, and 16 bit when all values are below 256): palette
/// indices and grey values are taken as they are, never scaled. Colour is an error of code Mismatch whose
/// message lists the colours.
[[nodiscard]] Result<LabelImage> readLabelPng(const std::filesystem::path& path);

} // namespace sorby::imaging
