// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/imaging/codecs/tiff_blocks.h"
#include "core/imaging/micrograph.h"

namespace sorby::imaging::codecs {

/// How many rows are decoded together.
[[nodiscard]] int rowsByLibrary(const TiffHandle& tiff, const TiffLayout& layout);
/// The part `rect` of a page in a colour space that libtiff converts to colour of 8 bits, as it is stored.
/// Whole strips or rows of tiles are decoded, one at a time.
[[nodiscard]] Result<Pixels> readTiffByLibrary(const TiffHandle& tiff, const TiffLayout& layout,
                                               const PixelRect& rect);

} // namespace sorby::imaging::codecs
