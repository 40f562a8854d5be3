// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/imaging/codecs/image_source.h"

#include <memory>

namespace sorby::imaging::codecs {

/// Pages are counted from 1, as readTiffStructure() does.
[[nodiscard]] Result<MicrographInfo> probeTiff(InputFile& file, int page);
/// Do the strips or tiles of the page lie within the file? When not, only reading them tells.
[[nodiscard]] bool tiffSeemsWhole(InputFile& file, int page);
/// One page of a TIFF or BigTIFF: grey, palette and colour of 1 to 16 bits, grey floats, strips and tiles,
/// interleaved and separate planes, every compression that libtiff has. White-is-zero becomes black-is-zero,
/// CMYK and YCbCr become colour. The orientation tag is not applied.
[[nodiscard]] Result<Pixels> readTiff(InputFile& file, int page);
/// The same page for reading parts of it: only the tiles or strips that a rectangle touches are decoded.
[[nodiscard]] Result<std::unique_ptr<ImageSource>> openTiff(InputFile& file, int page);

} // namespace sorby::imaging::codecs
