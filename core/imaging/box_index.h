// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/annotation/geometry.h"

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace sorby::imaging {

/// Do they share at least a point? Empty boxes share none.
[[nodiscard]] bool touch(const annotation::Box& a, const annotation::Box& b);

/// Finds the boxes that touch an area: a packed R-tree, made once, with the boxes sorted into strips (Sort-
/// Tile-Recursive: Leutenegger, Lopez and Edgington, 1997). Empty boxes are never found. Value type.
class BoxIndex {
  public:
    BoxIndex() = default;
    explicit BoxIndex(std::span<const annotation::Box> boxes);

    [[nodiscard]] std::size_t size() const { return m_count; }
    /// The numbers of the boxes that share at least a point with the area, in rising order.
    [[nodiscard]] std::vector<std::uint32_t> find(const annotation::Box& area) const;

  private:
    static constexpr std::size_t kFanOut = 16;

    struct Node {
        annotation::Box box;
        std::uint32_t first = 0; ///< of a leaf: the box's number; else its first child below
    };
    std::vector<std::vector<Node>> m_levels; ///< leaves first
    std::size_t m_count = 0;
};

} // namespace sorby::imaging
