// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/imaging/codecs/bmp.h"

#include "core/imaging/codecs/palette.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cstdlib>
#include <limits>
#include <memory>
#include <span>
#include <utility>
#include <variant>
#include <vector>

namespace sorby::imaging::codecs {
namespace {

constexpr std::uint32_t kFileHeadBytes = 14;
constexpr std::uint32_t kCoreHeadBytes = 12; // OS/2 1.x
constexpr std::uint32_t kInfoHeadBytes = 40; // Windows 3
constexpr std::uint32_t kLargestHeadBytes = 124;
constexpr std::uint32_t kUncompressed = 0;
constexpr std::uint32_t kBitFields = 3;

using Bytes = std::vector<std::uint8_t>;

std::uint32_t little(const Bytes& bytes, std::size_t offset, int count)
{
    std::uint32_t value = 0;
    for (int i = count - 1; i >= 0; --i) {
        value = value << 8 | bytes[offset + static_cast<std::size_t>(i)];
    }
    return value;
}

struct Head {
    Size size;
    bool isTopDown = false;
    int bits = 0;
    std::vector<Rgb8> palette;
    std::uint64_t pixelOffset = 0;
    std::uint64_t rowBytes = 0; ///< rows are padded to four bytes
};

Result<Bytes> take(InputFile& file, std::uint64_t offset, std::size_t count)
{
    Bytes bytes(count);
    if (!file.seek(offset) || file.read(bytes.data(), count) != count) {
        return file.cutOff();
    }
    return bytes;
}

Error unsupported(const InputFile& file, const std::string& what)
{
    return file.error(
        ErrorCode::Unsupported,
        fmt::format("is a BMP {}; only 1, 4, 8, 24 and 32 bits without compression are supported: "
                    "save it as PNG or TIFF",
                    what));
}

/// 32 bits with the masks of plain blue, green and red are what an uncompressed file has anyway.
bool hasPlainMasks(const Bytes& info)
{
    static constexpr std::uint32_t kMaskOffset = 40;
    return info.size() >= kMaskOffset + 12 && little(info, kMaskOffset, 4) == 0x00ff0000 &&
           little(info, kMaskOffset + 4, 4) == 0x0000ff00 && little(info, kMaskOffset + 8, 4) == 0x000000ff;
}

Status readPalette(InputFile& file, const Bytes& info, Head& head)
{
    if (head.bits > 8) {
        return {};
    }
    const bool isCore = info.size() == kCoreHeadBytes;
    const std::size_t entryBytes = isCore ? 3 : 4;
    const std::size_t most = std::size_t{1} << head.bits;
    const std::size_t stated = isCore ? 0 : little(info, 32, 4);
    const std::size_t count = stated == 0 ? most : std::min(stated, most);
    const auto bytes = take(file, kFileHeadBytes + info.size(), count * entryBytes);
    if (!bytes) {
        return bytes.error();
    }
    for (std::size_t i = 0; i < count; ++i) {
        const std::uint8_t* entry = bytes->data() + i * entryBytes;
        head.palette.push_back({entry[2], entry[1], entry[0]});
    }
    return {};
}

Status readSize(InputFile& file, const Bytes& info, Head& head)
{
    std::int64_t width = 0;
    std::int64_t height = 0;
    if (info.size() == kCoreHeadBytes) {
        width = little(info, 4, 2);
        height = little(info, 6, 2);
        head.bits = static_cast<int>(little(info, 10, 2));
    } else {
        width = static_cast<std::int32_t>(little(info, 4, 4));
        height = static_cast<std::int32_t>(little(info, 8, 4));
        head.bits = static_cast<int>(little(info, 14, 2));
        const auto compression = little(info, 16, 4);
        if (compression != kUncompressed &&
            !(compression == kBitFields && head.bits == 32 && hasPlainMasks(info))) {
            return unsupported(file, fmt::format("with compression {}", compression));
        }
    }
    if (width <= 0 || height == 0 || height <= std::numeric_limits<std::int32_t>::min()) {
        return file.error(ErrorCode::Malformed,
                          fmt::format("is a damaged BMP: its size is {}x{} pixels", width, height));
    }
    static constexpr std::array kBits = {1, 4, 8, 24, 32};
    if (std::find(kBits.begin(), kBits.end(), head.bits) == kBits.end()) {
        return unsupported(file, fmt::format("of {} bits", head.bits));
    }
    head.isTopDown = height < 0;
    head.size = {static_cast<int>(width), static_cast<int>(std::abs(height))};
    head.rowBytes = (static_cast<std::uint64_t>(width) * static_cast<std::uint64_t>(head.bits) + 31) / 32 * 4;
    return {};
}

Result<Head> readHead(InputFile& file)
{
    const auto fileHead = take(file, 0, kFileHeadBytes + 4);
    if (!fileHead) {
        return fileHead.error();
    }
    const auto infoBytes = little(*fileHead, kFileHeadBytes, 4);
    if (infoBytes != kCoreHeadBytes && (infoBytes < kInfoHeadBytes || infoBytes > kLargestHeadBytes)) {
        return unsupported(file, fmt::format("with a header of {} bytes", infoBytes));
    }
    auto info = take(file, kFileHeadBytes, infoBytes);
    if (!info) {
        return info.error();
    }
    // Windows 3 headers keep their masks behind the header, later ones inside it.
    if (infoBytes == kInfoHeadBytes && little(*info, 16, 4) == kBitFields) {
        if (info = take(file, kFileHeadBytes, infoBytes + 12); !info) {
            return info.error();
        }
    }
    Head head;
    head.pixelOffset = little(*fileHead, 10, 4);
    if (auto read = readSize(file, *info, head); !read) {
        return read.error();
    }
    if (auto read = readPalette(file, *info, head); !read) {
        return read.error();
    }
    const auto height = static_cast<std::uint64_t>(head.size.height);
    const auto space = file.size() > head.pixelOffset ? file.size() - head.pixelOffset : 0;
    if (space / head.rowBytes < height) {
        return file.cutOff();
    }
    return head;
}

/// Calls `put(y, row)` for each row, in the file's order, with y counted from the top.
template <typename Put>
Status readRows(InputFile& file, const Head& head, const Put& put)
{
    Bytes row(static_cast<std::size_t>(head.rowBytes));
    file.seek(head.pixelOffset);
    for (int i = 0; i < head.size.height; ++i) {
        if (file.read(row.data(), row.size()) != row.size()) {
            return file.cutOff();
        }
        put(head.isTopDown ? i : head.size.height - 1 - i, row);
    }
    return {};
}

void unpackIndices(const Head& head, const Bytes& row, std::span<std::uint8_t> target)
{
    const auto bits = static_cast<std::size_t>(head.bits);
    const std::size_t perByte = 8 / bits;
    const auto mask = static_cast<std::uint8_t>((1U << bits) - 1);
    for (std::size_t x = 0; x < target.size(); ++x) {
        const std::size_t shift = 8 - bits - x % perByte * bits;
        target[x] = static_cast<std::uint8_t>(row[x / perByte] >> shift & mask);
    }
}

void unpackColours(const Head& head, const Bytes& row, std::span<Rgb8> target)
{
    const std::size_t bytesPerPixel = static_cast<std::size_t>(head.bits) / 8;
    for (std::size_t x = 0; x < target.size(); ++x) {
        const std::uint8_t* pixel = row.data() + x * bytesPerPixel;
        target[x] = {pixel[2], pixel[1], pixel[0]};
    }
}

Result<Pixels> throughPalette(const InputFile& file, const Head& head, const Raster<std::uint8_t>& indices)
{
    auto pixels = applyPalette(indices, head.palette);
    if (!pixels) {
        return file.error(ErrorCode::Malformed, "is a damaged BMP: a pixel's index lies beyond the palette");
    }
    return std::move(*pixels);
}

Result<Pixels> readIndexed(InputFile& file, const Head& head)
{
    Raster<std::uint8_t> indices(head.size);
    const auto read =
        readRows(file, head, [&](int y, const Bytes& row) { unpackIndices(head, row, indices.row(y)); });
    if (!read) {
        return read.error();
    }
    return throughPalette(file, head, indices);
}

Result<Pixels> readColour(InputFile& file, const Head& head)
{
    Raster<Rgb8> raster(head.size);
    const auto read =
        readRows(file, head, [&](int y, const Bytes& row) { unpackColours(head, row, raster.row(y)); });
    if (!read) {
        return read.error();
    }
    return Pixels(std::move(raster));
}

bool isGreyBitmap(const Head& head)
{
    return head.bits <= 8 && isGrey(head.palette);
}

MicrographInfo infoOf(const Head& head)
{
    MicrographInfo info;
    info.size = head.size;
    info.channels = isGreyBitmap(head) ? 1 : 3;
    info.format = "BMP";
    return info;
}

/// Any row in any order, since all have the same length.
class BmpSource final : public RowSource {
  public:
    BmpSource(InputFile& file, Head head) : RowSource(file), m_head(std::move(head))
    {
        m_info = infoOf(m_head);
        m_bytes.resize(static_cast<std::size_t>(m_head.rowBytes));
        const auto width = static_cast<std::size_t>(m_head.size.width);
        m_indices.resize(isIndexed() ? width : 0);
        m_colours.resize(isIndexed() ? 0 : width);
    }

    [[nodiscard]] bool isSequential() const override { return false; }

  protected:
    [[nodiscard]] Pixels blank(Size size) const override
    {
        return isIndexed() ? Pixels(Raster<std::uint8_t>(size)) : Pixels(Raster<Rgb8>(size));
    }

    [[nodiscard]] Result<std::span<const std::uint8_t>> row(int y) override
    {
        const int place = m_head.isTopDown ? y : m_head.size.height - 1 - y;
        if (!m_file.seek(m_head.pixelOffset + static_cast<std::uint64_t>(place) * m_head.rowBytes) ||
            m_file.read(m_bytes.data(), m_bytes.size()) != m_bytes.size()) {
            return m_file.cutOff();
        }
        if (isIndexed()) {
            unpackIndices(m_head, m_bytes, m_indices);
            return std::span<const std::uint8_t>(m_indices);
        }
        unpackColours(m_head, m_bytes, m_colours);
        return std::span<const std::uint8_t>(reinterpret_cast<const std::uint8_t*>(m_colours.data()),
                                             m_colours.size() * sizeof(Rgb8));
    }

    [[nodiscard]] Result<Pixels> finished(Pixels stored) const override
    {
        if (const auto* indices = std::get_if<Raster<std::uint8_t>>(&stored)) {
            return throughPalette(m_file, m_head, *indices);
        }
        return stored;
    }

  private:
    [[nodiscard]] bool isIndexed() const { return m_head.bits <= 8; }

    Head m_head;
    Bytes m_bytes;                       ///< of a row as it is stored
    std::vector<std::uint8_t> m_indices; ///< of the same row, one to a byte
    std::vector<Rgb8> m_colours;         ///< or its colours
};

} // namespace

Result<MicrographInfo> probeBmp(InputFile& file)
{
    const auto head = readHead(file);
    if (!head) {
        return head.error();
    }
    return infoOf(*head);
}

Result<Pixels> readBmp(InputFile& file)
{
    const auto head = readHead(file);
    if (!head) {
        return head.error();
    }
    const bool isGreyImage = isGreyBitmap(*head);
    if (auto fits = file.checkWholeImage(head->size, isGreyImage ? 1 : 3, isGreyImage ? 2 : 4); !fits) {
        return fits.error();
    }
    return head->bits <= 8 ? readIndexed(file, *head) : readColour(file, *head);
}

Result<std::unique_ptr<ImageSource>> openBmp(InputFile& file)
{
    auto head = readHead(file);
    if (!head) {
        return head.error();
    }
    return std::unique_ptr<ImageSource>(std::make_unique<BmpSource>(file, std::move(*head)));
}

} // namespace sorby::imaging::codecs
