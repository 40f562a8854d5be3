// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/project/blobs.h"

#include <zstd.h>

#include <array>
#include <bit>
#include <cstdint>

namespace sorby::project {
namespace {

using annotation::PixelEdits;
using annotation::Polygon;
using annotation::Ring;

constexpr std::byte kPolygonVersion{1};
constexpr std::size_t kPointBytes = 16;
constexpr int kCompressionLevel = 3;

Error damaged(const char* what)
{
    return Error{ErrorCode::Malformed, what, {}};
}

template <typename Unsigned>
void put(std::vector<std::byte>& bytes, Unsigned value)
{
    for (std::size_t i = 0; i < sizeof(Unsigned); ++i) {
        bytes.push_back(static_cast<std::byte>((value >> (8 * i)) & 0xFFU));
    }
}

void putRing(std::vector<std::byte>& bytes, const Ring& ring)
{
    bytes.reserve(bytes.size() + sizeof(std::uint32_t) + ring.size() * kPointBytes);
    put(bytes, static_cast<std::uint32_t>(ring.size()));
    for (const auto& point : ring) {
        put(bytes, std::bit_cast<std::uint64_t>(point.x));
        put(bytes, std::bit_cast<std::uint64_t>(point.y));
    }
}

/// Takes numbers off the front; the caller asks has() first.
class Reader {
  public:
    explicit Reader(std::span<const std::byte> bytes) : m_bytes(bytes) {}
    [[nodiscard]] bool has(std::size_t count) const { return m_bytes.size() >= count; }
    [[nodiscard]] std::size_t left() const { return m_bytes.size(); }
    template <typename Unsigned>
    Unsigned take()
    {
        Unsigned value = 0;
        for (std::size_t i = 0; i < sizeof(Unsigned); ++i) {
            value |= static_cast<Unsigned>(std::to_integer<Unsigned>(m_bytes[i]) << (8 * i));
        }
        m_bytes = m_bytes.subspan(sizeof(Unsigned));
        return value;
    }

  private:
    std::span<const std::byte> m_bytes;
};

Result<Ring> takeRing(Reader& reader)
{
    if (!reader.has(sizeof(std::uint32_t))) {
        return damaged("a stored polygon is cut off");
    }
    const auto count = reader.take<std::uint32_t>();
    if (count > reader.left() / kPointBytes) {
        return damaged("a stored polygon is cut off");
    }
    Ring ring(count);
    for (auto& point : ring) {
        point.x = std::bit_cast<double>(reader.take<std::uint64_t>());
        point.y = std::bit_cast<double>(reader.take<std::uint64_t>());
    }
    return ring;
}

} // namespace

std::vector<std::byte> encodePolygon(const Polygon& polygon)
{
    std::vector<std::byte> bytes;
    bytes.reserve(16 + polygon.outer.size() * kPointBytes);
    bytes.push_back(kPolygonVersion);
    put(bytes, static_cast<std::uint32_t>(1 + polygon.holes.size()));
    putRing(bytes, polygon.outer);
    for (const auto& hole : polygon.holes) {
        putRing(bytes, hole);
    }
    return bytes;
}

Result<Polygon> decodePolygon(std::span<const std::byte> bytes)
{
    if (bytes.empty() || bytes.front() != kPolygonVersion) {
        return damaged("a stored polygon has an unknown form");
    }
    Reader reader(bytes.subspan(1));
    if (!reader.has(sizeof(std::uint32_t))) {
        return damaged("a stored polygon is cut off");
    }
    const auto rings = reader.take<std::uint32_t>();
    if (rings < 1 || rings > reader.left() / sizeof(std::uint32_t)) {
        return damaged("a stored polygon has an impossible number of rings");
    }
    Polygon polygon;
    polygon.holes.reserve(rings - 1);
    for (std::uint32_t i = 0; i < rings; ++i) {
        auto ring = takeRing(reader);
        if (!ring) {
            return ring.error();
        }
        if (i == 0) {
            polygon.outer = std::move(*ring);
        } else {
            polygon.holes.push_back(std::move(*ring));
        }
    }
    if (reader.left() > 0) {
        return damaged("a stored polygon has bytes after its end");
    }
    return polygon;
}

std::vector<std::byte> encodeTile(const PixelEdits::Tile& tile)
{
    const auto values = tile.pixels();
    std::vector<std::byte> bytes(ZSTD_compressBound(values.size()));
    const auto length =
        ZSTD_compress(bytes.data(), bytes.size(), values.data(), values.size(), kCompressionLevel);
    bytes.resize(ZSTD_isError(length) != 0 ? 0 : length);
    return bytes;
}

Result<std::shared_ptr<const PixelEdits::Tile>> decodeTile(std::span<const std::byte> bytes)
{
    auto tile = std::make_shared<PixelEdits::Tile>(PixelEdits::kTileSize, PixelEdits::kTileSize);
    const auto values = tile->pixels();
    if (ZSTD_getFrameContentSize(bytes.data(), bytes.size()) != values.size()) {
        return damaged("a stored tile of pixel edits has an unknown form");
    }
    const auto length = ZSTD_decompress(values.data(), values.size(), bytes.data(), bytes.size());
    if (ZSTD_isError(length) != 0 || length != values.size()) {
        return damaged("a stored tile of pixel edits is damaged");
    }
    return std::shared_ptr<const PixelEdits::Tile>(std::move(tile));
}

std::vector<std::byte> tileValues(const annotation::PixelEdits::Tile& tile)
{
    std::array<bool, 256> isPresent{};
    for (const auto value : tile.pixels()) {
        isPresent[value] = true;
    }
    std::vector<std::byte> values;
    for (std::size_t value = 0; value < isPresent.size(); ++value) {
        if (isPresent[value] && value != annotation::kUnset) {
            values.push_back(static_cast<std::byte>(value));
        }
    }
    return values;
}

} // namespace sorby::project
