// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/imaging/codecs/tiff_blocks.h"

#include <algorithm>
#include <cstring>

namespace sorby::imaging::codecs {
namespace {

/// A strip, a tile or a row, decoded.
struct Block {
    PixelRect place; ///< in the image; a tile's rows may be longer
    int plane = 0;
    const std::uint8_t* bytes = nullptr;
    std::size_t rowBytes = 0;
};

/// Unpacks `count` samples of 1, 2, 4 or 8 bits from a row, from the sample `first` on.
void unpack(const std::uint8_t* row, int bits, std::size_t first, std::size_t count, std::uint8_t* samples)
{
    const auto step = static_cast<std::size_t>(bits);
    const auto mask = static_cast<std::uint8_t>((1U << bits) - 1);
    for (std::size_t i = 0; i < count; ++i) {
        const std::size_t bit = (first + i) * step;
        samples[i] = static_cast<std::uint8_t>(row[bit / 8] >> (8 - step - bit % 8) & mask);
    }
}

/// Copies what of the block lies in `rect` to its place in `target`.
template <typename Sample>
void copyBlock(const Block& block, const TiffLayout& layout, const PixelRect& rect, Sample* target)
{
    const int left = std::max(block.place.x, rect.x);
    const int right = std::min(block.place.x + block.place.width, rect.x + rect.width);
    const int top = std::max(block.place.y, rect.y);
    const int bottom = std::min(block.place.y + block.place.height, rect.y + rect.height);
    if (left >= right) {
        return;
    }
    const auto stored = static_cast<std::size_t>(layout.isSeparate ? 1 : layout.samples);
    const auto used = static_cast<std::size_t>(layout.used);
    const auto taken = layout.isSeparate ? 1 : used;
    const auto first = static_cast<std::size_t>(layout.isSeparate ? block.plane : 0);
    const auto width = static_cast<std::size_t>(right - left);
    const auto skipped = static_cast<std::size_t>(left - block.place.x) * stored;
    std::vector<Sample> samples(width * stored);
    for (int y = top; y < bottom; ++y) {
        const auto* row = block.bytes + static_cast<std::size_t>(y - block.place.y) * block.rowBytes;
        Sample* out = target + (static_cast<std::size_t>(y - rect.y) * static_cast<std::size_t>(rect.width) +
                                static_cast<std::size_t>(left - rect.x)) *
                                   used;
        const bool isPacked = sizeof(Sample) == 1 && layout.bits < 8;
        if (!isPacked && stored == used) {
            std::memcpy(out, row + skipped * sizeof(Sample), width * used * sizeof(Sample));
            continue;
        }
        if constexpr (sizeof(Sample) == 1) {
            unpack(row, layout.bits, skipped, samples.size(), samples.data());
        } else {
            std::memcpy(samples.data(), row + skipped * sizeof(Sample), samples.size() * sizeof(Sample));
        }
        for (std::size_t x = 0; x < width; ++x) {
            for (std::size_t s = 0; s < taken; ++s) {
                out[x * used + first + s] = samples[x * stored + s];
            }
        }
    }
}

} // namespace

TiffBlocks::TiffBlocks(const TiffHandle& tiff, const TiffLayout& layout) : m_tiff(tiff), m_layout(layout)
{
    m_isTiled = TIFFIsTiled(tiff.get()) != 0;
    m_isCompressed = tiff.tag<std::uint16_t>(TIFFTAG_COMPRESSION, COMPRESSION_NONE) != COMPRESSION_NONE;
    if (m_isTiled) {
        m_blockWidth = tiff.tag<std::uint32_t>(TIFFTAG_TILEWIDTH, 0);
        m_blockHeight = tiff.tag<std::uint32_t>(TIFFTAG_TILELENGTH, 0);
        m_rowBytes = TIFFTileRowSize(tiff.get());
        m_blockBytes = TIFFTileSize(tiff.get());
        return;
    }
    const auto height = static_cast<std::uint32_t>(layout.size.height);
    m_blockWidth = static_cast<std::uint32_t>(layout.size.width);
    m_blockHeight =
        std::clamp<std::uint32_t>(tiff.tag<std::uint32_t>(TIFFTAG_ROWSPERSTRIP, height), 1, height);
    m_rowBytes = TIFFVStripSize(tiff.get(), 1);
    m_blockBytes = TIFFVStripSize(tiff.get(), m_blockHeight);
    m_goesByRows =
        m_blockHeight > 1 && m_blockBytes > 0 && static_cast<std::uint64_t>(m_blockBytes) > kTallStripBytes;
}

Size TiffBlocks::blockSize() const
{
    // A damaged file may claim tiles of any size.
    const auto side = [](std::uint32_t length, int most) {
        return static_cast<int>(std::clamp<std::uint32_t>(length, 1, static_cast<std::uint32_t>(most)));
    };
    return {side(m_blockWidth, m_layout.size.width),
            m_goesByRows ? 1 : side(m_blockHeight, m_layout.size.height)};
}

std::uint64_t TiffBlocks::rowBits(std::uint32_t width) const
{
    return width * static_cast<std::uint64_t>(m_layout.isSeparate ? 1 : m_layout.samples) *
           static_cast<std::uint64_t>(m_layout.bits);
}

Status TiffBlocks::checkBuffer(tmsize_t bytes, std::uint64_t needed) const
{
    if (bytes <= 0 || static_cast<std::uint64_t>(bytes) < needed) {
        return m_tiff.error();
    }
    return m_tiff.file().checkFits({1, 1}, static_cast<double>(bytes));
}

Status TiffBlocks::prepare()
{
    if (m_isPrepared) {
        return {};
    }
    if (m_blockWidth == 0 || m_blockHeight == 0) {
        return m_tiff.error();
    }
    if (auto fits = checkBuffer(m_rowBytes, (rowBits(m_blockWidth) + 7) / 8); !fits) {
        return fits;
    }
    if (m_goesByRows) {
        m_blockBytes = std::max(m_rowBytes, TIFFScanlineSize(m_tiff.get()));
    } else if (auto fits = checkBuffer(m_blockBytes, static_cast<std::uint64_t>(m_rowBytes) *
                                                         (m_isTiled ? m_blockHeight : 1));
               !fits) {
        return fits;
    }
    m_isPrepared = true;
    return {};
}

Status TiffBlocks::decodeStrip(std::uint32_t y, int plane)
{
    auto& kept = m_kept[static_cast<std::size_t>(plane)];
    const auto strip = TIFFComputeStrip(m_tiff.get(), y, static_cast<std::uint16_t>(plane));
    if (kept.number == strip) {
        return {};
    }
    kept.number = kNone;
    kept.bytes.resize(static_cast<std::size_t>(m_blockBytes));
    const auto rows = std::min(m_blockHeight, static_cast<std::uint32_t>(m_layout.size.height) - y);
    const tmsize_t wanted = static_cast<tmsize_t>(rows) * m_rowBytes;
    if (TIFFReadEncodedStrip(m_tiff.get(), strip, kept.bytes.data(), wanted) != wanted) {
        return m_tiff.error();
    }
    kept.number = strip;
    return {};
}

Status TiffBlocks::decodeRow(std::uint32_t y, int plane)
{
    auto& bytes = m_kept[static_cast<std::size_t>(plane)].bytes;
    bytes.resize(static_cast<std::size_t>(m_blockBytes));
    const auto top = y - y % m_blockHeight;
    const bool goesOn = plane == m_rowPlane && m_nextRow > top && m_nextRow <= y;
    // libtiff goes back to the top of a strip by itself, but forwards only row by row unless the rows are
    // plain.
    for (auto row = !m_isCompressed ? y : goesOn ? m_nextRow : top; row <= y; ++row) {
        m_nextRow = kNone;
        if (TIFFReadScanline(m_tiff.get(), bytes.data(), row, static_cast<std::uint16_t>(plane)) != 1) {
            return m_tiff.error();
        }
    }
    m_rowPlane = plane;
    m_nextRow = y + 1;
    return {};
}

Status TiffBlocks::decodeTile(std::uint32_t x, std::uint32_t y, int plane)
{
    auto& kept = m_kept[0];
    kept.bytes.resize(static_cast<std::size_t>(m_blockBytes));
    const auto tile = TIFFComputeTile(m_tiff.get(), x, y, 0, static_cast<std::uint16_t>(plane));
    if (kept.number == tile) {
        return {};
    }
    kept.number = kNone;
    if (TIFFReadEncodedTile(m_tiff.get(), tile, kept.bytes.data(), m_blockBytes) != m_blockBytes) {
        return m_tiff.error();
    }
    kept.number = tile;
    return {};
}

template <typename Sample>
Status TiffBlocks::read(const PixelRect& rect, Sample* target)
{
    if (auto ready = prepare(); !ready) {
        return ready;
    }
    const auto height = m_goesByRows ? 1 : m_blockHeight;
    const auto top = static_cast<std::uint32_t>(rect.y) / height * height;
    const auto left = static_cast<std::uint32_t>(rect.x) / m_blockWidth * m_blockWidth;
    const auto bottom = static_cast<std::uint64_t>(rect.y) + static_cast<std::uint64_t>(rect.height);
    const auto right = static_cast<std::uint64_t>(rect.x) + static_cast<std::uint64_t>(rect.width);
    const int planes = m_layout.isSeparate ? m_layout.used : 1;
    for (int plane = 0; plane < planes; ++plane) {
        const auto& kept = m_kept[m_isTiled ? 0 : static_cast<std::size_t>(plane)];
        for (std::uint64_t blockY = top; blockY < bottom; blockY += height) {
            for (std::uint64_t blockX = left; blockX < right; blockX += m_blockWidth) {
                const auto x = static_cast<std::uint32_t>(blockX);
                const auto y = static_cast<std::uint32_t>(blockY);
                const auto decoded = m_isTiled      ? decodeTile(x, y, plane)
                                     : m_goesByRows ? decodeRow(y, plane)
                                                    : decodeStrip(y, plane);
                if (!decoded) {
                    return decoded;
                }
                const auto within = [](std::uint64_t length, int all, std::uint64_t from) {
                    return static_cast<int>(std::min(length, static_cast<std::uint64_t>(all) - from));
                };
                const PixelRect place{static_cast<int>(x), static_cast<int>(y),
                                      within(m_blockWidth, m_layout.size.width, blockX),
                                      within(height, m_layout.size.height, blockY)};
                copyBlock(Block{place, plane, kept.bytes.data(), static_cast<std::size_t>(m_rowBytes)},
                          m_layout, rect, target);
            }
        }
    }
    return {};
}

template Status TiffBlocks::read(const PixelRect&, std::uint8_t*);
template Status TiffBlocks::read(const PixelRect&, std::uint16_t*);
template Status TiffBlocks::read(const PixelRect&, float*);

} // namespace sorby::imaging::codecs
