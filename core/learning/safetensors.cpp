// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/learning/safetensors.h"

#include "core/base/files.h"
#include "core/learning/json.h"

#include <algorithm>
#include <array>
#include <bit>
#include <limits>
#include <optional>
#include <string_view>
#include <system_error>

namespace sorby::learning::safetensors {
namespace fs = std::filesystem;
static_assert(std::endian::native == std::endian::little, "safetensors are little-endian");
namespace {

struct TypeInfo {
    Type type;
    std::string_view name;
    std::size_t bytes;
};
constexpr std::array<TypeInfo, 10> kTypes{{{Type::F32, "F32", 4},
                                           {Type::F16, "F16", 2},
                                           {Type::Bf16, "BF16", 2},
                                           {Type::F64, "F64", 8},
                                           {Type::I8, "I8", 1},
                                           {Type::U8, "U8", 1},
                                           {Type::I16, "I16", 2},
                                           {Type::I32, "I32", 4},
                                           {Type::I64, "I64", 8},
                                           {Type::Bool, "BOOL", 1}}};

/// 2,000 tensors take 0.3 MB; a longer header is an attack.
constexpr std::uint64_t kLongestHeader = std::uint64_t{16} << 20;
constexpr std::size_t kMostDimensions = 8;

const TypeInfo& infoOf(Type type)
{
    return *std::find_if(kTypes.begin(), kTypes.end(), [&](const auto& info) { return info.type == type; });
}

Error bad(const fs::path& path, const std::string& reason)
{
    return {ErrorCode::Malformed, "is no sound safetensors file: " + reason, toUtf8(path)};
}

/// Bytes of a tensor of this shape, nothing when the number has no place in 64 bits.
std::optional<std::uint64_t> byteCount(const std::vector<std::int64_t>& shape, Type type)
{
    std::uint64_t count = bytesOf(type);
    for (const auto side : shape) {
        const auto factor = static_cast<std::uint64_t>(side);
        if (factor != 0 && count > std::numeric_limits<std::uint64_t>::max() / factor) {
            return std::nullopt;
        }
        count *= factor;
    }
    return count;
}

std::optional<Entry> entryFrom(const std::string& name, const json::Value& value)
{
    const auto* type = value.find("dtype");
    const auto* shape = value.find("shape");
    const auto* offsets = value.find("data_offsets");
    if (type == nullptr || type->text() == nullptr || shape == nullptr || shape->array() == nullptr ||
        offsets == nullptr || offsets->array() == nullptr || offsets->array()->size() != 2 ||
        shape->array()->size() > kMostDimensions) {
        return std::nullopt;
    }
    const auto known = std::find_if(kTypes.begin(), kTypes.end(),
                                    [&](const auto& info) { return info.name == *type->text(); });
    if (known == kTypes.end()) {
        return std::nullopt;
    }
    Entry entry{name, known->type, {}, 0, 0};
    for (const auto& side : *shape->array()) {
        const auto number = side.integer();
        if (!number || *number < 0) {
            return std::nullopt;
        }
        entry.shape.push_back(*number);
    }
    const auto begin = offsets->array()->front().unsignedInteger();
    const auto end = offsets->array()->back().unsignedInteger();
    if (!begin || !end || *begin > *end) {
        return std::nullopt;
    }
    entry.begin = *begin;
    entry.end = *end;
    return entry;
}

/// Do the tensors fill the data without gap and overlap, each as long as its shape says?
Status checkPlaces(const fs::path& path, std::vector<Entry> entries, std::uint64_t dataBytes)
{
    std::sort(entries.begin(), entries.end(), [](const Entry& a, const Entry& b) {
        return std::pair(a.begin, a.end) < std::pair(b.begin, b.end);
    });
    std::uint64_t expected = 0;
    for (const auto& entry : entries) {
        const auto bytes = byteCount(entry.shape, entry.type);
        if (!bytes || *bytes != entry.end - entry.begin) {
            return bad(path, "the length of tensor '" + entry.name + "' does not fit its shape");
        }
        if (entry.begin != expected) {
            return bad(path, "tensor '" + entry.name + "' overlaps another or leaves a gap");
        }
        expected = entry.end;
    }
    if (expected > dataBytes) {
        return bad(path, "it is cut off: " + std::to_string(expected - dataBytes) + " bytes are missing");
    }
    if (expected < dataBytes) {
        return bad(path, std::to_string(dataBytes - expected) + " bytes at its end belong to no tensor");
    }
    return {};
}

std::string headerOf(const Metadata& metadata, std::span<const Tensor> tensors)
{
    json::Object notes;
    for (const auto& [key, value] : metadata) {
        notes.emplace_back(key, value);
    }
    json::Object header{{"__metadata__", std::move(notes)}};
    std::uint64_t offset = 0;
    for (const auto& tensor : tensors) {
        json::Array shape(tensor.shape.begin(), tensor.shape.end());
        const std::uint64_t end = offset + tensor.bytes.size();
        header.emplace_back(tensor.name, json::Object{{"dtype", std::string(infoOf(tensor.type).name)},
                                                      {"shape", std::move(shape)},
                                                      {"data_offsets", json::Array{offset, end}}});
        offset = end;
    }
    std::string text = json::write(header);
    text.resize((text.size() + 7) / 8 * 8, ' '); // the data starts aligned, as readers that map the file wish
    return text;
}

} // namespace

std::size_t bytesOf(Type type)
{
    return infoOf(type).bytes;
}

Status write(const fs::path& path, const Metadata& metadata, std::span<const Tensor> tensors)
{
    const auto header = headerOf(metadata, tensors);
    return writeFileAtomically(path, [&](const fs::path& partial) -> Status {
        std::ofstream stream(partial, std::ios::binary | std::ios::trunc);
        const auto length = std::bit_cast<std::array<char, 8>>(std::uint64_t{header.size()});
        stream.write(length.data(), length.size());
        stream.write(header.data(), static_cast<std::streamsize>(header.size()));
        for (const auto& tensor : tensors) {
            stream.write(reinterpret_cast<const char*>(tensor.bytes.data()),
                         static_cast<std::streamsize>(tensor.bytes.size()));
        }
        stream.close();
        if (!stream) {
            return Error{ErrorCode::Io, "cannot be written: no permission, or the disk is full",
                         toUtf8(path)};
        }
        return {};
    });
}

Result<Reader> Reader::open(const fs::path& path)
{
    std::error_code failure;
    const bool exists = fs::exists(path, failure);
    const auto fileBytes = fs::is_regular_file(path, failure) ? fs::file_size(path, failure) : 0;
    Reader reader;
    reader.m_path = path;
    reader.m_stream.open(path, std::ios::binary);
    if (!exists || !reader.m_stream || failure) {
        return Error{exists ? ErrorCode::Unreadable : ErrorCode::NotFound,
                     exists ? "cannot be opened; check its permissions" : "does not exist", toUtf8(path)};
    }
    std::array<char, 8> prefix{};
    if (fileBytes < prefix.size() || !reader.m_stream.read(prefix.data(), prefix.size())) {
        return bad(path, "it is cut off before its header");
    }
    const auto headerBytes = std::bit_cast<std::uint64_t>(prefix);
    if (headerBytes > kLongestHeader) {
        return bad(path, "its header would be " + std::to_string(headerBytes) + " bytes long");
    }
    if (headerBytes > fileBytes - prefix.size()) {
        return bad(path, "it is cut off inside its header");
    }
    std::string header(static_cast<std::size_t>(headerBytes), '\0');
    if (!reader.m_stream.read(header.data(), static_cast<std::streamsize>(headerBytes))) {
        return bad(path, "its header cannot be read");
    }
    reader.m_dataStart = prefix.size() + headerBytes;
    auto parsed = json::parse(header);
    if (!parsed) {
        return bad(path, "its header " + parsed.error().message);
    }
    if (parsed->object() == nullptr) {
        return bad(path, "its header is no JSON object");
    }
    for (const auto& [name, value] : *parsed->object()) {
        if (name == "__metadata__") {
            if (value.object() == nullptr) {
                return bad(path, "its metadata is no JSON object");
            }
            for (const auto& [key, note] : *value.object()) {
                if (note.text() == nullptr) {
                    return bad(path, "its metadata '" + key + "' is no text");
                }
                reader.m_metadata.emplace_back(key, *note.text());
            }
            continue;
        }
        auto entry = entryFrom(name, value);
        if (!entry) {
            return bad(path, "the description of tensor '" + name + "' makes no sense");
        }
        reader.m_entries.push_back(std::move(*entry));
    }
    if (auto good = checkPlaces(path, reader.m_entries, fileBytes - reader.m_dataStart); !good) {
        return good.error();
    }
    std::sort(reader.m_entries.begin(), reader.m_entries.end(),
              [](const Entry& a, const Entry& b) { return a.name < b.name; });
    return reader;
}

const Entry* Reader::find(const std::string& name) const
{
    const auto found =
        std::lower_bound(m_entries.begin(), m_entries.end(), name,
                         [](const Entry& entry, const auto& text) { return entry.name < text; });
    return found != m_entries.end() && found->name == name ? &*found : nullptr;
}

const std::string* Reader::metadata(const std::string& key) const
{
    for (const auto& [name, value] : m_metadata) {
        if (name == key) {
            return &value;
        }
    }
    return nullptr;
}

Status Reader::read(const Entry& entry, std::span<std::byte> bytes)
{
    m_stream.clear();
    m_stream.seekg(static_cast<std::streamoff>(m_dataStart + entry.begin));
    m_stream.read(reinterpret_cast<char*>(bytes.data()), static_cast<std::streamsize>(bytes.size()));
    if (!m_stream || bytes.size() != entry.end - entry.begin) {
        return Error{ErrorCode::Unreadable, "tensor '" + entry.name + "' cannot be read", toUtf8(m_path)};
    }
    return {};
}

} // namespace sorby::learning::safetensors
