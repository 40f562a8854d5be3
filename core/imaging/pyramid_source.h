// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/imaging/tile_pyramid.h"

#include <filesystem>
#include <memory>
#include <string>

namespace sorby::imaging {

/// How pyramids are kept.
struct PyramidOptions {
    /// Tiles of large images are kept here between sessions; empty: nowhere.
    std::filesystem::path cacheFolder;
    /// The least recently used files go when the folder would grow beyond it.
    std::uint64_t cacheBytes = std::uint64_t{10} * 1024 * 1024 * 1024;
    /// Images whose pixels take up to this are held in memory whole.
    std::uint64_t wholeImageBytes = std::uint64_t{128} * 1024 * 1024;
    /// The coarse levels of larger ones that are held in memory take up to this.
    std::uint64_t coarseBytes = std::uint64_t{24} * 1024 * 1024;
};

struct OpenedPyramid {
    std::shared_ptr<const TilePyramid> pyramid;
    GreyStatistics statistics; ///< of the specimen
    bool isCached = false;     ///< its fine tiles come from the cache
};

/// One page of an image file as a pyramid. Small images are read whole. Of a large one the tiles are taken
/// from the cache when they are there and fit the file; else the image is read once, band by band, and the
/// tiles are put there, after which the least recently used files may go. Where nothing can be written (no
/// folder, no permission, the disk is full) fine tiles come from the image file itself, which is slow for
/// files without random access. A damaged file of the cache is made again, a damaged tile read from the
/// image. `key` is the content's hash; `specimen` the part that the statistics are of, empty for all. For
/// worker threads: a large image takes seconds, `control` reports and stops it.
[[nodiscard]] Result<OpenedPyramid> openPyramid(const std::filesystem::path& file, int page,
                                                const std::string& key, const PixelRect& specimen,
                                                const PyramidOptions& options, const JobControl& control);

} // namespace sorby::imaging
