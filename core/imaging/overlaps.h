// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/annotation/object.h"
#include "core/base/raster.h"

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace sorby::imaging {

/// Pixels that two objects of one micrograph both claim; in the reference they are the later object's.
struct Overlap {
    std::size_t first = 0;   ///< number of the earlier object in the list, from 0
    std::size_t second = 0;  ///< of the later one
    annotation::Point place; ///< centre of the topmost, then leftmost shared pixel
    std::uint64_t pixels = 0;
    bool operator==(const Overlap&) const = default;
};

struct Overlaps {
    static constexpr std::size_t kMostPairs = 100'000;
    std::vector<Overlap> pairs; ///< in the order of `first`, then `second`
    /// False when there are more than kMostPairs, or when to find all would take minutes; the numbers of
    /// pixels are then lower bounds.
    bool isComplete = true;
};

/// Every pair of objects that share pixels of an image of this size by the rule of the rasteriser; to share
/// an edge or a point is none. Objects of one group belong together and do not count. The time is that of
/// drawing the objects, and of sorting the rows of pixels they are made of.
[[nodiscard]] Overlaps findOverlaps(std::span<const annotation::Object> objects, Size size);

} // namespace sorby::imaging
