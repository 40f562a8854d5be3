// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/learning/weights/stored_zip.h"

#include "core/learning/weights/byte_reader.h"

#include <algorithm>
#include <optional>
#include <string>
#include <unordered_set>

namespace sorby::learning {
namespace {

constexpr std::uint32_t kLocalSignature = 0x04034B50;
constexpr std::uint32_t kCentralSignature = 0x02014B50;
constexpr std::uint32_t kEndSignature = 0x06054B50;
constexpr std::uint32_t kEnd64Signature = 0x06064B50;
constexpr std::uint32_t kLocator64Signature = 0x07064B50;
constexpr std::size_t kEndBytes = 22;
constexpr std::size_t kLocator64Bytes = 20;
constexpr std::size_t kCentralBytes = 46;
constexpr std::size_t kLongestComment = 0xFFFF;
constexpr std::uint16_t kZip64Field = 1;
constexpr std::uint16_t kEncrypted = 1;
/// In a field of 32 bits: look into the zip64 field.
constexpr std::uint32_t kElsewhere = 0xFFFFFFFF;

Error badZip(const std::string& reason)
{
    return {ErrorCode::Malformed, "is no sound zip archive: " + reason, {}};
}

struct Directory {
    std::uint64_t entries = 0;
    std::uint64_t begin = 0;
    std::uint64_t bytes = 0;
};

/// Where the end record begins: the last one whose comment fills the archive.
std::optional<std::size_t> findEnd(std::span<const std::byte> archive)
{
    if (archive.size() < kEndBytes) {
        return std::nullopt;
    }
    const auto last = archive.size() - kEndBytes;
    for (std::size_t back = 0; back <= std::min(last, kLongestComment); ++back) {
        ByteReader reader(archive, last - back);
        if (reader.number<std::uint32_t>() == kEndSignature) {
            reader.skip(kEndBytes - 6);
            if (reader.number<std::uint16_t>() == back) {
                return last - back;
            }
        }
    }
    return std::nullopt;
}

Result<Directory> findDirectory(std::span<const std::byte> archive)
{
    const auto end = findEnd(archive);
    if (!end) {
        return badZip("its end is missing, so it is cut off; copy or download it again");
    }
    ByteReader reader(archive, *end + 4);
    const auto disk = reader.number<std::uint16_t>();
    const auto diskOfDirectory = reader.number<std::uint16_t>();
    const auto entriesHere = reader.number<std::uint16_t>();
    Directory directory;
    directory.entries = reader.number<std::uint16_t>();
    directory.bytes = reader.number<std::uint32_t>();
    directory.begin = reader.number<std::uint32_t>();
    const bool needs64 =
        directory.entries == 0xFFFF || directory.bytes == kElsewhere || directory.begin == kElsewhere;
    if (needs64 && *end >= kLocator64Bytes) {
        ByteReader locator(archive, *end - kLocator64Bytes);
        if (locator.number<std::uint32_t>() == kLocator64Signature) {
            locator.skip(4);
            const auto place = locator.number<std::uint64_t>();
            if (place > archive.size()) {
                return badZip("its directory would lie behind its end");
            }
            ByteReader record(archive, static_cast<std::size_t>(place));
            if (record.number<std::uint32_t>() != kEnd64Signature) {
                return badZip("its zip64 record is damaged");
            }
            record.skip(8 + 2 + 2 + 4 + 4 + 8);
            directory.entries = record.number<std::uint64_t>();
            directory.bytes = record.number<std::uint64_t>();
            directory.begin = record.number<std::uint64_t>();
            if (record.isCutOff()) {
                return badZip("its zip64 record is cut off");
            }
        }
    }
    if (disk != diskOfDirectory || (entriesHere != directory.entries && !needs64)) {
        return badZip("it is spread over several files");
    }
    if (directory.begin > *end || directory.bytes > *end - directory.begin ||
        directory.entries > directory.bytes / kCentralBytes) {
        return badZip("its directory does not fit into it");
    }
    return directory;
}

/// One line of the directory, and where the entry's data lie once its local header was looked at.
struct CentralEntry {
    ZipEntry entry;
    std::uint64_t headerBegin = 0;
    std::uint64_t bytes = 0;
    std::uint64_t end = 0;
};

/// Numbers of 64 bits stand in the extra field, in this order, for those that have no place in 32.
bool readZip64(std::span<const std::byte> extra, std::uint64_t& size, std::uint64_t& stored,
               std::uint64_t& headerBegin)
{
    ByteReader fields(extra);
    while (fields.left() >= 4) {
        const auto kind = fields.number<std::uint16_t>();
        ByteReader field(fields.take(fields.number<std::uint16_t>()));
        if (kind != kZip64Field) {
            continue;
        }
        for (auto* number : {&size, &stored, &headerBegin}) {
            if (*number == kElsewhere) {
                *number = field.number<std::uint64_t>();
            }
        }
        return !field.isCutOff();
    }
    return size != kElsewhere && stored != kElsewhere && headerBegin != kElsewhere;
}

Result<CentralEntry> readCentral(ByteReader& reader)
{
    if (reader.number<std::uint32_t>() != kCentralSignature) {
        return badZip("its directory is damaged");
    }
    reader.skip(4); // versions
    const auto flags = reader.number<std::uint16_t>();
    const auto method = reader.number<std::uint16_t>();
    reader.skip(4); // time
    CentralEntry central;
    central.entry.checksum = reader.number<std::uint32_t>();
    std::uint64_t stored = reader.number<std::uint32_t>();
    std::uint64_t size = reader.number<std::uint32_t>();
    const auto nameBytes = reader.number<std::uint16_t>();
    const auto extraBytes = reader.number<std::uint16_t>();
    const auto commentBytes = reader.number<std::uint16_t>();
    reader.skip(2 + 2 + 4); // disk, attributes
    central.headerBegin = reader.number<std::uint32_t>();
    central.entry.name = reader.text(nameBytes);
    const auto extra = reader.take(extraBytes);
    reader.skip(commentBytes);
    if (reader.isCutOff() || !readZip64(extra, size, stored, central.headerBegin)) {
        return badZip("its directory is cut off");
    }
    if ((flags & kEncrypted) != 0 || method != 0 || size != stored) {
        return Error{
            ErrorCode::Unsupported,
            "holds a file that is compressed or encrypted, which PyTorch's own never are; unpack it, "
            "or save it again with torch.save",
            {}};
    }
    central.bytes = size;
    return central;
}

/// Finds the data behind the local header, whose lengths need not be those of the directory.
Status locate(std::span<const std::byte> archive, const Directory& directory, CentralEntry& central)
{
    if (central.headerBegin > directory.begin) {
        return badZip("a file in it would lie behind its directory");
    }
    ByteReader reader(archive.first(static_cast<std::size_t>(directory.begin)),
                      static_cast<std::size_t>(central.headerBegin));
    const bool signature = reader.number<std::uint32_t>() == kLocalSignature;
    reader.skip(22);
    const auto nameBytes = reader.number<std::uint16_t>();
    const auto extraBytes = reader.number<std::uint16_t>();
    const auto name = reader.text(nameBytes);
    reader.skip(extraBytes);
    central.entry.bytes = reader.take(central.bytes);
    if (!signature || reader.isCutOff() || name != central.entry.name) {
        return badZip("the header of one of its files is damaged");
    }
    central.end = reader.position();
    return {};
}

Status checkPlaces(std::vector<CentralEntry> entries)
{
    std::sort(entries.begin(), entries.end(),
              [](const auto& a, const auto& b) { return a.headerBegin < b.headerBegin; });
    std::uint64_t free = 0;
    for (const auto& entry : entries) {
        if (entry.headerBegin < free) {
            return badZip("files in it overlap");
        }
        free = entry.end;
    }
    return {};
}

} // namespace

Result<std::vector<ZipEntry>> readStoredZip(std::span<const std::byte> archive)
{
    const auto directory = findDirectory(archive);
    if (!directory) {
        return directory.error();
    }
    ByteReader reader(archive.subspan(static_cast<std::size_t>(directory->begin),
                                      static_cast<std::size_t>(directory->bytes)));
    std::vector<CentralEntry> central;
    std::unordered_set<std::string_view> names;
    for (std::uint64_t i = 0; i < directory->entries; ++i) {
        auto entry = readCentral(reader);
        if (!entry) {
            return entry.error();
        }
        if (auto located = locate(archive, *directory, *entry); !located) {
            return located.error();
        }
        if (!names.insert(entry->entry.name).second) {
            return badZip("it holds two files of one name");
        }
        central.push_back(*entry);
    }
    if (reader.left() > 0) {
        return badZip("its directory is longer than it says");
    }
    if (auto good = checkPlaces(central); !good) {
        return good.error();
    }
    std::vector<ZipEntry> entries;
    for (const auto& [entry, headerBegin, bytes, end] : central) {
        entries.push_back(entry);
    }
    return entries;
}

} // namespace sorby::learning
