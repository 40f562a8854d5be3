// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/imaging/codecs/tiff_blocks.h"
#include "core/imaging/codecs/tiff_handle.h"
#include "core/imaging/micrograph.h"

#include <vector>

namespace sorby::imaging::codecs {

/// How the samples of a page become pixels.
enum class TiffWay {
    Grey,
    InvertedGrey,
    Palette,
    Colour,
    Cmyk,
    ByLibrary, ///< colour spaces that libtiff converts to 8 bits: YCbCr, CIE L*a*b*, old JPEG
};

/// What the tags of a page say.
struct TiffHead {
    TiffLayout layout;
    TiffWay way = TiffWay::Grey;
    bool isFloat = false;
    std::vector<Rgb8> palette;
    MicrographInfo info;
};

/// An error when Sorby cannot hold such samples; it names their kind.
[[nodiscard]] Result<TiffHead> readTiffHead(const TiffHandle& tiff);

} // namespace sorby::imaging::codecs
