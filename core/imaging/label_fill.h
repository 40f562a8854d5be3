// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/progress.h"
#include "core/imaging/label_image.h"
#include "core/imaging/rasterizer.h"
#include "core/imaging/region_grow.h"

#include <cstdint>
#include <vector>

namespace sorby::imaging {

/// Pixels of one label that hang together.
struct FilledRegion {
    std::vector<Span> spans; ///< from top to bottom, left to right; runs of a row never touch
    PixelRect bounds;
    std::uint64_t pixels = 0;
    /// It reaches the border of the part that was looked at: it may go on beyond, and nothing closes it
    /// there.
    bool touchesBorder = false;
    bool isComplete = true; ///< false: stopped by the caller
};

/// The fill tool: the region of equal labels at (x, y), within `part` clipped to the image. A contour that
/// was painted closes it when it is of another label; with Connectivity::Four a contour whose pixels meet in
/// corners alone does, too. Empty when the pixel lies outside the part. Linear in the pixels of the region;
/// the part costs one byte a pixel to remember them.
[[nodiscard]] FilledRegion regionOfLabel(const LabelImage& labels, const PixelRect& part, int x, int y,
                                         Connectivity connectivity = Connectivity::Four,
                                         const JobControl& control = {});

} // namespace sorby::imaging
