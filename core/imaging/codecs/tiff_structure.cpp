// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/imaging/codecs/tiff_structure.h"

#include "core/imaging/codecs/image_source.h"

#include <algorithm>
#include <array>
#include <limits>
#include <set>
#include <vector>

namespace sorby::imaging::codecs {
namespace {

constexpr std::uint16_t kNewSubfileType = 254;
constexpr std::uint16_t kSubfileType = 255;
constexpr std::uint16_t kStripOffsets = 273;
constexpr std::uint16_t kStripByteCounts = 279;
constexpr std::uint16_t kTileOffsets = 324;
constexpr std::uint16_t kTileByteCounts = 325;
/// Tags from here on belong to makers of microscopes and programs; damage in them harms no pixel.
constexpr std::uint16_t kFirstPrivateTag = 32768;

struct Entry {
    std::uint16_t tag = 0;
    std::uint64_t count = 0;
    std::size_t bytesEach = 0; ///< 0: a type that TIFF 6 does not know
    std::uint64_t offset = 0;  ///< where the values stand in the file
    bool isInside = true;      ///< all of them
};

class Walker {
  public:
    explicit Walker(InputFile& file) : m_file(file) {}

    Result<TiffStructure> walk(int page)
    {
        if (auto read = readHead(); !read) {
            return read.error();
        }
        if (auto listed = listDirectories(); !listed) {
            return listed.error();
        }
        const auto& pages = m_pages.empty() ? m_reduced : m_pages;
        TiffStructure structure;
        structure.pages = static_cast<int>(pages.size());
        if (auto there = checkPage(m_file, page, structure.pages); !there) {
            return there.error();
        }
        structure.directory = pages[static_cast<std::size_t>(page - 1)];
        m_next = structure.directory;
        if (!readDirectory() || !hasAllValues()) {
            return m_file.cutOff();
        }
        structure.hasAllPixels =
            hasBlocks(kStripOffsets, kStripByteCounts) && hasBlocks(kTileOffsets, kTileByteCounts);
        return structure;
    }

  private:
    Status readHead()
    {
        std::array<unsigned char, 16> head{};
        m_file.seek(0);
        const auto count = m_file.read(head.data(), head.size());
        m_isBigEndian = head[0] == 'M';
        m_isBig = number(head.data() + 2, 2) == 43;
        if (count < (m_isBig ? 16U : 8U)) {
            return m_file.cutOff();
        }
        m_next = m_isBig ? number(head.data() + 8, 8) : number(head.data() + 4, 4);
        return {};
    }

    [[nodiscard]] std::uint64_t number(const unsigned char* bytes, std::size_t count) const
    {
        std::uint64_t value = 0;
        for (std::size_t i = 0; i < count; ++i) {
            value = value << 8 | bytes[m_isBigEndian ? i : count - 1 - i];
        }
        return value;
    }

    [[nodiscard]] bool isInside(std::uint64_t offset, std::uint64_t bytes) const
    {
        return offset <= m_file.size() && bytes <= m_file.size() - offset;
    }

    bool take(std::uint64_t offset, std::uint64_t count, std::vector<unsigned char>& bytes)
    {
        if (!isInside(offset, count)) {
            return false;
        }
        bytes.resize(static_cast<std::size_t>(count));
        return m_file.seek(offset) && m_file.read(bytes.data(), bytes.size()) == bytes.size();
    }

    /// Where the pages stand, and the images that are no pages.
    Status listDirectories()
    {
        std::set<std::uint64_t> seen;
        while (m_next != 0) {
            const auto place = m_next;
            if (!seen.insert(place).second) {
                return m_file.error(ErrorCode::Malformed,
                                    "is a damaged TIFF: its pages go round in a circle");
            }
            if (!readDirectory()) {
                return m_file.cutOff();
            }
            (isPage() ? m_pages : m_reduced).push_back(place);
        }
        if (seen.empty()) {
            return m_file.error(ErrorCode::Malformed, "is a TIFF without an image");
        }
        return {};
    }

    [[nodiscard]] bool isPage()
    {
        static constexpr std::uint64_t kReducedOrMask = 1 | 4;
        static constexpr std::uint64_t kOldReduced = 2;
        const auto kind = valuesOf(kNewSubfileType, 1);
        const auto oldKind = valuesOf(kSubfileType, 1);
        return (kind.empty() || (kind.front() & kReducedOrMask) == 0) &&
               (oldKind.empty() || oldKind.front() != kOldReduced);
    }

    /// Reads the directory at m_next and moves m_next on; false when part of it is missing.
    bool readDirectory()
    {
        const std::size_t wordBytes = m_isBig ? 8 : 4;
        const std::size_t countBytes = m_isBig ? 8 : 2;
        const std::size_t entryBytes = m_isBig ? 20 : 12;
        std::vector<unsigned char> bytes;
        if (!take(m_next, countBytes, bytes)) {
            return false;
        }
        const std::uint64_t entries = number(bytes.data(), countBytes);
        const std::uint64_t start = m_next + countBytes;
        if (entries > m_file.size() / entryBytes || !take(start, entries * entryBytes + wordBytes, bytes)) {
            return false;
        }
        m_entries.clear();
        for (std::size_t i = 0; i < entries; ++i) {
            Entry entry;
            const unsigned char* place = bytes.data() + i * entryBytes;
            entry.tag = static_cast<std::uint16_t>(number(place, 2));
            entry.bytesEach = tiffBytesOfType(number(place + 2, 2));
            entry.count = number(place + 4, wordBytes);
            const bool isInline = entry.bytesEach == 0 || entry.count <= wordBytes / entry.bytesEach;
            entry.offset =
                isInline ? start + i * entryBytes + 4 + wordBytes : number(place + 4 + wordBytes, wordBytes);
            entry.isInside = isInline || (entry.count <= m_file.size() &&
                                          isInside(entry.offset, entry.count * entry.bytesEach));
            m_entries.push_back(entry);
        }
        m_next = number(bytes.data() + static_cast<std::size_t>(entries) * entryBytes, wordBytes);
        return true;
    }

    [[nodiscard]] bool hasAllValues() const
    {
        return std::all_of(m_entries.begin(), m_entries.end(), [](const Entry& entry) {
            return entry.isInside || entry.tag >= kFirstPrivateTag;
        });
    }

    std::vector<std::uint64_t> valuesOf(std::uint16_t tag,
                                        std::uint64_t most = std::numeric_limits<std::uint64_t>::max())
    {
        const auto entry = std::find_if(m_entries.begin(), m_entries.end(),
                                        [&](const Entry& candidate) { return candidate.tag == tag; });
        std::vector<unsigned char> bytes;
        if (entry == m_entries.end() || !entry->isInside ||
            !take(entry->offset, std::min(entry->count, most) * entry->bytesEach, bytes)) {
            return {};
        }
        std::vector<std::uint64_t> values;
        for (std::size_t i = 0; i + entry->bytesEach <= bytes.size() && entry->bytesEach > 0;
             i += entry->bytesEach) {
            values.push_back(number(bytes.data() + i, entry->bytesEach));
        }
        return values;
    }

    bool hasBlocks(std::uint16_t offsetTag, std::uint16_t countTag)
    {
        const auto offsets = valuesOf(offsetTag);
        const auto counts = valuesOf(countTag);
        for (std::size_t i = 0; i < offsets.size() && i < counts.size(); ++i) {
            if (!isInside(offsets[i], counts[i])) {
                return false;
            }
        }
        return true;
    }

    InputFile& m_file;
    bool m_isBigEndian = false;
    bool m_isBig = false;
    std::uint64_t m_next = 0;
    std::vector<Entry> m_entries; ///< of the directory read last
    std::vector<std::uint64_t> m_pages;
    std::vector<std::uint64_t> m_reduced;
};

} // namespace

Result<TiffStructure> readTiffStructure(InputFile& file, int page)
{
    return Walker(file).walk(page);
}

std::size_t tiffBytesOfType(std::uint64_t type)
{
    static constexpr std::array<std::size_t, 19> kBytes = {0, 1, 1, 2, 4, 8, 1, 1, 2, 4,
                                                           8, 4, 8, 4, 0, 0, 8, 8, 8};
    return type < kBytes.size() ? kBytes[static_cast<std::size_t>(type)] : 0;
}

} // namespace sorby::imaging::codecs
