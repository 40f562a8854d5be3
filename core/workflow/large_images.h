// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/project/project.h"
#include "core/workflow/selection.h"

#include <cstdint>
#include <filesystem>
#include <functional>

namespace sorby::workflow {

/// Images of more pixels are predicted and scored band by band, with the same result. Predicting a whole
/// image takes about 20 bytes a pixel, and several are read ahead.
inline constexpr std::uint64_t kMostPixelsPredictedWhole = std::uint64_t{1} << 25U;
/// Images of more pixels are not held while a network is trained: their patches are read when they are
/// wanted. Held ones take two bytes a pixel (three when deeper than 8 bits), about ten while they are read.
inline constexpr std::uint64_t kMostPixelsHeldForTraining = std::uint64_t{1} << 28U;

[[nodiscard]] inline bool isLarger(Size size, std::uint64_t mostPixels)
{
    return size.area() > mostPixels;
}

/// The part of the reference inside these rows; see referenceOf(). The annotations are the image's.
[[nodiscard]] imaging::LabelImage referenceOf(const annotation::Annotations& annotations,
                                              const project::ImageRecord& image, const PixelRect& part);
/// leaveOutSurroundings() of some rows, the first of which is number `firstRow` of the image.
void leaveOutSurroundings(imaging::LabelImage& rows, const project::ImageRecord& image, int firstRow,
                          std::uint8_t value);

} // namespace sorby::workflow
