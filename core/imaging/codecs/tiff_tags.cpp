// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/imaging/codecs/tiff_tags.h"

#include "core/imaging/codecs/tiff_structure.h"

#include <algorithm>
#include <array>
#include <bit>
#include <limits>
#include <utility>

namespace sorby::imaging::codecs {
namespace {

/// The types of TIFF 6 and BigTIFF by their numbers.
enum Type : std::uint64_t {
    kByte = 1,
    kShort = 3,
    kLong = 4,
    kRational = 5,
    kSignedByte = 6,
    kSignedShort = 8,
    kSignedLong = 9,
    kSignedRational = 10,
    kFloat = 11,
    kDouble = 12,
    kDirectory = 13,
    kLong8 = 16,
    kSignedLong8 = 17,
    kDirectory8 = 18,
};

double quotient(double above, double below)
{
    return below == 0 ? std::numeric_limits<double>::infinity() : above / below;
}

} // namespace

Result<TiffTags> TiffTags::read(InputFile file, int page)
{
    const auto structure = readTiffStructure(file, page);
    if (!structure) {
        return structure.error();
    }
    TiffTags tags(std::move(file));
    if (!tags.readHead() || !tags.readDirectory(structure.value().directory)) {
        return tags.m_file.error(ErrorCode::Malformed, "is a damaged TIFF: its tags cannot be read");
    }
    return tags;
}

std::string TiffTags::fileBytes(std::uint64_t offset, std::uint64_t count)
{
    if (count > kMostBytes || offset > m_file.size() || count > m_file.size() - offset) {
        return {};
    }
    std::string bytes(static_cast<std::size_t>(count), '\0');
    if (!m_file.seek(offset) || m_file.read(bytes.data(), bytes.size()) != bytes.size()) {
        return {};
    }
    return bytes;
}

std::uint64_t TiffTags::integer(const std::string& bytes, std::size_t place, std::size_t count) const
{
    std::uint64_t number = 0;
    for (std::size_t i = 0; i < count; ++i) {
        const auto byte = static_cast<unsigned char>(bytes[place + (m_isBigEndian ? i : count - 1 - i)]);
        number = number << 8 | byte;
    }
    return number;
}

bool TiffTags::readHead()
{
    const std::string head = fileBytes(0, 4);
    m_isBigEndian = head.starts_with('M');
    m_isBig = !head.empty() && integer(head, 2, 2) == 43;
    return !head.empty();
}

bool TiffTags::readDirectory(std::uint64_t place)
{
    const std::size_t wordBytes = m_isBig ? 8 : 4;
    const std::size_t countBytes = m_isBig ? 8 : 2;
    const std::size_t entryBytes = 4 + 2 * wordBytes;
    const std::string head = fileBytes(place, countBytes);
    const std::uint64_t count = head.empty() ? 0 : integer(head, 0, countBytes);
    if (count == 0 || count > kMostEntries) {
        return false;
    }
    const std::uint64_t start = place + countBytes;
    const std::string bytes = fileBytes(start, count * entryBytes);
    for (std::size_t at = 0; at + entryBytes <= bytes.size(); at += entryBytes) {
        Entry entry;
        entry.tag = static_cast<std::uint16_t>(integer(bytes, at, 2));
        entry.type = integer(bytes, at + 2, 2);
        entry.count = integer(bytes, at + 4, wordBytes);
        const std::size_t each = tiffBytesOfType(entry.type);
        entry.isInline = each == 0 || entry.count <= wordBytes / each;
        entry.offset =
            entry.isInline ? start + at + 4 + wordBytes : integer(bytes, at + 4 + wordBytes, wordBytes);
        m_entries.push_back(entry);
    }
    return !bytes.empty();
}

const TiffTags::Entry* TiffTags::find(std::uint16_t tag) const
{
    const auto entry = std::find_if(m_entries.begin(), m_entries.end(),
                                    [&](const Entry& candidate) { return candidate.tag == tag; });
    return entry == m_entries.end() ? nullptr : &*entry;
}

std::string TiffTags::bytes(std::uint16_t tag)
{
    const Entry* entry = find(tag);
    const std::size_t each = entry != nullptr ? tiffBytesOfType(entry->type) : 0;
    // The count comes first: times eight, a count of a hostile file no longer fits its type.
    if (each == 0 || entry->count > kMostBytes) {
        return {};
    }
    return fileBytes(entry->offset, entry->count * each);
}

double TiffTags::value(const std::string& bytes, std::size_t place, std::uint64_t type) const
{
    const auto whole = [&](std::size_t from, std::size_t count) {
        return static_cast<double>(integer(bytes, from, count));
    };
    const auto signedLong = [&](std::size_t from) {
        return static_cast<double>(static_cast<std::int32_t>(integer(bytes, from, 4)));
    };
    switch (type) {
    case kRational:
        return quotient(whole(place, 4), whole(place + 4, 4));
    case kSignedRational:
        return quotient(signedLong(place), signedLong(place + 4));
    case kSignedByte:
        return static_cast<double>(static_cast<std::int8_t>(integer(bytes, place, 1)));
    case kSignedShort:
        return static_cast<double>(static_cast<std::int16_t>(integer(bytes, place, 2)));
    case kSignedLong:
        return signedLong(place);
    case kSignedLong8:
        return static_cast<double>(static_cast<std::int64_t>(integer(bytes, place, 8)));
    case kFloat:
        return static_cast<double>(
            std::bit_cast<float>(static_cast<std::uint32_t>(integer(bytes, place, 4))));
    case kDouble:
        return std::bit_cast<double>(integer(bytes, place, 8));
    default:
        return whole(place, tiffBytesOfType(type));
    }
}

std::vector<double> TiffTags::numbers(std::uint16_t tag, std::size_t most)
{
    static constexpr std::uint64_t kNumbers[] = {
        kByte,           kShort, kLong,   kRational,  kSignedByte, kSignedShort, kSignedLong,
        kSignedRational, kFloat, kDouble, kDirectory, kLong8,      kSignedLong8, kDirectory8};
    const Entry* entry = find(tag);
    if (entry == nullptr ||
        std::find(std::begin(kNumbers), std::end(kNumbers), entry->type) == std::end(kNumbers)) {
        return {};
    }
    const std::size_t each = tiffBytesOfType(entry->type);
    const auto count = std::min<std::uint64_t>(entry->count, most);
    const std::string bytes = fileBytes(entry->offset, count * each);
    std::vector<double> values;
    for (std::size_t place = 0; place + each <= bytes.size(); place += each) {
        values.push_back(value(bytes, place, entry->type));
    }
    return values;
}

std::optional<double> TiffTags::number(std::uint16_t tag)
{
    const auto values = numbers(tag, 1);
    return values.empty() ? std::nullopt : std::optional(values.front());
}

std::optional<std::uint64_t> TiffTags::pointer(std::uint16_t tag)
{
    const Entry* entry = find(tag);
    if (entry == nullptr) {
        return std::nullopt;
    }
    if (!entry->isInline) {
        return entry->offset;
    }
    const auto place = number(tag);
    static constexpr double kMost = 9e15; // up to here doubles are exact
    return place && *place >= 0 && *place < kMost ? std::optional(static_cast<std::uint64_t>(*place))
                                                  : std::nullopt;
}

} // namespace sorby::imaging::codecs
