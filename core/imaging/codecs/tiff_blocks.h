// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/imaging/codecs/tiff_handle.h"

namespace sorby::imaging::codecs {

/// Where the samples of a page lie.
struct TiffLayout {
    Size size;
    int bits = 8;            ///< of one sample
    int samples = 1;         ///< of a pixel, as stored
    int used = 1;            ///< the first so many are wanted; the rest is alpha and the like
    bool isSeparate = false; ///< one plane after the other, not interleaved
};

/// Decodes the strips or tiles into `target`, which holds width x height x used samples, interleaved, row by
/// row. Samples of 1, 2 and 4 bits come one to a byte, not scaled. Sample is std::uint8_t, std::uint16_t or
/// float.
template <typename Sample>
[[nodiscard]] Status readTiffBlocks(const TiffHandle& tiff, const TiffLayout& layout, Sample* target);

} // namespace sorby::imaging::codecs
