// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/imaging/codecs/tiff_blocks.h"

#include <algorithm>
#include <cstring>
#include <vector>

namespace sorby::imaging::codecs {
namespace {

/// One strip or tile, decoded.
struct Block {
    int x = 0;
    int y = 0;
    int width = 0; ///< in the image; a tile's rows may be longer
    int height = 0;
    int plane = 0;
    const std::uint8_t* bytes = nullptr;
    std::size_t rowBytes = 0;
};

/// Unpacks `count` samples of 1, 2, 4 or 8 bits from a row.
void unpack(const std::uint8_t* row, int bits, std::size_t count, std::uint8_t* samples)
{
    const auto step = static_cast<std::size_t>(bits);
    const auto mask = static_cast<std::uint8_t>((1U << bits) - 1);
    for (std::size_t i = 0; i < count; ++i) {
        const std::size_t bit = i * step;
        samples[i] = static_cast<std::uint8_t>(row[bit / 8] >> (8 - step - bit % 8) & mask);
    }
}

template <typename Sample>
void copyBlock(const Block& block, const TiffLayout& layout, Sample* target)
{
    const auto stored = static_cast<std::size_t>(layout.isSeparate ? 1 : layout.samples);
    const auto used = static_cast<std::size_t>(layout.used);
    const auto taken = layout.isSeparate ? 1 : used;
    const auto width = static_cast<std::size_t>(block.width);
    std::vector<Sample> samples(width * stored);
    for (int r = 0; r < block.height; ++r) {
        const std::uint8_t* row = block.bytes + static_cast<std::size_t>(r) * block.rowBytes;
        Sample* out =
            target + (static_cast<std::size_t>(block.y + r) * static_cast<std::size_t>(layout.size.width) +
                      static_cast<std::size_t>(block.x)) *
                         used;
        const bool isPacked = sizeof(Sample) == 1 && layout.bits < 8;
        if (!isPacked && stored == used) {
            std::memcpy(out, row, width * used * sizeof(Sample));
            continue;
        }
        if constexpr (sizeof(Sample) == 1) {
            unpack(row, layout.bits, samples.size(), samples.data());
        } else {
            std::memcpy(samples.data(), row, samples.size() * sizeof(Sample));
        }
        const auto first = static_cast<std::size_t>(layout.isSeparate ? block.plane : 0);
        for (std::size_t x = 0; x < width; ++x) {
            for (std::size_t s = 0; s < taken; ++s) {
                out[x * used + first + s] = samples[x * stored + s];
            }
        }
    }
}

Status checkBuffer(const TiffHandle& tiff, tmsize_t bytes, std::uint64_t needed)
{
    if (bytes <= 0 || static_cast<std::uint64_t>(bytes) < needed) {
        return tiff.error();
    }
    return tiff.file().checkFits({1, 1}, static_cast<double>(bytes));
}

template <typename Sample>
Status readStrips(const TiffHandle& tiff, const TiffLayout& layout, Sample* target)
{
    const auto height = static_cast<std::uint32_t>(layout.size.height);
    const auto rowsPerStrip =
        std::clamp<std::uint32_t>(tiff.tag<std::uint32_t>(TIFFTAG_ROWSPERSTRIP, height), 1, height);
    const auto stored = static_cast<std::uint64_t>(layout.isSeparate ? 1 : layout.samples);
    const auto rowBits =
        static_cast<std::uint64_t>(layout.size.width) * stored * static_cast<std::uint64_t>(layout.bits);
    const tmsize_t rowBytes = TIFFVStripSize(tiff.get(), 1);
    const tmsize_t stripBytes = TIFFVStripSize(tiff.get(), rowsPerStrip);
    if (auto fits = checkBuffer(tiff, rowBytes, (rowBits + 7) / 8); !fits) {
        return fits;
    }
    if (auto fits = checkBuffer(tiff, stripBytes, static_cast<std::uint64_t>(rowBytes)); !fits) {
        return fits;
    }
    std::vector<std::uint8_t> buffer(static_cast<std::size_t>(stripBytes));
    const int planes = layout.isSeparate ? layout.used : 1;
    for (int plane = 0; plane < planes; ++plane) {
        for (std::uint32_t y = 0; y < height; y += rowsPerStrip) {
            const auto rows = std::min(rowsPerStrip, height - y);
            const auto strip = TIFFComputeStrip(tiff.get(), y, static_cast<std::uint16_t>(plane));
            const tmsize_t wanted = static_cast<tmsize_t>(rows) * rowBytes;
            if (TIFFReadEncodedStrip(tiff.get(), strip, buffer.data(), wanted) != wanted) {
                return tiff.error();
            }
            copyBlock(Block{0, static_cast<int>(y), layout.size.width, static_cast<int>(rows), plane,
                            buffer.data(), static_cast<std::size_t>(rowBytes)},
                      layout, target);
        }
    }
    return {};
}

template <typename Sample>
Status readTiles(const TiffHandle& tiff, const TiffLayout& layout, Sample* target)
{
    const auto tileWidth = tiff.tag<std::uint32_t>(TIFFTAG_TILEWIDTH, 0);
    const auto tileHeight = tiff.tag<std::uint32_t>(TIFFTAG_TILELENGTH, 0);
    const tmsize_t rowBytes = TIFFTileRowSize(tiff.get());
    const tmsize_t tileBytes = TIFFTileSize(tiff.get());
    const auto stored = static_cast<std::uint64_t>(layout.isSeparate ? 1 : layout.samples);
    const std::uint64_t rowBits = tileWidth * stored * static_cast<std::uint64_t>(layout.bits);
    if (tileWidth == 0 || tileHeight == 0) {
        return tiff.error();
    }
    if (auto fits = checkBuffer(tiff, rowBytes, (rowBits + 7) / 8); !fits) {
        return fits;
    }
    if (auto fits = checkBuffer(tiff, tileBytes, static_cast<std::uint64_t>(rowBytes) * tileHeight); !fits) {
        return fits;
    }
    std::vector<std::uint8_t> buffer(static_cast<std::size_t>(tileBytes));
    const auto width = static_cast<std::uint32_t>(layout.size.width);
    const auto height = static_cast<std::uint32_t>(layout.size.height);
    const int planes = layout.isSeparate ? layout.used : 1;
    for (int plane = 0; plane < planes; ++plane) {
        for (std::uint64_t y = 0; y < height; y += tileHeight) {
            for (std::uint64_t x = 0; x < width; x += tileWidth) {
                const auto tile =
                    TIFFComputeTile(tiff.get(), static_cast<std::uint32_t>(x), static_cast<std::uint32_t>(y),
                                    0, static_cast<std::uint16_t>(plane));
                if (TIFFReadEncodedTile(tiff.get(), tile, buffer.data(), tileBytes) != tileBytes) {
                    return tiff.error();
                }
                copyBlock(Block{static_cast<int>(x), static_cast<int>(y),
                                static_cast<int>(std::min<std::uint64_t>(tileWidth, width - x)),
                                static_cast<int>(std::min<std::uint64_t>(tileHeight, height - y)), plane,
                                buffer.data(), static_cast<std::size_t>(rowBytes)},
                          layout, target);
            }
        }
    }
    return {};
}

} // namespace

template <typename Sample>
Status readTiffBlocks(const TiffHandle& tiff, const TiffLayout& layout, Sample* target)
{
    return TIFFIsTiled(tiff.get()) != 0 ? readTiles(tiff, layout, target) : readStrips(tiff, layout, target);
}

template Status readTiffBlocks(const TiffHandle&, const TiffLayout&, std::uint8_t*);
template Status readTiffBlocks(const TiffHandle&, const TiffLayout&, std::uint16_t*);
template Status readTiffBlocks(const TiffHandle&, const TiffLayout&, float*);

} // namespace sorby::imaging::codecs
