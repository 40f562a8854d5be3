// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/imaging/codecs/label_png.h"

#include <zlib.h>

#include <algorithm>
#include <array>
#include <bit>
#include <cassert>
#include <cstring>
#include <utility>

namespace sorby::imaging::codecs {
namespace {

constexpr std::array<unsigned char, 8> kSignature = {0x89, 'P', 'N', 'G', '\r', '\n', 0x1a, '\n'};
constexpr std::uint8_t kIndexedColour = 3;
constexpr std::uint8_t kTrueColour = 2;
constexpr std::size_t kColourBytes = 3;
/// Bytes as they are, differences from the pixel to the left and from the row above (PNG specification, 9.2).
constexpr std::uint8_t kFilterNone = 0;
constexpr std::uint8_t kFilterSub = 1;
constexpr std::uint8_t kFilterUp = 2;
constexpr std::size_t kChunkBytes = std::size_t{1} << 16U;

void putNumber(std::vector<std::byte>& bytes, std::uint32_t number)
{
    for (int shift = 24; shift >= 0; shift -= 8) {
        bytes.push_back(static_cast<std::byte>(number >> static_cast<unsigned>(shift) & 0xffU));
    }
}

/// Where the run that begins at `from` ends: eight pixels at a time.
std::size_t endOfRun(std::span<const std::uint8_t> row, std::size_t from)
{
    const std::uint64_t pattern = 0x0101010101010101U * row[from];
    std::size_t at = from + 1;
    for (; at + sizeof(pattern) <= row.size(); at += sizeof(pattern)) {
        std::uint64_t pixels = 0;
        std::memcpy(&pixels, row.data() + at, sizeof(pixels));
        if (const std::uint64_t difference = pixels ^ pattern; difference != 0) {
            const int bits = std::endian::native == std::endian::little ? std::countr_zero(difference)
                                                                        : std::countl_zero(difference);
            return at + static_cast<std::size_t>(bits) / 8;
        }
    }
    while (at < row.size() && row[at] == row[from]) {
        ++at;
    }
    return at;
}

} // namespace

LabelPngEncoder::LabelPngEncoder(Size size, std::vector<Rgb8> palette, LabelPixels pixels, Sink sink)
    : m_size(size), m_palette(std::move(palette)), m_pixels(pixels), m_sink(std::move(sink))
{
    assert(!size.isEmpty() && !m_palette.empty() && m_palette.size() <= 256);
}

Status LabelPngEncoder::add(std::span<const std::uint8_t> row)
{
    assert(row.size() == static_cast<std::size_t>(m_size.width) && m_rows < m_size.height);
    if (m_rows++ == 0) {
        if (auto begun = begin(); !begun) {
            return begun;
        }
    }
    // A row of one value is as short by itself, and one of the matrix goes on where the row above ended.
    if (endOfRun(row, 0) < row.size() && std::equal(row.begin(), row.end(), m_above.begin(), m_above.end())) {
        m_deflater.add(kFilterUp, 1);
        m_deflater.add(0, row.size() * (m_pixels == LabelPixels::Colours ? kColourBytes : 1));
        return {};
    }
    if (m_pixels == LabelPixels::Colours) {
        addColours(row);
    } else {
        addIndices(row);
    }
    m_above.assign(row.begin(), row.end());
    return m_deflater.packedBytes() >= kChunkBytes ? writePacked() : Status{};
}

void LabelPngEncoder::addIndices(std::span<const std::uint8_t> row)
{
    m_deflater.add(kFilterNone, 1);
    for (std::size_t from = 0; from < row.size();) {
        const std::size_t end = endOfRun(row, from);
        m_deflater.add(row[from], end - from);
        from = end;
    }
}

/// Where a run begins its colour differs from that to the left; in it nothing does: a run of zeros.
void LabelPngEncoder::addColours(std::span<const std::uint8_t> row)
{
    const auto difference = [](std::uint8_t value, std::uint8_t left) {
        return static_cast<std::uint8_t>(value - left);
    };
    m_deflater.add(kFilterSub, 1);
    Rgb8 left{0, 0, 0};
    for (std::size_t from = 0; from < row.size();) {
        const std::size_t end = endOfRun(row, from);
        const Rgb8 colour = m_palette[row[from]];
        m_deflater.add(difference(colour.r, left.r), 1);
        m_deflater.add(difference(colour.g, left.g), 1);
        m_deflater.add(difference(colour.b, left.b), 1);
        m_deflater.add(0, (end - from - 1) * kColourBytes);
        left = colour;
        from = end;
    }
}

Status LabelPngEncoder::finish()
{
    assert(m_rows == m_size.height);
    m_deflater.finish();
    if (auto written = writePacked(); !written) {
        return written;
    }
    return writeChunk("IEND", {});
}

Status LabelPngEncoder::begin()
{
    if (auto written = m_sink(std::as_bytes(std::span(kSignature))); !written) {
        return written;
    }
    std::vector<std::byte> head;
    putNumber(head, static_cast<std::uint32_t>(m_size.width));
    putNumber(head, static_cast<std::uint32_t>(m_size.height));
    const bool isIndexed = m_pixels == LabelPixels::Indices;
    for (const std::uint8_t value :
         {std::uint8_t{8}, isIndexed ? kIndexedColour : kTrueColour, std::uint8_t{0}, std::uint8_t{0},
          std::uint8_t{0}}) { // deflate, the usual filters, not interlaced
        head.push_back(static_cast<std::byte>(value));
    }
    if (auto written = writeChunk("IHDR", head); !written || !isIndexed) {
        return written;
    }
    std::vector<std::byte> palette;
    for (const Rgb8& colour : m_palette) {
        for (const std::uint8_t value : {colour.r, colour.g, colour.b}) {
            palette.push_back(static_cast<std::byte>(value));
        }
    }
    return writeChunk("PLTE", palette);
}

Status LabelPngEncoder::writePacked()
{
    return writeChunk("IDAT", m_deflater.take());
}

Status LabelPngEncoder::writeChunk(const char* type, std::span<const std::byte> content)
{
    std::vector<std::byte> bytes;
    bytes.reserve(content.size() + 12);
    putNumber(bytes, static_cast<std::uint32_t>(content.size()));
    const auto name = std::as_bytes(std::span(type, 4));
    bytes.insert(bytes.end(), name.begin(), name.end());
    bytes.insert(bytes.end(), content.begin(), content.end());
    const auto checked = std::span(bytes).subspan(4);
    const auto sum = crc32(crc32(0, nullptr, 0), reinterpret_cast<const Bytef*>(checked.data()),
                           static_cast<uInt>(checked.size()));
    putNumber(bytes, static_cast<std::uint32_t>(sum));
    return m_sink(bytes);
}

Result<std::vector<std::byte>> encodeIndexedPng(const Raster<std::uint8_t>& indices,
                                                std::span<const Rgb8> palette)
{
    if (indices.isEmpty()) {
        return Error{ErrorCode::InvalidArgument, "an image without pixels cannot be written", {}};
    }
    std::vector<std::byte> bytes;
    LabelPngEncoder encoder(indices.size(), {palette.begin(), palette.end()}, LabelPixels::Indices,
                            [&](std::span<const std::byte> more) -> Status {
                                bytes.insert(bytes.end(), more.begin(), more.end());
                                return {};
                            });
    for (int y = 0; y < indices.height(); ++y) {
        if (auto added = encoder.add(indices.row(y)); !added) {
            return added.error();
        }
    }
    if (auto finished = encoder.finish(); !finished) {
        return finished.error();
    }
    return bytes;
}

} // namespace sorby::imaging::codecs
