// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/annotation/classes.h"
#include "core/base/raster.h"

#include <compare>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>

namespace sorby::annotation {

/// The brush layer over an image's objects: square tiles of class ids, kIgnore or kUnset; a missing tile is
/// unset all over. Copying shares the tiles; a tile is copied when it is written to. Value type.
class PixelEdits {
  public:
    static constexpr int kTileSize = 128;

    /// Column and row of a tile: it covers pixels from (column, row) * kTileSize.
    struct TileKey {
        int column = 0;
        int row = 0;
        auto operator<=>(const TileKey&) const = default;
    };
    /// kTileSize x kTileSize values; pixels beyond the image stay kUnset.
    using Tile = Raster<std::uint8_t>;
    using Tiles = std::map<TileKey, std::shared_ptr<const Tile>>;

    [[nodiscard]] bool isEmpty() const { return m_tiles.empty(); }
    [[nodiscard]] const Tiles& tiles() const { return m_tiles; }
    /// Unset where there is no tile, and for negative coordinates.
    [[nodiscard]] std::uint8_t at(int x, int y) const;
    /// One pixel, at x and y from 0. Copies a tile each time: strokes go through changeTile.
    void set(int x, int y, std::uint8_t value);
    /// Gives `change` a copy of the tile, all unset where there is none, and puts it in the tile's place.
    void changeTile(TileKey key, const std::function<void(Tile&)>& change);
    /// Puts a whole tile of kTileSize x kTileSize; null or an all-unset tile removes it.
    void setTile(TileKey key, std::shared_ptr<const Tile> tile);

    /// The layer whose values are the label image's; pixels of class 0 stay unset (an imported mask's matrix
    /// is what is left over).
    [[nodiscard]] static PixelEdits fromLabels(const Raster<std::uint8_t>& labels);
    /// Paints the set pixels over `labels`.
    void paintOver(Raster<std::uint8_t>& labels) const;

    bool operator==(const PixelEdits& other) const;

  private:
    Tiles m_tiles;
};

} // namespace sorby::annotation
