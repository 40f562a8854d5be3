// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/progress.h"
#include "core/base/raster.h"
#include "core/base/result.h"

#include <cstdint>

namespace sorby::imaging {

struct SuperpixelOptions {
    int sizePx = 16;         ///< side of the squares that the pieces begin as; at least 2
    double compactness = 10; ///< 1 follows every edge, 40 keeps them square; above 0
    int rounds = 10;
};

struct Superpixels {
    Raster<std::int32_t> pieces; ///< number of the piece of each pixel, from 0 without gaps
    int count = 0;
};

/// Pieces of like pixels that hang together by their edges, about as large as asked for: SLIC (R. Achanta, A.
/// Shaji, K. Smith, A. Lucchi, P. Fua, S. Süsstrunk, *IEEE Trans. Pattern Anal. Mach. Intell.* 34, 2274,
/// 2012) on CIE L*a*b*, with its last step: pieces below a quarter of the size go to a neighbour. The same
/// input gives the same pieces. Linear in the pixels and the rounds, whatever the size.
/// Errors: InvalidArgument for options out of range, Cancelled.
[[nodiscard]] Result<Superpixels> superpixels(const Raster<Rgb8>& display,
                                              const SuperpixelOptions& options = {},
                                              const JobControl& control = {});

/// The pixels of one piece and of others, 1 and 0.
[[nodiscard]] Raster<std::uint8_t> maskOfPiece(const Superpixels& superpixels, int piece);

} // namespace sorby::imaging
