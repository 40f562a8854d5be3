// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/imaging/codecs/png.h"

#include <png.h>

#include <bit>
#include <csetjmp>
#include <new>
#include <type_traits>
#include <utility>

// See png.cpp: no function that calls setjmp holds anything that has a destructor.
namespace sorby::imaging::codecs {
namespace {

struct Writer {
    Writer() = default;
    Writer(const Writer&) = delete;
    Writer& operator=(const Writer&) = delete;
    ~Writer() { png_destroy_write_struct(&png, &info); }

    png_structp png = nullptr;
    png_infop info = nullptr;
    std::vector<std::byte> bytes;

    Size size;
    int bitDepth = 8;
    int colourType = PNG_COLOR_TYPE_GRAY;
    const std::byte* pixels = nullptr;
    std::size_t rowBytes = 0;
};

void onWriteError(png_structp png, png_const_charp /*text*/)
{
    png_longjmp(png, 1);
}

void onWriteWarning(png_structp /*png*/, png_const_charp /*text*/) {}

void append(png_structp png, png_bytep data, std::size_t count)
{
    auto& bytes = static_cast<Writer*>(png_get_io_ptr(png))->bytes;
    const auto* source = reinterpret_cast<const std::byte*>(data);
    bool isFull = false;
    try {
        bytes.insert(bytes.end(), source, source + count);
    } catch (const std::bad_alloc&) {
        isFull = true;
    }
    if (isFull) {
        png_error(png, "out of memory");
    }
}

void flush(png_structp /*png*/) {}

/// Noise hardly shrinks at any level, so a low one.
void choosePacking(Writer& writer)
{
    png_set_compression_level(writer.png, 2);
    png_set_filter(writer.png, PNG_FILTER_TYPE_BASE, PNG_FILTER_SUB);
    png_set_compression_buffer_size(writer.png, 65536);
}

bool write(Writer& writer)
{
    if (setjmp(png_jmpbuf(writer.png)) != 0) {
        return false;
    }
    png_set_write_fn(writer.png, &writer, append, flush);
    png_set_user_limits(writer.png, 0x7fffffff, 0x7fffffff);
    png_set_IHDR(writer.png, writer.info, static_cast<png_uint_32>(writer.size.width),
                 static_cast<png_uint_32>(writer.size.height), writer.bitDepth, writer.colourType,
                 PNG_INTERLACE_NONE, PNG_COMPRESSION_TYPE_DEFAULT, PNG_FILTER_TYPE_DEFAULT);
    choosePacking(writer);
    png_write_info(writer.png, writer.info);
    if constexpr (std::endian::native == std::endian::little) {
        png_set_swap(writer.png);
    }
    for (std::size_t y = 0; y < static_cast<std::size_t>(writer.size.height); ++y) {
        png_write_row(writer.png, reinterpret_cast<png_const_bytep>(writer.pixels + y * writer.rowBytes));
    }
    png_write_end(writer.png, writer.info);
    return true;
}

template <typename T>
void setPixels(Writer& writer, const Raster<T>& raster)
{
    constexpr bool kIsColour = std::is_same_v<T, Rgb8> || std::is_same_v<T, Rgb16>;
    writer.size = raster.size();
    writer.pixels = reinterpret_cast<const std::byte*>(raster.data());
    writer.rowBytes = static_cast<std::size_t>(raster.width()) * sizeof(T);
    writer.bitDepth = std::is_same_v<T, std::uint16_t> || std::is_same_v<T, Rgb16> ? 16 : 8;
    writer.colourType = kIsColour ? PNG_COLOR_TYPE_RGB : PNG_COLOR_TYPE_GRAY;
}

Result<std::vector<std::byte>> encode(Writer& writer)
{
    if (writer.size.isEmpty()) {
        return Error{ErrorCode::InvalidArgument, "an image without pixels cannot be written", {}};
    }
    writer.png = png_create_write_struct(PNG_LIBPNG_VER_STRING, nullptr, onWriteError, onWriteWarning);
    writer.info = writer.png != nullptr ? png_create_info_struct(writer.png) : nullptr;
    if (writer.info == nullptr || !write(writer)) {
        return Error{ErrorCode::OutOfMemory, "there is no memory left to write the image", {}};
    }
    return std::move(writer.bytes);
}

} // namespace

Result<std::vector<std::byte>> encodePng(const Pixels& pixels)
{
    if (std::holds_alternative<Raster<float>>(pixels)) {
        return Error{ErrorCode::Unsupported, "PNG cannot hold floating-point pixels", {}};
    }
    Writer writer;
    std::visit([&](const auto& raster) { setPixels(writer, raster); }, pixels);
    return encode(writer);
}

} // namespace sorby::imaging::codecs
