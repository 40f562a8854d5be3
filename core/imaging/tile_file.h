// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/result.h"
#include "core/imaging/grey_statistics.h"
#include "core/imaging/micrograph.h"

#include <cstdint>
#include <filesystem>
#include <fstream>
#include <mutex>
#include <string>
#include <vector>

namespace sorby::imaging {

/// Sizes of the levels of a pyramid: the image, then each half as wide and high as the one before, rounded
/// up, down to one that fits into a tile.
[[nodiscard]] std::vector<Size> pyramidLevels(Size size, int tileSize);

/// What a tile file says of itself. A file whose head does not fit the image is stale.
struct TileFileHead {
    MicrographInfo kind;    ///< size, bits and channels count
    std::int64_t bytes = 0; ///< size of the image file that it was made from
    std::int64_t stamp = 0; ///< its time of last change, as the file system counts
    PixelRect specimen;     ///< what the statistics are of; empty: all
    GreyStatistics statistics;
};

/// Writes the tiles of a pyramid in any order, each once: the tiles as they are in memory, then their places
/// and checksums. Written aside; finish() gives the file its name. The file is for this machine alone.
class TileFileWriter {
  public:
    [[nodiscard]] static Result<TileFileWriter> create(const std::filesystem::path& path,
                                                       const MicrographInfo& kind);
    TileFileWriter(TileFileWriter&&) noexcept;
    TileFileWriter& operator=(TileFileWriter&&) = delete;
    ~TileFileWriter(); ///< unfinished: removes what was written

    [[nodiscard]] Status put(int level, int column, int row, const Pixels& tile);
    [[nodiscard]] Status finish(const TileFileHead& head);

  private:
    TileFileWriter(std::filesystem::path path, const MicrographInfo& kind);

    struct Place {
        std::uint64_t offset = 0;
        std::uint64_t checksum = 0;
    };
    std::filesystem::path m_path;
    std::filesystem::path m_partial;
    std::vector<Size> m_levels;
    std::vector<Place> m_places;
    std::ofstream m_file;
    std::uint64_t m_end = 0;
};

/// Reads tiles of such a file. Thread-safe: reads take turns.
class TileFile {
  public:
    /// An Error when it is missing, cut off, damaged in its head or of another version.
    [[nodiscard]] static Result<std::unique_ptr<TileFile>> open(const std::filesystem::path& path);

    [[nodiscard]] const TileFileHead& head() const { return m_head; }
    /// An Error of code Malformed when the checksum does not fit.
    [[nodiscard]] Result<Pixels> tile(int level, int column, int row) const;

  private:
    TileFile() = default;

    std::filesystem::path m_path;
    TileFileHead m_head;
    std::vector<Size> m_levels;
    std::vector<std::uint64_t> m_places; ///< offset and checksum of each tile in turn
    mutable std::mutex m_mutex;
    mutable std::ifstream m_file;
};

} // namespace sorby::imaging
