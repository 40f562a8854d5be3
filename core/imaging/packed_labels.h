// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/imaging/label_image.h"

#include <cstdint>
#include <span>
#include <vector>

namespace sorby::imaging {

/// A label image by runs of equal pixels in tiles: a large prediction takes little memory, and any part of it
/// is had fast. Immutable; shared between threads.
class PackedLabels {
  public:
    PackedLabels() = default;
    explicit PackedLabels(const LabelImage& labels);

    [[nodiscard]] Size size() const { return m_size; }
    /// What of the rectangle lies outside the image is the matrix. With a factor above 1 the rectangle counts
    /// pixels that each stand for factor x factor ones and show the one in the middle.
    [[nodiscard]] LabelImage labels(const PixelRect& rect, int factor = 1) const;
    [[nodiscard]] std::uint8_t labelAt(int x, int y) const { return labels({x, y, 1, 1}).at(0, 0); }
    [[nodiscard]] std::size_t bytes() const;

  private:
    static constexpr int kTile = 256;

    struct Run {
        std::uint8_t value = 0;
        std::uint8_t last = 0; ///< column within the tile of its last pixel
    };
    struct Tile {
        std::vector<std::uint32_t> rows; ///< number of the first run of each row; none: the tile is one value
        std::vector<Run> runs;
        std::uint8_t value = 0;
    };
    void fillRow(int y, const PixelRect& rect, int factor, std::span<std::uint8_t> target) const;

    Size m_size;
    int m_columns = 0; ///< tiles along a row
    std::vector<Tile> m_tiles;
};

} // namespace sorby::imaging
