// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/raster.h"
#include "core/base/result.h"
#include "core/imaging/codecs/run_deflate.h"

#include <cstddef>
#include <cstdint>
#include <functional>
#include <span>
#include <vector>

namespace sorby::imaging::codecs {

/// What a label image is stored as: class ids with a palette, or the colours of that palette (RGB).
enum class LabelPixels { Indices, Colours };

/// Makes a PNG of 8 bits from rows of labels, top to bottom, and gives its bytes away as they come: it holds
/// one row and what is being packed, however large the image is. The pixels are packed as runs of one value
/// (RunDeflater); a row that is like the one above is said to be so.
class LabelPngEncoder {
  public:
    using Sink = std::function<Status(std::span<const std::byte>)>;

    /// At most 256 colours, and one for every label. What `sink` fails with is what add() and finish() fail
    /// with.
    LabelPngEncoder(Size size, std::vector<Rgb8> palette, LabelPixels pixels, Sink sink);

    /// As many pixels as the image is wide; as often as it is high.
    [[nodiscard]] Status add(std::span<const std::uint8_t> row);
    [[nodiscard]] Status finish();

  private:
    [[nodiscard]] Status begin();
    void addIndices(std::span<const std::uint8_t> row);
    void addColours(std::span<const std::uint8_t> row);
    [[nodiscard]] Status writeChunk(const char* type, std::span<const std::byte> content);
    [[nodiscard]] Status writePacked();

    Size m_size;
    std::vector<Rgb8> m_palette;
    LabelPixels m_pixels;
    Sink m_sink;
    RunDeflater m_deflater;
    std::vector<std::uint8_t> m_above; ///< the row before; empty at the top
    int m_rows = 0;
};

/// The bytes of such a file with indices; at most 256 colours.
[[nodiscard]] Result<std::vector<std::byte>> encodeIndexedPng(const Raster<std::uint8_t>& indices,
                                                              std::span<const Rgb8> palette);

} // namespace sorby::imaging::codecs
