// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/imaging/tile_file.h"

#include "core/base/files.h"
#include "core/imaging/pixel_blocks.h"
#include "core/imaging/tile_pyramid.h"

#include <algorithm>
#include <array>
#include <cstring>
#include <system_error>
#include <type_traits>

namespace sorby::imaging {
namespace fs = std::filesystem;
namespace {

/// The fixed part at the beginning of the file, as it lies in memory. A machine of another byte order sees
/// another version.
struct FixedHead {
    std::array<char, 8> magic{};
    std::uint32_t version = 0;
    std::int32_t tileSize = 0;
    std::int32_t width = 0;
    std::int32_t height = 0;
    std::int32_t bits = 0;
    std::int32_t channels = 0;
    std::array<std::int32_t, 4> specimen{};
    std::int64_t bytes = 0;
    std::int64_t stamp = 0;
    std::uint64_t tailOffset = 0;
    std::uint64_t tailChecksum = 0;
    GreyStatistics::State statistics;
    std::uint64_t headChecksum = 0; ///< of all before it
};
static_assert(std::is_trivially_copyable_v<FixedHead>);

constexpr std::array<char, 8> kMagic{'S', 'O', 'R', 'B', 'Y', 'T', 'I', 'L'};
constexpr std::uint32_t kVersion = 1;

/// Multiplies and mixes eight bytes at a time: fast, and any damage that a disk does changes it.
std::uint64_t checksumOf(std::span<const std::byte> bytes)
{
    constexpr std::uint64_t kPrime = 0x9e3779b97f4a7c15ULL;
    std::uint64_t hash = kPrime ^ bytes.size();
    std::size_t i = 0;
    for (; i + 8 <= bytes.size(); i += 8) {
        std::uint64_t word = 0;
        std::memcpy(&word, bytes.data() + i, 8);
        hash = (hash ^ word) * kPrime;
        hash ^= hash >> 29;
    }
    for (; i < bytes.size(); ++i) {
        hash = (hash ^ static_cast<std::uint64_t>(bytes[i])) * kPrime;
    }
    return hash ^ (hash >> 32);
}

template <typename T>
std::span<const std::byte> asBytes(const T& value)
{
    return std::as_bytes(std::span(&value, 1));
}

std::uint64_t checksumOfHead(const FixedHead& head)
{
    return checksumOf(asBytes(head).first(offsetof(FixedHead, headChecksum)));
}

int tilesAlong(int pixels)
{
    return (pixels + TilePyramid::kTileSize - 1) / TilePyramid::kTileSize;
}

std::size_t tileCount(const std::vector<Size>& levels)
{
    std::size_t count = 0;
    for (const auto& level : levels) {
        count += static_cast<std::size_t>(tilesAlong(level.width)) *
                 static_cast<std::size_t>(tilesAlong(level.height));
    }
    return count;
}

std::size_t tileNumber(const std::vector<Size>& levels, int level, int column, int row)
{
    std::size_t number = 0;
    for (int above = 0; above < level; ++above) {
        const auto& size = levels[static_cast<std::size_t>(above)];
        number += static_cast<std::size_t>(tilesAlong(size.width)) *
                  static_cast<std::size_t>(tilesAlong(size.height));
    }
    const auto& size = levels[static_cast<std::size_t>(level)];
    return number + static_cast<std::size_t>(row) * static_cast<std::size_t>(tilesAlong(size.width)) +
           static_cast<std::size_t>(column);
}

void write(std::ofstream& file, std::span<const std::byte> bytes)
{
    file.write(reinterpret_cast<const char*>(bytes.data()), static_cast<std::streamsize>(bytes.size()));
}

bool read(std::ifstream& file, std::uint64_t offset, std::span<std::byte> bytes)
{
    file.clear();
    file.seekg(static_cast<std::streamoff>(offset));
    file.read(reinterpret_cast<char*>(bytes.data()), static_cast<std::streamsize>(bytes.size()));
    return file.gcount() == static_cast<std::streamsize>(bytes.size());
}

} // namespace

std::vector<Size> pyramidLevels(Size size, int tileSize)
{
    std::vector<Size> levels{size};
    while (std::max(levels.back().width, levels.back().height) > tileSize) {
        levels.push_back({(levels.back().width + 1) / 2, (levels.back().height + 1) / 2});
    }
    return levels;
}

TileFileWriter::TileFileWriter(fs::path path, const MicrographInfo& kind)
    : m_path(std::move(path)),
      m_partial(m_path),
      m_levels(pyramidLevels(kind.size, TilePyramid::kTileSize)),
      m_places(tileCount(m_levels))
{
    m_partial += ".partial";
}

TileFileWriter::TileFileWriter(TileFileWriter&&) noexcept = default;

TileFileWriter::~TileFileWriter()
{
    if (m_file.is_open()) {
        m_file.close();
        std::error_code failure;
        fs::remove(m_partial, failure);
    }
}

Result<TileFileWriter> TileFileWriter::create(const fs::path& path, const MicrographInfo& kind)
{
    if (auto made = makeFolder(path.parent_path()); !made) {
        return made.error();
    }
    TileFileWriter writer(path, kind);
    writer.m_file.open(writer.m_partial, std::ios::binary | std::ios::trunc);
    write(writer.m_file, asBytes(FixedHead{}));
    writer.m_end = sizeof(FixedHead);
    if (!writer.m_file) {
        return Error{ErrorCode::Io, "cannot be written", toUtf8(path)};
    }
    return writer;
}

Status TileFileWriter::put(int level, int column, int row, const Pixels& tile)
{
    const auto bytes = bytesOf(tile);
    m_places[tileNumber(m_levels, level, column, row)] = {m_end, checksumOf(bytes)};
    write(m_file, bytes);
    m_end += bytes.size();
    return m_file ? Status{} : Error{ErrorCode::Io, "cannot be written: is the disk full?", toUtf8(m_path)};
}

Status TileFileWriter::finish(const TileFileHead& head)
{
    std::vector<std::uint64_t> tail;
    tail.reserve(2 * m_places.size() + GreyStatistics::kBins);
    for (const auto& place : m_places) {
        tail.insert(tail.end(), {place.offset, place.checksum});
    }
    tail.insert(tail.end(), head.statistics.counts().begin(), head.statistics.counts().end());
    const auto tailBytes = std::as_bytes(std::span(tail));
    write(m_file, tailBytes);

    FixedHead fixed;
    std::memset(static_cast<void*>(&fixed), 0, sizeof(fixed)); // no stray bytes between the members
    fixed.magic = kMagic;
    fixed.version = kVersion;
    fixed.tileSize = TilePyramid::kTileSize;
    fixed.width = head.kind.size.width;
    fixed.height = head.kind.size.height;
    fixed.bits = head.kind.bitsPerChannel;
    fixed.channels = head.kind.channels;
    fixed.specimen = {head.specimen.x, head.specimen.y, head.specimen.width, head.specimen.height};
    fixed.bytes = head.bytes;
    fixed.stamp = head.stamp;
    fixed.tailOffset = m_end;
    fixed.tailChecksum = checksumOf(tailBytes);
    fixed.statistics = head.statistics.state();
    fixed.headChecksum = checksumOfHead(fixed);
    m_file.seekp(0);
    write(m_file, asBytes(fixed));
    m_file.close();
    std::error_code failure;
    if (m_file) {
        fs::rename(m_partial, m_path, failure);
    }
    if (!m_file || failure) {
        std::error_code ignored;
        fs::remove(m_partial, ignored);
        return Error{ErrorCode::Io, "cannot be written: is the disk full?", toUtf8(m_path)};
    }
    return {};
}

Result<std::unique_ptr<TileFile>> TileFile::open(const fs::path& path)
{
    const Error damaged{ErrorCode::Malformed, "is not a whole tile file", toUtf8(path)};
    std::unique_ptr<TileFile> result(new TileFile);
    result->m_path = path;
    result->m_file.open(path, std::ios::binary);
    if (!result->m_file) {
        return Error{ErrorCode::NotFound, "is not there", toUtf8(path)};
    }
    FixedHead fixed;
    if (!read(result->m_file, 0, std::as_writable_bytes(std::span(&fixed, 1))) || fixed.magic != kMagic ||
        fixed.version != kVersion || fixed.tileSize != TilePyramid::kTileSize ||
        fixed.headChecksum != checksumOfHead(fixed)) {
        return damaged;
    }
    auto& head = result->m_head;
    head.kind.size = {fixed.width, fixed.height};
    head.kind.bitsPerChannel = fixed.bits;
    head.kind.channels = fixed.channels;
    head.bytes = fixed.bytes;
    head.stamp = fixed.stamp;
    head.specimen = {fixed.specimen[0], fixed.specimen[1], fixed.specimen[2], fixed.specimen[3]};
    result->m_levels = pyramidLevels(head.kind.size, TilePyramid::kTileSize);
    const std::size_t places = 2 * tileCount(result->m_levels);
    std::vector<std::uint64_t> tail(places + GreyStatistics::kBins);
    if (!read(result->m_file, fixed.tailOffset, std::as_writable_bytes(std::span(tail))) ||
        checksumOf(std::as_bytes(std::span(tail))) != fixed.tailChecksum) {
        return damaged;
    }
    const auto split = tail.begin() + static_cast<std::ptrdiff_t>(places);
    head.statistics = GreyStatistics::restored(fixed.statistics, {split, tail.end()});
    tail.erase(split, tail.end());
    result->m_places = std::move(tail);
    return result;
}

Result<Pixels> TileFile::tile(int level, int column, int row) const
{
    const auto& size = m_levels[static_cast<std::size_t>(level)];
    auto pixels = makePixels(m_head.kind,
                             {std::min(TilePyramid::kTileSize, size.width - column * TilePyramid::kTileSize),
                              std::min(TilePyramid::kTileSize, size.height - row * TilePyramid::kTileSize)});
    const std::size_t number = tileNumber(m_levels, level, column, row);
    const std::scoped_lock lock(m_mutex);
    if (!read(m_file, m_places[2 * number], bytesOf(pixels)) ||
        checksumOf(bytesOf(std::as_const(pixels))) != m_places[2 * number + 1]) {
        return Error{ErrorCode::Malformed, "has a damaged tile", toUtf8(m_path)};
    }
    return pixels;
}

} // namespace sorby::imaging
