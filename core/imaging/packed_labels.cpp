// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/imaging/packed_labels.h"

#include <algorithm>

namespace sorby::imaging {

PackedLabels::PackedLabels(const LabelImage& labels)
    : m_size(labels.size()), m_columns((labels.width() + kTile - 1) / kTile)
{
    for (int top = 0; top < m_size.height; top += kTile) {
        for (int left = 0; left < m_size.width; left += kTile) {
            const int width = std::min(kTile, m_size.width - left);
            const int height = std::min(kTile, m_size.height - top);
            Tile tile;
            tile.value = labels.at(left, top);
            bool isFlat = true;
            for (int y = 0; y < height; ++y) {
                tile.rows.push_back(static_cast<std::uint32_t>(tile.runs.size()));
                const auto row = labels.row(top + y).subspan(static_cast<std::size_t>(left),
                                                             static_cast<std::size_t>(width));
                for (int x = 0; x < width; ++x) {
                    const auto value = row[static_cast<std::size_t>(x)];
                    isFlat = isFlat && value == tile.value;
                    if (x == 0 || value != tile.runs.back().value) {
                        tile.runs.push_back({value, 0});
                    }
                    tile.runs.back().last = static_cast<std::uint8_t>(x);
                }
            }
            if (isFlat) {
                tile.rows = {};
                tile.runs = {};
            }
            tile.rows.shrink_to_fit();
            tile.runs.shrink_to_fit();
            m_tiles.push_back(std::move(tile));
        }
    }
}

void PackedLabels::fillRow(int y, const PixelRect& rect, int factor, std::span<std::uint8_t> target) const
{
    const int tileRow = y / kTile;
    int column = -1;
    const Tile* tile = nullptr;
    std::size_t run = 0;
    for (int i = 0; i < rect.width; ++i) {
        const int x = (rect.x + i) * factor + factor / 2;
        if (x < 0 || x >= m_size.width) {
            continue;
        }
        if (x / kTile != column) {
            column = x / kTile;
            tile = &m_tiles[static_cast<std::size_t>(tileRow) * static_cast<std::size_t>(m_columns) +
                            static_cast<std::size_t>(column)];
            run = tile->rows.empty() ? 0 : tile->rows[static_cast<std::size_t>(y % kTile)];
        }
        if (tile->rows.empty()) {
            target[static_cast<std::size_t>(i)] = tile->value;
            continue;
        }
        while (tile->runs[run].last < x % kTile) {
            ++run;
        }
        target[static_cast<std::size_t>(i)] = tile->runs[run].value;
    }
}

LabelImage PackedLabels::labels(const PixelRect& rect, int factor) const
{
    LabelImage result(rect.size(), annotation::kMatrix);
    for (int row = 0; row < rect.height; ++row) {
        const int y = (rect.y + row) * factor + factor / 2;
        if (y >= 0 && y < m_size.height) {
            fillRow(y, rect, factor, result.row(row));
        }
    }
    return result;
}

std::size_t PackedLabels::bytes() const
{
    std::size_t bytes = m_tiles.size() * sizeof(Tile);
    for (const auto& tile : m_tiles) {
        bytes += tile.rows.size() * sizeof(std::uint32_t) + tile.runs.size() * sizeof(Run);
    }
    return bytes;
}

} // namespace sorby::imaging
