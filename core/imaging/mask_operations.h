// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/raster.h"
#include "core/imaging/rasterizer.h"

#include <cstdint>
#include <vector>

/// What can be done to a selection: masks of which every value but 0 counts, results of 0 and 1. They work on
/// the whole raster: a tool cuts the part it needs, with a margin of the radius, out of the label image
/// (maskOf(), crop()). Pixels beyond the border are taken for neither one nor the other, so that the border
/// of the part neither eats nor feeds.
namespace sorby::imaging {

using Mask = Raster<std::uint8_t>;

/// And all pixels whose centres are at most `radiusPx` from one of the mask. Linear in the pixels, whatever
/// the radius.
[[nodiscard]] Mask grown(const Mask& mask, double radiusPx);
/// Without the pixels whose centres are at most `radiusPx` from one that is not in the mask. The same cost.
[[nodiscard]] Mask shrunk(const Mask& mask, double radiusPx);
/// Each pixel becomes what most of the pixels at most `radius` from it are (the median of the mask); where it
/// is a draw, it stays. Linear in the pixels and the radius.
[[nodiscard]] Mask smoothed(const Mask& mask, int radius);
/// Holes are regions of 0, connected by their edges, that do not reach the border of the raster. Those of at
/// most `largestPx` pixels are filled; 0: all.
[[nodiscard]] Mask holesFilled(const Mask& mask, std::uint64_t largestPx = 0);
/// Without the regions, connected by their edges, of fewer than `smallestPx` pixels.
[[nodiscard]] Mask smallRemoved(const Mask& mask, std::uint64_t smallestPx);

/// What has to be painted to make one mask of the other: pixels to be given the class, and pixels to be freed
/// of it.
struct MaskChange {
    std::vector<Span> added;
    std::vector<Span> removed;
    [[nodiscard]] bool isEmpty() const { return added.empty() && removed.empty(); }
};
/// Both masks have the same size and their top left pixel at (x, y) of the image.
[[nodiscard]] MaskChange changeBetween(const Mask& before, const Mask& after, int x, int y);
/// The runs of the mask from top to bottom, in the pixels of an image where it begins at (x, y).
[[nodiscard]] std::vector<Span> spansOf(const Mask& mask, int x = 0, int y = 0);

} // namespace sorby::imaging
