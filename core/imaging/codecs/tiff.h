// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/imaging/codecs/image_source.h"

#include <memory>
#include <vector>

namespace sorby::imaging::codecs {

/// Pages are counted from 1, as readTiffStructure() does.
[[nodiscard]] Result<MicrographInfo> probeTiff(InputFile& file, int page);
/// Do the strips or tiles of the page lie within the file? When not, only reading them tells.
[[nodiscard]] bool tiffSeemsWhole(InputFile& file, int page);
/// One page of a TIFF or BigTIFF: grey, palette and colour of 1 to 16 bits, grey floats, strips and tiles,
/// interleaved and separate planes, every compression that libtiff has. White-is-zero becomes black-is-zero,
/// CMYK and YCbCr become colour. The orientation tag is not applied.
[[nodiscard]] Result<Pixels> readTiff(InputFile& file, int page);
/// A page as it is stored: palette indices and grey values of 1 to 8 bits one to a byte, neither scaled nor
/// inverted; colours as readTiff() gives them.
struct StoredTiff {
    std::vector<Rgb8> palette; ///< empty unless it has one
    Pixels pixels;
};
[[nodiscard]] Result<StoredTiff> readStoredTiff(InputFile& file, int page);
/// The page of readTiff() for reading parts of it: only the tiles or strips that a rectangle touches are
/// decoded.
[[nodiscard]] Result<std::unique_ptr<ImageSource>> openTiff(InputFile& file, int page);

} // namespace sorby::imaging::codecs
