// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/imaging/codecs/image_source.h"

#include <cstddef>
#include <memory>
#include <vector>

namespace sorby::imaging::codecs {

/// A PNG as it is stored: palette indices and grey values of 1 to 8 bits one to a byte, not scaled; alpha
/// dropped.
struct StoredPng {
    int bitDepth = 8;          ///< 1, 2, 4, 8 or 16
    std::vector<Rgb8> palette; ///< empty unless it is an indexed PNG
    Pixels pixels;
};
[[nodiscard]] Result<StoredPng> readStoredPng(InputFile& file);

[[nodiscard]] Result<MicrographInfo> probePng(InputFile& file);
/// Does the file end as a PNG ends? When not, only reading it all tells.
[[nodiscard]] bool pngSeemsWhole(InputFile& file);
[[nodiscard]] Result<Pixels> readPng(InputFile& file);
/// For reading parts: rows one after the other, from the top again when a row above is wanted. Interlaced
/// images are held whole.
[[nodiscard]] Result<std::unique_ptr<ImageSource>> openPng(InputFile& file);
/// The same with the values as they are stored: see StoredPng.
[[nodiscard]] Result<std::unique_ptr<ImageSource>> openStoredPng(InputFile& file);

/// The bytes of a PNG file of 8- or 16-bit grey or colour. An error when the pixels are floats or there are
/// none.
[[nodiscard]] Result<std::vector<std::byte>> encodePng(const Pixels& pixels);

} // namespace sorby::imaging::codecs
