// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/imaging/codecs/image_source.h"

#include <fmt/format.h>

#include <cstddef>
#include <cstring>

namespace sorby::imaging::codecs {

Status checkPage(const InputFile& file, int page, int pages)
{
    if (page >= 1 && page <= pages) {
        return {};
    }
    return file.error(ErrorCode::NotFound,
                      pages == 1 ? fmt::format("has no page {}: it holds one image, page 1", page)
                                 : fmt::format("has no page {}: its pages are 1 to {}", page, pages));
}

Result<Pixels> RowSource::read(const PixelRect& rect)
{
    static constexpr double kMostBytesPerPixel = 6 + 1; // colour of 16 bits; an index and its colour
    if (auto fits = m_file.checkFits(rect.size(), kMostBytesPerPixel); !fits) {
        return fits.error();
    }
    Pixels pixels = blank(rect.size());
    for (int y = 0; y < rect.height; ++y) {
        const auto bytes = row(rect.y + y);
        if (!bytes) {
            return bytes.error();
        }
        std::visit(
            [&](auto& raster) {
                const auto target = raster.row(y);
                const std::size_t pixelBytes = sizeof(target[0]);
                std::memcpy(target.data(), bytes->data() + static_cast<std::size_t>(rect.x) * pixelBytes,
                            target.size() * pixelBytes);
            },
            pixels);
    }
    return finished(std::move(pixels));
}

} // namespace sorby::imaging::codecs
