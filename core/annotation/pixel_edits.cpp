// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/annotation/pixel_edits.h"

#include <algorithm>
#include <cassert>
#include <utility>

namespace sorby::annotation {
namespace {

constexpr int kTile = PixelEdits::kTileSize;

bool isUnset(const PixelEdits::Tile& tile)
{
    const auto pixels = tile.pixels();
    return std::all_of(pixels.begin(), pixels.end(), [](std::uint8_t value) { return value == kUnset; });
}

/// The part of the tile that lies in a raster of this size, in the raster's pixels.
PixelRect covered(PixelEdits::TileKey key, Size size)
{
    const int x = key.column * kTile;
    const int y = key.row * kTile;
    return {x, y, std::min(kTile, size.width - x), std::min(kTile, size.height - y)};
}

} // namespace

std::uint8_t PixelEdits::at(int x, int y) const
{
    if (x < 0 || y < 0) {
        return kUnset;
    }
    const auto found = m_tiles.find({x / kTile, y / kTile});
    return found == m_tiles.end() ? kUnset : found->second->at(x % kTile, y % kTile);
}

void PixelEdits::set(int x, int y, std::uint8_t value)
{
    assert(x >= 0 && y >= 0);
    if (at(x, y) != value) {
        changeTile({x / kTile, y / kTile}, [&](Tile& tile) { tile.at(x % kTile, y % kTile) = value; });
    }
}

void PixelEdits::changeTile(TileKey key, const std::function<void(Tile&)>& change)
{
    const auto found = m_tiles.find(key);
    auto tile = found == m_tiles.end() ? std::make_shared<Tile>(kTile, kTile, kUnset)
                                       : std::make_shared<Tile>(*found->second);
    change(*tile);
    setTile(key, std::move(tile));
}

void PixelEdits::setTile(TileKey key, std::shared_ptr<const Tile> tile)
{
    assert(key.column >= 0 && key.row >= 0);
    if (tile == nullptr || isUnset(*tile)) {
        m_tiles.erase(key);
        return;
    }
    assert((tile->size() == Size{kTile, kTile}));
    m_tiles[key] = std::move(tile);
}

PixelEdits PixelEdits::fromLabels(const Raster<std::uint8_t>& labels)
{
    PixelEdits result;
    for (int row = 0; row * kTile < labels.height(); ++row) {
        for (int column = 0; column * kTile < labels.width(); ++column) {
            const TileKey key{column, row};
            const PixelRect rect = covered(key, labels.size());
            auto tile = std::make_shared<Tile>(kTile, kTile, kUnset);
            for (int y = 0; y < rect.height; ++y) {
                const auto source =
                    labels.row(rect.y + y)
                        .subspan(static_cast<std::size_t>(rect.x), static_cast<std::size_t>(rect.width));
                std::replace_copy(source.begin(), source.end(), tile->row(y).begin(), kMatrix, kUnset);
            }
            result.setTile(key, std::move(tile));
        }
    }
    return result;
}

void PixelEdits::paintOver(Raster<std::uint8_t>& labels) const
{
    for (const auto& [key, tile] : m_tiles) {
        const PixelRect rect = covered(key, labels.size());
        for (int y = 0; y < rect.height; ++y) {
            for (int x = 0; x < rect.width; ++x) {
                if (const std::uint8_t value = tile->at(x, y); value != kUnset) {
                    labels.at(rect.x + x, rect.y + y) = value;
                }
            }
        }
    }
}

bool PixelEdits::operator==(const PixelEdits& other) const
{
    return std::equal(m_tiles.begin(), m_tiles.end(), other.m_tiles.begin(), other.m_tiles.end(),
                      [](const auto& a, const auto& b) {
                          return a.first == b.first && (a.second == b.second || *a.second == *b.second);
                      });
}

} // namespace sorby::annotation
