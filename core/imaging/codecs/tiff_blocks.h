// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/imaging/codecs/tiff_handle.h"

#include <array>
#include <cstdint>
#include <limits>
#include <vector>

namespace sorby::imaging::codecs {

/// Where the samples of a page lie.
struct TiffLayout {
    Size size;
    int bits = 8;            ///< of one sample
    int samples = 1;         ///< of a pixel, as stored
    int used = 1;            ///< the first so many are wanted; the rest is alpha and the like
    bool isSeparate = false; ///< one plane after the other, not interleaved
};

/// Decodes the strips or tiles of the directory that `tiff` stands at. The strips decoded last are kept, so
/// that bands read from top to bottom decode each strip once; strips of more than kTallStripBytes are decoded
/// row by row instead.
class TiffBlocks {
  public:
    TiffBlocks(const TiffHandle& tiff, const TiffLayout& layout);

    /// A tile, or the rows of a strip; a row where rows are decoded one by one.
    [[nodiscard]] Size blockSize() const;
    /// Have the rows of a strip above to be decoded to get at one?
    [[nodiscard]] bool isSequential() const { return m_goesByRows && m_isCompressed; }

    /// Decodes what `rect` touches into `target`, which holds rect.width x rect.height x used samples,
    /// interleaved, row by row. `rect` lies inside the image. Samples of 1, 2 and 4 bits come one to a byte,
    /// not scaled. Sample is std::uint8_t, std::uint16_t or float.
    template <typename Sample>
    [[nodiscard]] Status read(const PixelRect& rect, Sample* target);

    static constexpr std::uint64_t kTallStripBytes = std::uint64_t{16} * 1024 * 1024;

  private:
    static constexpr int kMostPlanes = 4;
    static constexpr auto kNone = std::numeric_limits<std::uint32_t>::max();

    /// One strip or tile that was decoded last, for each plane.
    struct Kept {
        std::uint32_t number = kNone;
        std::vector<std::uint8_t> bytes;
    };

    [[nodiscard]] std::uint64_t rowBits(std::uint32_t width) const;
    [[nodiscard]] Status checkBuffer(tmsize_t bytes, std::uint64_t needed) const;
    [[nodiscard]] Status prepare();
    [[nodiscard]] Status decodeStrip(std::uint32_t y, int plane);
    [[nodiscard]] Status decodeRow(std::uint32_t y, int plane);
    [[nodiscard]] Status decodeTile(std::uint32_t x, std::uint32_t y, int plane);

    const TiffHandle& m_tiff;
    TiffLayout m_layout;
    bool m_isTiled = false;
    bool m_isCompressed = false;
    bool m_goesByRows = false;
    bool m_isPrepared = false;
    std::uint32_t m_blockWidth = 0;
    std::uint32_t m_blockHeight = 0;
    tmsize_t m_rowBytes = 0;
    tmsize_t m_blockBytes = 0;
    std::array<Kept, kMostPlanes> m_kept;
    std::uint32_t m_nextRow = kNone; ///< that is decoded without going back, of plane m_rowPlane
    int m_rowPlane = 0;
};

} // namespace sorby::imaging::codecs
