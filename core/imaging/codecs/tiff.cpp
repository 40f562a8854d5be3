// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/imaging/codecs/tiff.h"

#include "core/imaging/codecs/cmyk.h"
#include "core/imaging/codecs/palette.h"
#include "core/imaging/codecs/tiff_blocks.h"
#include "core/imaging/codecs/tiff_by_library.h"
#include "core/imaging/codecs/tiff_handle.h"
#include "core/imaging/codecs/tiff_head.h"
#include "core/imaging/codecs/tiff_structure.h"

#include <limits>
#include <type_traits>
#include <utility>
#include <vector>

namespace sorby::imaging::codecs {
namespace {

double heldBytesPerPixel(const TiffHead& head)
{
    return head.info.channels * head.info.bitsPerChannel / 8.0;
}

double neededBytesPerPixel(const TiffHead& head)
{
    const double channels = head.info.channels;
    switch (head.way) {
    case TiffWay::Cmyk:
        return 7 * head.info.bitsPerChannel / 8.0;
    case TiffWay::Palette:
        return 1 + channels;
    default:
        return heldBytesPerPixel(head);
    }
}

/// Can the file not hold its pixels, however well they are packed?
bool isTooShort(const TiffHandle& tiff, const TiffHead& head)
{
    static constexpr double kBestRatio = 4096; // LZW; deflate and PackBits are worse
    switch (tiff.tag<std::uint16_t>(TIFFTAG_COMPRESSION, COMPRESSION_NONE)) {
    case COMPRESSION_NONE:
    case COMPRESSION_LZW:
    case COMPRESSION_ADOBE_DEFLATE:
    case COMPRESSION_DEFLATE:
    case COMPRESSION_PACKBITS:
        break;
    default:
        return false;
    }
    const double bytes = static_cast<double>(head.layout.size.width) * head.layout.size.height *
                         head.layout.bits * head.layout.used / 8;
    return bytes > kBestRatio * static_cast<double>(tiff.file().size());
}

/// A page whose strips and tiles are decoded as they are needed.
class TiffSource final : public ImageSource {
  public:
    enum class Values { Shown, AsStored };

    static Result<std::unique_ptr<TiffSource>> open(InputFile& file, int page, Values values = Values::Shown)
    {
        const auto structure = readTiffStructure(file, page);
        if (!structure) {
            return structure.error();
        }
        auto source = std::make_unique<TiffSource>(file, structure->directory, values);
        if (!source->m_tiff.isOpen()) {
            return source->m_tiff.error();
        }
        auto head = readTiffHead(source->m_tiff);
        if (!head) {
            return head.error();
        }
        head->info.pages = structure->pages;
        source->m_info = head->info;
        source->m_head = std::move(*head);
        source->m_blocks = std::make_unique<TiffBlocks>(source->m_tiff, source->m_head.layout);
        return source;
    }

    TiffSource(InputFile& file, std::uint64_t directory, Values values)
        : m_values(values), m_tiff(file, directory)
    {}

    [[nodiscard]] const std::vector<Rgb8>& palette() const { return m_head.palette; }

    /// Asked before the pixels are read; `isWhole` when all of them are to be held at once.
    [[nodiscard]] Status check(bool isWhole) const
    {
        const auto& file = m_tiff.file();
        if (isWhole) {
            if (auto fits =
                    file.checkWholeImage(m_info.size, heldBytesPerPixel(m_head), neededBytesPerPixel(m_head));
                !fits) {
                return fits;
            }
        }
        return isTooShort(m_tiff, m_head) ? file.cutOff() : Status();
    }

    [[nodiscard]] Size blockSize() const override
    {
        return m_head.way == TiffWay::ByLibrary
                   ? Size{m_info.size.width, rowsByLibrary(m_tiff, m_head.layout)}
                   : m_blocks->blockSize();
    }
    [[nodiscard]] bool isSequential() const override { return m_blocks->isSequential(); }

    [[nodiscard]] Result<Pixels> read(const PixelRect& rect) override
    {
        if (auto fits = m_tiff.file().checkFits(rect.size(), neededBytesPerPixel(m_head)); !fits) {
            return fits.error();
        }
        if (m_head.way == TiffWay::ByLibrary) {
            return readTiffByLibrary(m_tiff, m_head.layout, rect);
        }
        const bool isDeep = m_head.layout.bits == 16;
        if (m_head.way == TiffWay::Colour || m_head.way == TiffWay::Cmyk) {
            return isDeep ? readColour<Rgb16, std::uint16_t>(rect) : readColour<Rgb8, std::uint8_t>(rect);
        }
        if (m_head.isFloat) {
            return readGrey<float>(rect);
        }
        return isDeep ? readGrey<std::uint16_t>(rect) : readGrey<std::uint8_t>(rect);
    }

  private:
    template <typename Sample>
    Result<Pixels> readGrey(const PixelRect& rect)
    {
        Raster<Sample> raster(rect.size());
        if (auto read = m_blocks->read(rect, raster.data()); !read) {
            return read.error();
        }
        if (m_values == Values::AsStored) {
            return Pixels(std::move(raster));
        }
        if constexpr (std::is_same_v<Sample, std::uint8_t>) {
            if (m_head.way == TiffWay::Palette) {
                // The palette has an entry for every index that the bits can say.
                return *applyPalette(raster, m_head.palette);
            }
            scaleToByte(raster, m_head.layout.bits);
        }
        if (m_head.way == TiffWay::InvertedGrey) {
            for (auto& value : raster.pixels()) {
                value = static_cast<Sample>(std::numeric_limits<Sample>::max() - value);
            }
        }
        return Pixels(std::move(raster));
    }

    template <typename Colour, typename Sample>
    Result<Pixels> readColour(const PixelRect& rect)
    {
        Raster<Colour> raster(rect.size());
        if (m_head.way == TiffWay::Cmyk) {
            std::vector<Sample> inks(rect.size().area() * 4);
            if (auto read = m_blocks->read(rect, inks.data()); !read) {
                return read.error();
            }
            cmykToRgb<Colour, Sample>(inks, raster.pixels());
            return Pixels(std::move(raster));
        }
        static_assert(sizeof(Colour) == 3 * sizeof(Sample));
        if (auto read = m_blocks->read(rect, reinterpret_cast<Sample*>(raster.data())); !read) {
            return read.error();
        }
        return Pixels(std::move(raster));
    }

    Values m_values;
    TiffHandle m_tiff;
    TiffHead m_head;
    std::unique_ptr<TiffBlocks> m_blocks;
};

Result<Pixels> readWhole(TiffSource& source)
{
    if (auto good = source.check(true); !good) {
        return good.error();
    }
    const auto size = source.info().size;
    return source.read({0, 0, size.width, size.height});
}

} // namespace

Result<MicrographInfo> probeTiff(InputFile& file, int page)
{
    const auto source = TiffSource::open(file, page);
    if (!source) {
        return source.error();
    }
    return (*source)->info();
}

bool tiffSeemsWhole(InputFile& file, int page)
{
    const auto structure = readTiffStructure(file, page);
    return structure && structure->hasAllPixels;
}

Result<Pixels> readTiff(InputFile& file, int page)
{
    const auto source = TiffSource::open(file, page);
    if (!source) {
        return source.error();
    }
    return readWhole(**source);
}

Result<StoredTiff> readStoredTiff(InputFile& file, int page)
{
    const auto source = TiffSource::open(file, page, TiffSource::Values::AsStored);
    if (!source) {
        return source.error();
    }
    auto pixels = readWhole(**source);
    if (!pixels) {
        return pixels.error();
    }
    return StoredTiff{(*source)->palette(), std::move(*pixels)};
}

Result<std::unique_ptr<ImageSource>> openTiff(InputFile& file, int page)
{
    auto source = TiffSource::open(file, page);
    if (!source) {
        return source.error();
    }
    if (auto good = (*source)->check(false); !good) {
        return good.error();
    }
    return std::unique_ptr<ImageSource>(std::move(*source));
}

} // namespace sorby::imaging::codecs
