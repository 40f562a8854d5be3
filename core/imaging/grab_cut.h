// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/raster.h"
#include "core/base/result.h"

#include <cstdint>

namespace sorby::imaging {

/// What a person has said of a pixel by a scribble.
enum class Hint : std::uint8_t { None = 0, Background = 1, Foreground = 2 };

struct GrabCutOptions {
    int rounds = 5;
    /// A part with more pixels is worked on at half the resolution, or a quarter, and so on; the mask is then
    /// as coarse as that.
    std::size_t largestPx = 500'000;
};

/// What stands out in a box: GrabCut (C. Rother, V. Kolmogorov, A. Blake, *ACM Trans. Graph.* 23, 309, 2004)
/// as OpenCV has it. `display` is the part of the micrograph around the box, as the screen shows it; all
/// outside `box` (in the pixels of the part) is background, so the part should be wider than the box by a
/// fifth of it on each side. `hints` is empty or of the size of the part. Where what is around has the same
/// greys as what is inside (one precipitate among many), colours alone tell nothing: then it begins with the
/// two greys into which the box falls apart, and that of its border is background; what reaches over the
/// border is left out when something lies inside it. The mask of the part, 1 for what
/// stands out; the same input gives the same mask. OpenCV cannot be stopped in between: run it as a job.
///
/// Errors: InvalidArgument when the box has no pixel in the part, when it covers all of it without a
/// background hint, or when the sizes differ; Mismatch when nothing is foreground or background for OpenCV to
/// learn from; Internal when it fails.
[[nodiscard]] Result<Raster<std::uint8_t>> grabCut(const Raster<Rgb8>& display, const PixelRect& box,
                                                   const Raster<Hint>& hints = {},
                                                   const GrabCutOptions& options = {});

} // namespace sorby::imaging
