// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/imaging/pyramid_builder.h"

#include "core/imaging/pixel_blocks.h"
#include "core/imaging/tile_file.h"
#include "core/imaging/tile_pyramid.h"

#include <algorithm>

namespace sorby::imaging {
namespace {

/// Rows of a level that wait until they make a row of tiles.
struct Waiting {
    Pixels rows;
    int count = 0;   ///< rows that are filled
    int tileRow = 0; ///< that they will make
};

class Builder {
  public:
    Builder(const MicrographInfo& kind, TileSink& sink)
        : m_levels(pyramidLevels(kind.size, TilePyramid::kTileSize)), m_waiting(m_levels.size()), m_sink(sink)
    {
        for (std::size_t level = 0; level < m_levels.size(); ++level) {
            const Size size = m_levels[level];
            m_waiting[level].rows =
                makePixels(kind, {size.width, std::min(TilePyramid::kTileSize, size.height)});
        }
    }

    /// A whole row of tiles of the image, or the last, lower one.
    void push(const Pixels& band) { push(0, band); }

  private:
    void push(std::size_t level, const Pixels& rows)
    {
        auto& waiting = m_waiting[level];
        const Size size = sizeOf(rows);
        copyBlock(rows, {0, 0, size.width, size.height}, waiting.rows, 0, waiting.count);
        waiting.count += size.height;
        const bool isLast =
            waiting.tileRow * TilePyramid::kTileSize + waiting.count == m_levels[level].height;
        if (waiting.count == TilePyramid::kTileSize || isLast) {
            emitRow(level);
        }
    }

    void emitRow(std::size_t level)
    {
        auto& waiting = m_waiting[level];
        const int width = m_levels[level].width;
        const auto rows = cutOut(waiting.rows, {0, 0, width, waiting.count});
        for (int column = 0; column * TilePyramid::kTileSize < width; ++column) {
            m_sink.put(
                static_cast<int>(level), column, waiting.tileRow,
                cutOut(rows, {column * TilePyramid::kTileSize, 0, TilePyramid::kTileSize, waiting.count}));
        }
        ++waiting.tileRow;
        waiting.count = 0;
        if (level + 1 < m_levels.size()) {
            push(level + 1, halved(rows)); // a row of tiles has an even number of rows, but for the last one
        }
    }

    std::vector<Size> m_levels;
    std::vector<Waiting> m_waiting;
    TileSink& m_sink;
};

} // namespace

Status buildTiles(MicrographReader& reader, const PixelRect& specimen, TileSink& sink,
                  GreyStatistics& statistics, const JobControl& control)
{
    const Size size = reader.info().size;
    Builder builder(reader.info(), sink);
    for (int top = 0; top < size.height; top += TilePyramid::kTileSize) {
        if (control.stopRequested()) {
            return Error{ErrorCode::Cancelled, {}, {}};
        }
        control.report(static_cast<std::size_t>(top), static_cast<std::size_t>(size.height));
        const auto band = reader.readRegion({0, top, size.width, TilePyramid::kTileSize});
        if (!band) {
            return band.error();
        }
        if (specimen.isEmpty()) {
            statistics.add(band->pixels);
        } else {
            statistics.add(
                cutOut(band->pixels, {specimen.x, specimen.y - top, specimen.width, specimen.height}));
        }
        builder.push(band->pixels);
    }
    statistics.finish();
    return {};
}

} // namespace sorby::imaging
