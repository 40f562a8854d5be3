// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/formats/embedded_png.h"

#include "core/imaging/codecs/png.h"

#include <fmt/format.h>
#include <png.h>

#include <algorithm>
#include <array>
#include <cstddef>
#include <optional>
#include <span>
#include <vector>

namespace sorby::formats {
namespace {

constexpr std::string_view kLetters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

/// RFC 4648; blanks and line ends are passed over, as some programs break the text into lines. Nothing for a
/// character that does not belong there.
std::optional<std::vector<std::uint8_t>> fromBase64(std::string_view text)
{
    constexpr std::uint8_t kNone = 64;
    std::array<std::uint8_t, 256> values{};
    values.fill(kNone);
    for (std::size_t i = 0; i < kLetters.size(); ++i) {
        values[static_cast<unsigned char>(kLetters[i])] = static_cast<std::uint8_t>(i);
    }
    std::vector<std::uint8_t> bytes;
    bytes.reserve(text.size() / 4 * 3 + 3);
    std::uint32_t bits = 0;
    int count = 0;
    bool isAtEnd = false;
    for (const char letter : text) {
        if (letter == ' ' || letter == '\n' || letter == '\r' || letter == '\t') {
            continue;
        }
        if (letter == '=') {
            isAtEnd = true;
            continue;
        }
        const auto value = values[static_cast<unsigned char>(letter)];
        if (value == kNone || isAtEnd) {
            return std::nullopt;
        }
        bits = (bits << 6) | value;
        count += 6;
        if (count >= 8) {
            count -= 8;
            bytes.push_back(static_cast<std::uint8_t>((bits >> count) & 0xFFU));
        }
    }
    return bytes;
}

std::string toBase64(std::span<const std::byte> bytes)
{
    std::string text;
    text.reserve((bytes.size() + 2) / 3 * 4);
    for (std::size_t i = 0; i < bytes.size(); i += 3) {
        const auto byte = [&](std::size_t k) {
            return i + k < bytes.size() ? std::to_integer<std::uint32_t>(bytes[i + k]) : 0U;
        };
        const std::uint32_t bits = (byte(0) << 16) | (byte(1) << 8) | byte(2);
        const std::size_t letters = std::min<std::size_t>(bytes.size() - i, 3) + 1;
        for (std::size_t k = 0; k < 4; ++k) {
            text += k < letters ? kLetters[(bits >> (18 - 6 * k)) & 63U] : '=';
        }
    }
    return text;
}

/// libpng's simplified reader, which needs no setjmp here, freed at the end of the scope.
struct Reader {
    Reader() { image.version = PNG_IMAGE_VERSION; }
    Reader(const Reader&) = delete;
    Reader& operator=(const Reader&) = delete;
    ~Reader() { png_image_free(&image); }

    [[nodiscard]] Error error() const
    {
        return Error{
            ErrorCode::Malformed, fmt::format("the mask is no PNG that can be read ({})", image.message), {}};
    }

    png_image image{};
};

/// `T` is what a channel of the reader's format has; the first of `channels` is the grey value.
template <typename T>
Result<Raster<std::uint8_t>> decode(Reader& reader, std::size_t channels)
{
    const Size size{static_cast<int>(reader.image.width), static_cast<int>(reader.image.height)};
    std::vector<T> values(size.area() * channels);
    if (png_image_finish_read(&reader.image, nullptr, values.data(), 0, nullptr) == 0) {
        return reader.error();
    }
    Raster<std::uint8_t> mask(size);
    for (std::size_t i = 0; i < size.area(); ++i) {
        mask.pixels()[i] = values[i * channels] != 0 ? 1 : 0;
    }
    return mask;
}

} // namespace

Result<Raster<std::uint8_t>> maskFromBase64(std::string_view text, Size size)
{
    const auto bytes = fromBase64(text);
    if (!bytes) {
        return Error{ErrorCode::Malformed, "the mask is no text in base64", {}};
    }
    Reader reader;
    if (png_image_begin_read_from_memory(&reader.image, bytes->data(), bytes->size()) == 0) {
        return reader.error();
    }
    if (reader.image.width != static_cast<std::uint64_t>(std::max(size.width, 0)) ||
        reader.image.height != static_cast<std::uint64_t>(std::max(size.height, 0))) {
        return Error{ErrorCode::Mismatch,
                     fmt::format("the mask has {}x{} pixels and its corners span {}x{}", reader.image.width,
                                 reader.image.height, size.width, size.height),
                     {}};
    }
    // A pixel has a bit at least: what is shorter packed than deflate can do is cut off, and no memory is
    // taken for it.
    constexpr double kBestDeflateRatio = 1032;
    if (static_cast<double>(size.area()) / 8 > kBestDeflateRatio * static_cast<double>(bytes->size())) {
        return Error{ErrorCode::Malformed, "the mask's PNG is cut off", {}};
    }
    // Alpha is read beside the grey and dropped: left out, it would darken what lies under it.
    const bool hasAlpha = (reader.image.format & PNG_FORMAT_FLAG_ALPHA) != 0;
    const bool isDeep = (reader.image.format & PNG_FORMAT_FLAG_LINEAR) != 0;
    reader.image.format = (hasAlpha ? PNG_FORMAT_FLAG_ALPHA : 0U) | (isDeep ? PNG_FORMAT_FLAG_LINEAR : 0U);
    const std::size_t channels = hasAlpha ? 2 : 1;
    return isDeep ? decode<std::uint16_t>(reader, channels) : decode<std::uint8_t>(reader, channels);
}

Result<std::string> maskToBase64(const Raster<std::uint8_t>& mask)
{
    const auto bytes = imaging::codecs::encodePng(imaging::Pixels(mask));
    if (!bytes) {
        return bytes.error();
    }
    return toBase64(*bytes);
}

} // namespace sorby::formats
