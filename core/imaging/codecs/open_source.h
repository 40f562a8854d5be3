// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/imaging/codecs/file_kind.h"
#include "core/imaging/codecs/image_source.h"

#include <functional>
#include <memory>

namespace sorby::imaging::codecs {

/// One page of a file of this kind, for reading parts of it.
[[nodiscard]] Result<std::unique_ptr<ImageSource>> openSource(InputFile& file, FileKind kind, int page);

/// What is done with each part: where it lies in the image, and its pixels.
using TakePart = std::function<void(const PixelRect& place, const Pixels& pixels)>;
/// Reads all of the image once, in bands from top to bottom (of tiles from left to right within them), each
/// some MiB or one block. No block is decoded twice.
[[nodiscard]] Status readInParts(ImageSource& source, const TakePart& take);
/// Decodes all of the image and keeps nothing: an error when it cannot be read.
[[nodiscard]] Status readThrough(ImageSource& source);

} // namespace sorby::imaging::codecs
