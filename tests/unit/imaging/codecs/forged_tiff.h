// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "tests/unit/imaging/codecs/forged_png.h"

#include <cstdint>
#include <vector>

namespace sorby::test {

/// A TIFF of any kind, written with libtiff alone. The numbers are those of the format.
struct ForgedTiff {
    std::uint32_t width = 0;
    std::uint32_t height = 0;
    std::uint16_t bits = 8;
    std::uint16_t samples = 1;
    std::uint16_t photometric = 1;
    std::uint16_t sampleFormat = 1;
    std::uint16_t compression = 1;
    std::uint16_t predictor = 0; ///< 0: the tag is left out
    std::uint16_t orientation = 1;
    std::uint32_t subfileType = 0; ///< NewSubfileType: 1 reduced, 2 page of several, 4 transparency mask
    std::uint16_t subsampling = 1; ///< of the chroma of YCbCr, in both directions
    bool isSeparate = false;
    std::uint32_t rowsPerStrip = 3;
    std::uint32_t tile = 0; ///< side of the tiles; 0: strips
    std::vector<Rgb16> colourMap = {};
    int pages = 1;           ///< the same image so many times
    int children = 0;        ///< so many of those that follow lie below this page, as SubIFDs
    const char* mode = "wl"; ///< "wb" big-endian, "w8" BigTIFF
    /// Rows without padding but to whole bytes; the planes one after the other when separate. 16 bits and
    /// floats in this machine's order. Subsampled YCbCr that is not compressed: its units, as the format has
    /// them.
    Bytes rows = {};
};
[[nodiscard]] Bytes forge(const ForgedTiff& tiff);
/// Several images in one file, in the mode of the first.
[[nodiscard]] Bytes forge(const std::vector<ForgedTiff>& images);

/// One entry of a directory, all of whose values fit into it.
struct TiffEntry {
    std::uint16_t tag = 0;
    std::uint16_t type = 3; ///< 3 short, 4 long
    std::uint32_t count = 1;
    std::uint32_t value = 0;
};
/// A little-endian TIFF of a head, one directory and then `pixels`, whose place is the value of kPixels.
inline constexpr std::uint32_t kPixels = 0xfffffff0;
[[nodiscard]] Bytes rawTiff(std::vector<TiffEntry> entries, const Bytes& pixels, std::uint32_t next = 0);

} // namespace sorby::test
