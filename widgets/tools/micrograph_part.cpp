// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/tools/micrograph_part.h"

#include "core/base/pixel_rect.h"

namespace sorby::tools {

Result<imaging::Micrograph> micrographPart(const document::ImageContent& content, const PixelRect& rect)
{
    return content.pixels(clippedTo(rect, content.size()));
}

Result<Raster<Rgb8>> displayPart(const document::ImageContent& content, const PixelRect& rect)
{
    const auto part = micrographPart(content, rect);
    if (!part) {
        return part.error();
    }
    return imaging::toDisplay(*part, content.window);
}

} // namespace sorby::tools
