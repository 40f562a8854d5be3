// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/progress.h"
#include "core/imaging/grey_statistics.h"
#include "core/imaging/micrograph_region.h"

namespace sorby::imaging {

/// Takes the tiles of a pyramid, each once.
class TileSink {
  public:
    virtual ~TileSink() = default;
    virtual void put(int level, int column, int row, const Pixels& tile) = 0;
};

/// Reads an image once from top to bottom, band by band, and hands on the tiles of all levels. Memory is
/// taken for one row of tiles of the image and half of that for each further level. `statistics` gets the
/// pixels inside `specimen` (empty: all).
[[nodiscard]] Status buildTiles(MicrographReader& reader, const PixelRect& specimen, TileSink& sink,
                                GreyStatistics& statistics, const JobControl& control);

} // namespace sorby::imaging
