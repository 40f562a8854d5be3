// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/imaging/tile_pyramid.h"

#include "core/imaging/pixel_blocks.h"
#include "core/imaging/tile_file.h"

#include <algorithm>
#include <cassert>

namespace sorby::imaging {

TilePyramid::TilePyramid(Micrograph micrograph)
{
    m_kind.size = micrograph.size();
    m_kind.bitsPerChannel = micrograph.bitsPerChannel();
    m_kind.channels = micrograph.isColour() ? 3 : 1;
    m_levels = pyramidLevels(m_kind.size, kTileSize);
    m_whole = std::make_shared<const Micrograph>(std::move(micrograph));
    for (std::size_t level = 1; level < m_levels.size(); ++level) {
        m_coarse.push_back(halved(level == 1 ? m_whole->pixels : m_coarse.back()));
    }
}

TilePyramid::TilePyramid(const MicrographInfo& kind, std::vector<Pixels> coarse,
                         std::unique_ptr<FineTiles> fine)
    : m_kind(kind),
      m_levels(pyramidLevels(kind.size, kTileSize)),
      m_coarse(std::move(coarse)),
      m_fine(std::move(fine))
{
    assert(m_fine != nullptr && m_coarse.size() <= m_levels.size());
}

const Pixels& TilePyramid::inMemory(int level) const
{
    if (m_whole && level == 0) {
        return m_whole->pixels;
    }
    return m_coarse[m_coarse.size() - static_cast<std::size_t>(levelCount() - level)];
}

Result<Pixels> TilePyramid::read(int level, const PixelRect& rect) const
{
    const Size size = levelSize(level);
    const auto part = intersected(rect, {0, 0, size.width, size.height});
    if (isInMemory(level)) {
        return cutOut(inMemory(level), part);
    }
    auto result = makePixels(m_kind, part.size());
    if (part.isEmpty()) {
        return result;
    }
    for (int row = part.y / kTileSize; row * kTileSize < part.y + part.height; ++row) {
        for (int column = part.x / kTileSize; column * kTileSize < part.x + part.width; ++column) {
            auto tile = m_fine->tile(level, column, row);
            if (!tile) {
                return tile.error();
            }
            const int left = column * kTileSize;
            const int top = row * kTileSize;
            if (sizeOf(*tile) == part.size() && left == part.x && top == part.y) {
                return tile;
            }
            copyBlock(*tile, {0, 0, kTileSize, kTileSize}, result, left - part.x, top - part.y);
        }
    }
    return result;
}

std::uint64_t TilePyramid::bytesInMemory() const
{
    std::uint64_t bytes = m_whole ? bytesOf(m_whole->pixels).size() : 0;
    for (const auto& level : m_coarse) {
        bytes += bytesOf(level).size();
    }
    return bytes;
}

} // namespace sorby::imaging
