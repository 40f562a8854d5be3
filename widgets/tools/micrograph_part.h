// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "widgets/document/image_content.h"

/// What tools look at of the shown micrograph. Any thread, and better not the window's: parts of large
/// micrographs come from the disk.
namespace sorby::tools {

/// The pixels inside `rect` as far as the micrograph has them, in its own depth.
[[nodiscard]] Result<imaging::Micrograph> micrographPart(const document::ImageContent& content,
                                                         const PixelRect& rect);
/// Likewise as the screen shows them.
[[nodiscard]] Result<Raster<Rgb8>> displayPart(const document::ImageContent& content, const PixelRect& rect);

} // namespace sorby::tools
