// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/imaging/codecs/tiff_by_library.h"

#include <algorithm>
#include <array>
#include <vector>

namespace sorby::imaging::codecs {
namespace {

/// libtiff's converter, started once for a page.
class Converter {
  public:
    explicit Converter(const TiffHandle& tiff)
    {
        std::array<char, 1024> reason{};
        m_isGood = TIFFRGBAImageBegin(&m_image, tiff.get(), 1, reason.data()) == 1;
        if (m_isGood) {
            // Asking for the orientation that the file has leaves the pixels as they are stored.
            m_image.req_orientation = m_image.orientation;
        }
    }
    Converter(const Converter&) = delete;
    Converter& operator=(const Converter&) = delete;
    ~Converter()
    {
        if (m_isGood) {
            TIFFRGBAImageEnd(&m_image);
        }
    }

    /// Rows of the whole width from a row on at which strips or tiles begin.
    bool read(std::uint32_t top, std::uint32_t width, std::uint32_t rows, std::uint32_t* packed)
    {
        if (!m_isGood) {
            return false;
        }
        m_image.row_offset = static_cast<int>(top);
        m_image.col_offset = 0;
        return TIFFRGBAImageGet(&m_image, packed, width, rows) == 1;
    }

  private:
    TIFFRGBAImage m_image{};
    bool m_isGood = false;
};

} // namespace

int rowsByLibrary(const TiffHandle& tiff, const TiffLayout& layout)
{
    const auto height = static_cast<std::uint32_t>(layout.size.height);
    const std::uint32_t tag = TIFFIsTiled(tiff.get()) != 0 ? TIFFTAG_TILELENGTH : TIFFTAG_ROWSPERSTRIP;
    return static_cast<int>(std::clamp<std::uint32_t>(tiff.tag<std::uint32_t>(tag, height), 1, height));
}

Result<Pixels> readTiffByLibrary(const TiffHandle& tiff, const TiffLayout& layout, const PixelRect& rect)
{
    const auto width = static_cast<std::uint32_t>(layout.size.width);
    const auto height = static_cast<std::uint32_t>(layout.size.height);
    const auto rows = static_cast<std::uint32_t>(rowsByLibrary(tiff, layout));
    if (auto fits = tiff.file().checkFits({layout.size.width, static_cast<int>(rows)}, 4); !fits) {
        return fits.error();
    }
    std::vector<std::uint32_t> packed(static_cast<std::size_t>(width) * rows);
    Converter converter(tiff);
    Raster<Rgb8> raster(rect.size());
    const auto bottom = static_cast<std::uint32_t>(rect.y) + static_cast<std::uint32_t>(rect.height);
    for (auto top = static_cast<std::uint32_t>(rect.y) / rows * rows; top < bottom;) {
        const auto count = std::min(rows, height - top);
        if (!converter.read(top, width, count, packed.data())) {
            return tiff.error();
        }
        const auto first = std::max(top, static_cast<std::uint32_t>(rect.y));
        for (auto y = first; y < std::min(top + count, bottom); ++y) {
            const auto* source =
                packed.data() + std::size_t{y - top} * width + static_cast<std::size_t>(rect.x);
            const auto target = raster.row(static_cast<int>(y) - rect.y);
            std::transform(source, source + target.size(), target.begin(), [](std::uint32_t pixel) {
                return Rgb8{static_cast<std::uint8_t>(TIFFGetR(pixel)),
                            static_cast<std::uint8_t>(TIFFGetG(pixel)),
                            static_cast<std::uint8_t>(TIFFGetB(pixel))};
            });
        }
        top += count;
    }
    return Pixels(std::move(raster));
}

} // namespace sorby::imaging::codecs
