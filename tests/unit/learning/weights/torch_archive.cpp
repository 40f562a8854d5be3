// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/unit/learning/weights/torch_archive.h"

#include "core/learning/weights/crc32.h"

#include <span>

namespace sorby::learning::handmade {
namespace {

std::string sixFloats()
{
    std::string bytes;
    for (int i = 0; i < 6; ++i) {
        bytes += bytesOf(static_cast<float>(i));
    }
    return bytes;
}

/// What the two headers of a file in a zip archive have in common, from the flags on.
std::string commonHeader(const ArchiveFile& file)
{
    const auto size = static_cast<std::uint32_t>(file.bytes.size());
    std::string header;
    header += bytesOf<std::uint16_t>(0); // flags
    header += bytesOf<std::uint16_t>(0); // stored
    header += bytesOf<std::uint32_t>(0); // time
    header += bytesOf(crc32(std::as_bytes(std::span(file.bytes))));
    header += bytesOf(size);
    header += bytesOf(size);
    header += bytesOf(static_cast<std::uint16_t>(file.name.size()));
    header += bytesOf<std::uint16_t>(0); // extra
    return header;
}

} // namespace

std::string text(std::string_view value)
{
    std::string result = "X" + bytesOf(static_cast<std::uint32_t>(value.size()));
    return result.append(value);
}

std::string integer(std::int64_t value)
{
    return "\x8A\x08" + bytesOf(value);
}

std::string global(std::string_view module, std::string_view name)
{
    std::string result = "c";
    result.append(module).append("\n").append(name).append("\n");
    return result;
}

std::string tuple(const std::vector<std::string>& items)
{
    std::string result = "(";
    for (const auto& item : items) {
        result += item;
    }
    return result + "t";
}

std::string integers(const std::vector<std::int64_t>& values)
{
    std::vector<std::string> items;
    for (const auto value : values) {
        items.push_back(integer(value));
    }
    return tuple(items);
}

std::string dict(const std::vector<std::pair<std::string, std::string>>& items)
{
    std::string result = "}(";
    for (const auto& [key, value] : items) {
        result += text(key);
        result += value;
    }
    return result + "u";
}

std::string call(const std::string& function, const std::string& arguments)
{
    return function + arguments + "R";
}

std::string pickleOf(const std::string& value)
{
    std::string result = "\x80\x02";
    return result.append(value).append(".");
}

std::string tensor(const TensorPieces& pieces)
{
    auto storage = tuple({text("storage"), global("torch", pieces.storageClass), text(pieces.key),
                          text("cpu"), integer(pieces.storageElements)});
    storage += "Q";
    return call(global("torch._utils", "_rebuild_tensor_v2"),
                tuple({storage, integer(pieces.offset), integers(pieces.shape), integers(pieces.strides),
                       "\x89", call(global("collections", "OrderedDict"), ")")}));
}

std::string stateOf(const TensorPieces& pieces)
{
    return pickleOf(dict({{"w", tensor(pieces)}}));
}

std::string zipOf(const std::vector<ArchiveFile>& files)
{
    std::string archive;
    std::string directory;
    for (const auto& file : files) {
        const auto place = static_cast<std::uint32_t>(archive.size());
        const auto common = commonHeader(file);
        archive += "PK\x03\x04";
        archive += bytesOf<std::uint16_t>(0); // version
        archive += common + file.name + file.bytes;
        directory += "PK\x01\x02";
        directory += bytesOf<std::uint32_t>(0); // versions
        directory += common;
        directory += std::string(2 + 2 + 2 + 4, '\0'); // comment, disk, attributes
        directory += bytesOf(place) + file.name;
    }
    const auto count = static_cast<std::uint16_t>(files.size());
    std::string end = "PK\x05\x06";
    end += std::string(4, '\0');
    end += bytesOf(count) + bytesOf(count);
    end += bytesOf(static_cast<std::uint32_t>(directory.size()));
    end += bytesOf(static_cast<std::uint32_t>(archive.size()));
    end += bytesOf<std::uint16_t>(0);
    return archive + directory + end;
}

std::string zipFile(const std::string& pickle)
{
    return zipOf(
        {{"a/data.pkl", pickle}, {"a/byteorder", "little"}, {"a/data/0", sixFloats()}, {"a/version", "3\n"}});
}

std::string legacyFile(const std::string& pickle)
{
    std::string file = pickleOf("\x8A\x0A\x6C\xFC\x9C\x46\xF9\x20\x6A\xA8\x50\x19");
    file += pickleOf("M" + bytesOf<std::uint16_t>(1001));
    file += pickleOf(dict({{"protocol_version", integer(1001)}, {"little_endian", "\x88"}}));
    file += pickle;
    file += pickleOf("](" + text("0") + "e");
    file += bytesOf<std::uint64_t>(6);
    return file + sixFloats();
}

} // namespace sorby::learning::handmade
