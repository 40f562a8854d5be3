// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/progress.h"
#include "core/imaging/grey_statistics.h"
#include "core/imaging/micrograph.h"

#include <cstdint>
#include <filesystem>
#include <memory>
#include <string>
#include <vector>

namespace sorby::imaging {

/// Where the levels of a pyramid come from that are too large for the memory. Thread-safe.
class FineTiles {
  public:
    virtual ~FineTiles() = default;
    /// One whole tile of a level.
    [[nodiscard]] virtual Result<Pixels> tile(int level, int column, int row) const = 0;
};

/// A micrograph at full, half, quarter ... size in its native depth, read by rectangles. Pixel (i, j) of a
/// level is the mean of the up to two by two pixels of the level below it. Of a small image all levels are in
/// memory, of a large one those that are small; the rest comes from a file. Immutable and thread-safe.
class TilePyramid {
  public:
    static constexpr int kTileSize = 512;

    /// All levels of it, in memory.
    explicit TilePyramid(Micrograph micrograph);
    /// `coarse` are the last levels; the ones before them come from `fine`.
    TilePyramid(const MicrographInfo& kind, std::vector<Pixels> coarse, std::unique_ptr<FineTiles> fine);

    [[nodiscard]] Size size() const { return m_levels.front(); }
    [[nodiscard]] const MicrographInfo& kind() const { return m_kind; } ///< size, bits and channels
    [[nodiscard]] int levelCount() const { return static_cast<int>(m_levels.size()); }
    [[nodiscard]] Size levelSize(int level) const { return m_levels[static_cast<std::size_t>(level)]; }
    /// Reading it touches no disk.
    [[nodiscard]] bool isInMemory(int level) const { return level >= firstInMemory(); }
    /// The image itself when all of it is in memory, else null.
    [[nodiscard]] const Micrograph* whole() const { return m_whole ? &*m_whole : nullptr; }

    /// The pixels of a level inside `rect`, as far as they exist. Rectangles that are tiles cost least.
    [[nodiscard]] Result<Pixels> read(int level, const PixelRect& rect) const;
    /// What the levels in memory take.
    [[nodiscard]] std::uint64_t bytesInMemory() const;

  private:
    [[nodiscard]] int firstInMemory() const
    {
        return levelCount() - static_cast<int>(m_coarse.size()) - (m_whole ? 1 : 0);
    }
    [[nodiscard]] const Pixels& inMemory(int level) const;

    MicrographInfo m_kind;
    std::vector<Size> m_levels;
    std::shared_ptr<const Micrograph> m_whole; ///< level 0 of a small image
    std::vector<Pixels> m_coarse;              ///< the last levels
    std::unique_ptr<FineTiles> m_fine;
};

} // namespace sorby::imaging
