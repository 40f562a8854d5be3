// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/imaging/codecs/input_file.h"

namespace sorby::imaging::codecs {

enum class FileKind { Png, Tiff, Jpeg, Bmp };

/// By the first bytes, whatever the file is called. An error of code Unsupported that says what the file is
/// instead where that can be seen.
[[nodiscard]] Result<FileKind> detectKind(InputFile& file);

} // namespace sorby::imaging::codecs
