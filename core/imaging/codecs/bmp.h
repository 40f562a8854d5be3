// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/imaging/codecs/image_source.h"

#include <memory>

namespace sorby::imaging::codecs {

/// Heads only; an error when the file is too short for the pixels that its head announces.
[[nodiscard]] Result<MicrographInfo> probeBmp(InputFile& file);
/// Windows bitmaps of 1, 4, 8 (palette), 24 and 32 bits without compression, bottom-up and top-down. The
/// fourth byte of 32 bits is dropped.
[[nodiscard]] Result<Pixels> readBmp(InputFile& file);
/// For reading parts: any row in any order.
[[nodiscard]] Result<std::unique_ptr<ImageSource>> openBmp(InputFile& file);

} // namespace sorby::imaging::codecs
