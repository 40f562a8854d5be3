// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/annotation/geometry.h"

#include <cstddef>
#include <span>
#include <vector>

namespace sorby::annotation {

/// Two points that mean the same structure: places in the two lists, and how far apart they are.
struct PointMatch {
    std::size_t left = 0;
    std::size_t right = 0;
    double distance = 0;
    bool operator==(const PointMatch&) const = default;
};

/// Matches two lists one to one within `distance` (inclusive): as many pairs as can be, and of all ways to
/// have so many the one with the least sum of distances. Solved as a linear assignment (H. W. Kuhn, *Naval
/// Research Logistics Quarterly* 2, 83, 1955) for each group of points that can reach one another. Points
/// that are not finite match none. In the order of `left`.
[[nodiscard]] std::vector<PointMatch> matchPoints(std::span<const Point> left, std::span<const Point> right,
                                                  double distance);

} // namespace sorby::annotation
