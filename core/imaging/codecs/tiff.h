// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/imaging/codecs/input_file.h"
#include "core/imaging/micrograph.h"

namespace sorby::imaging::codecs {

[[nodiscard]] Result<MicrographInfo> probeTiff(InputFile& file);
/// Do the strips or tiles lie within the file? When not, only reading them tells.
[[nodiscard]] bool tiffSeemsWhole(InputFile& file);
/// The first page of a TIFF or BigTIFF: grey, palette and colour of 1 to 16 bits, grey floats, strips and
/// tiles, interleaved and separate planes, every compression that libtiff has. White-is-zero becomes
/// black-is-zero, CMYK and YCbCr become colour. The orientation tag is not applied.
[[nodiscard]] Result<Pixels> readTiff(InputFile& file);

} // namespace sorby::imaging::codecs
