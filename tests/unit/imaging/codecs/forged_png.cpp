// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/unit/imaging/codecs/forged_png.h"

#include <png.h>
#include <zlib.h>

#include <algorithm>
#include <cstddef>

namespace sorby::test {
namespace {

constexpr std::ptrdiff_t kSignatureBytes = 8;
constexpr std::ptrdiff_t kHeadChunkBytes = 25;

void append(png_structp png, png_bytep data, std::size_t count)
{
    auto& bytes = *static_cast<Bytes*>(png_get_io_ptr(png));
    bytes.insert(bytes.end(), data, data + count);
}

void flush(png_structp /*png*/) {}

void appendBig(Bytes& bytes, std::uint32_t value)
{
    for (int shift = 24; shift >= 0; shift -= 8) {
        bytes.push_back(static_cast<std::uint8_t>(value >> shift));
    }
}

} // namespace

Bytes forge(const ForgedPng& spec)
{
    Bytes bytes;
    png_structp png = png_create_write_struct(PNG_LIBPNG_VER_STRING, nullptr, nullptr, nullptr);
    png_infop info = png_create_info_struct(png);
    png_set_write_fn(png, &bytes, append, flush);
    png_set_IHDR(png, info, spec.width, spec.height, spec.bitDepth, spec.colourType,
                 spec.isInterlaced ? PNG_INTERLACE_ADAM7 : PNG_INTERLACE_NONE, PNG_COMPRESSION_TYPE_DEFAULT,
                 PNG_FILTER_TYPE_DEFAULT);
    std::vector<png_color> palette;
    for (const auto& colour : spec.palette) {
        palette.push_back({colour.r, colour.g, colour.b});
    }
    if (!palette.empty()) {
        png_set_PLTE(png, info, palette.data(), static_cast<int>(palette.size()));
        png_set_check_for_invalid_index(png, 0);
    }
    if (!spec.transparency.empty()) {
        png_set_tRNS(png, info, spec.transparency.data(), static_cast<int>(spec.transparency.size()),
                     nullptr);
    }
    if (spec.gamma > 0) {
        png_set_gAMA(png, info, spec.gamma);
    }
    png_write_info(png, info);
    const int passes = png_set_interlace_handling(png);
    const std::size_t rowBytes = png_get_rowbytes(png, info);
    for (int pass = 0; pass < passes; ++pass) {
        for (std::size_t y = 0; y < spec.height; ++y) {
            png_write_row(png, spec.rows.data() + y * rowBytes);
        }
    }
    png_write_end(png, info);
    png_destroy_write_struct(&png, &info);
    return bytes;
}

Bytes pngChunk(const std::string& name, const Bytes& content)
{
    Bytes chunk;
    appendBig(chunk, static_cast<std::uint32_t>(content.size()));
    chunk.insert(chunk.end(), name.begin(), name.end());
    chunk.insert(chunk.end(), content.begin(), content.end());
    const auto checksum = crc32(0, chunk.data() + 4, static_cast<uInt>(chunk.size() - 4));
    appendBig(chunk, static_cast<std::uint32_t>(checksum));
    return chunk;
}

Bytes withChunk(const Bytes& png, const Bytes& chunk, const std::string& before)
{
    const auto name = std::search(png.begin(), png.end(), before.begin(), before.end());
    Bytes result(png.begin(), name - 4);
    result.insert(result.end(), chunk.begin(), chunk.end());
    result.insert(result.end(), name - 4, png.end());
    return result;
}

Bytes withPngSize(Bytes png, std::uint32_t width, std::uint32_t height)
{
    Bytes content;
    appendBig(content, width);
    appendBig(content, height);
    content.insert(content.end(), png.begin() + kSignatureBytes + 16, png.begin() + kSignatureBytes + 21);
    const Bytes chunk = pngChunk("IHDR", content);
    png.erase(png.begin() + kSignatureBytes, png.begin() + kSignatureBytes + kHeadChunkBytes);
    png.insert(png.begin() + kSignatureBytes, chunk.begin(), chunk.end());
    return png;
}

} // namespace sorby::test
