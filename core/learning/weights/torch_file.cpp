// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/learning/weights/torch_file.h"

#include "core/learning/weights/byte_reader.h"
#include "core/learning/weights/crc32.h"
#include "core/learning/weights/pickle.h"
#include "core/learning/weights/state_dict.h"
#include "core/learning/weights/stored_zip.h"

#include <algorithm>
#include <array>
#include <map>
#include <string_view>
#include <unordered_map>

namespace sorby::learning {
namespace {

using Bytes = std::span<const std::byte>;
using pickle::Kind;

constexpr std::string_view kZipStart = "PK\x03\x04";
/// A pickle of protocol 2 whose first value is a long integer of ten bytes: the magic number.
constexpr std::string_view kLegacyMagic = "\x6C\xFC\x9C\x46\xF9\x20\x6A\xA8\x50\x19";
constexpr std::array<std::string_view, 4> kLegacyStarts{"\x80\x02\x8A\x0A", "\x80\x03\x8A\x0A",
                                                        "\x80\x04\x8A\x0A", "\x80\x05\x8A\x0A"};
constexpr std::int64_t kLegacyProtocol = 1001;
/// Tensors may share storages, and networks do so now and then; a file that is mostly that is an attack.
constexpr std::uint64_t kMostSharing = 8;

Error badTorchFile(const std::string& reason)
{
    return {ErrorCode::Malformed, "is damaged: " + reason, {}};
}

bool beginsWith(Bytes bytes, std::string_view text)
{
    return bytes.size() >= text.size() &&
           std::string_view(reinterpret_cast<const char*>(bytes.data()), text.size()) == text;
}

/// Where the bytes of each storage are.
using Storages = std::unordered_map<std::string_view, Bytes>;

Result<std::vector<StoredTensor>> tensorsIn(const std::vector<TensorReference>& references,
                                            const Storages& storages, std::uint64_t fileBytes)
{
    std::vector<StoredTensor> tensors;
    std::uint64_t total = 0;
    for (const auto& reference : references) {
        const auto found = storages.find(reference.storage.key);
        const auto elementBytes = safetensors::bytesOf(reference.storage.type);
        if (found == storages.end() || found->second.size() < reference.storage.elements * elementBytes) {
            return badTorchFile("the numbers of tensor '" + reference.name + "' are missing");
        }
        total += reference.elements * elementBytes;
        if (total > kMostSharing * fileBytes) {
            return badTorchFile("its tensors would be " + std::to_string(kMostSharing) +
                                " times as large as the file");
        }
        tensors.push_back({reference.name, reference.storage.type, reference.shape, reference.strides,
                           reference.elements,
                           found->second.subspan(static_cast<std::size_t>(reference.offset * elementBytes))});
    }
    return tensors;
}

Status checkSum(const ZipEntry& entry)
{
    if (entry.checksum != 0 && crc32(entry.bytes) != entry.checksum) {
        return badTorchFile("the checksum of '" + std::string(entry.name) +
                            "' is wrong; copy or download it again");
    }
    return {};
}

Result<std::vector<StoredTensor>> readZipFile(Bytes bytes)
{
    const auto entries = readStoredZip(bytes);
    if (!entries) {
        return entries.error();
    }
    constexpr std::string_view kDescription = "/data.pkl";
    const auto description = std::find_if(entries->begin(), entries->end(), [&](const auto& entry) {
        return entry.name.ends_with(kDescription) &&
               entry.name.find('/') == entry.name.size() - kDescription.size();
    });
    if (description == entries->end()) {
        return Error{ErrorCode::Unsupported,
                     "is a zip archive, but none that torch.save writes: it has no data.pkl",
                     {}};
    }
    const auto folder = description->name.substr(0, description->name.size() - kDescription.size() + 1);
    std::unordered_map<std::string_view, const ZipEntry*> files;
    for (const auto& entry : *entries) {
        if (entry.name.starts_with(folder)) {
            files.emplace(entry.name.substr(folder.size()), &entry);
        }
    }
    if (files.contains("constants.pkl")) {
        return Error{ErrorCode::Unsupported,
                     "is a TorchScript program; save its weights in Python with "
                     "torch.save(network.state_dict(), FILE)",
                     {}};
    }
    if (const auto order = files.find("byteorder");
        order != files.end() && !beginsWith(order->second->bytes, "little")) {
        return Error{ErrorCode::Unsupported, "is of a machine with another byte order", {}};
    }
    if (auto good = checkSum(*description); !good) {
        return good.error();
    }
    const auto parsed = pickle::parse(description->bytes, isTensorGlobal);
    if (!parsed) {
        return parsed.error();
    }
    const auto references = findStateDict(*parsed);
    if (!references) {
        return references.error();
    }
    Storages storages;
    constexpr std::string_view kDataFolder = "data/";
    for (const auto& reference : *references) {
        const auto file = files.find(std::string(kDataFolder).append(reference.storage.key));
        if (file == files.end() || storages.contains(reference.storage.key)) {
            continue;
        }
        if (auto good = checkSum(*file->second); !good) {
            return good.error();
        }
        storages.emplace(reference.storage.key, file->second->bytes);
    }
    return tensorsIn(*references, storages, bytes.size());
}

/// The pickles of a legacy file, one after another.
class LegacyPickles {
  public:
    explicit LegacyPickles(Bytes bytes) : m_bytes(bytes) {}

    Result<pickle::Pickle> next()
    {
        auto parsed = pickle::parse(m_bytes.subspan(m_position), isTensorGlobal);
        if (parsed) {
            m_position += parsed->bytes;
        }
        return parsed;
    }
    [[nodiscard]] std::size_t position() const { return m_position; }

  private:
    Bytes m_bytes;
    std::size_t m_position = 0;
};

/// Magic number, version, and a dict about the machine.
Status readLegacyStart(LegacyPickles& pickles)
{
    const auto magic = pickles.next();
    if (!magic || magic->rootNode().kind != Kind::LongInteger || magic->rootNode().text != kLegacyMagic) {
        return magic ? badTorchFile("its magic number is wrong") : magic.error();
    }
    const auto version = pickles.next();
    if (!version || version->rootNode().kind != Kind::Integer ||
        version->rootNode().integer != kLegacyProtocol) {
        return version ? Error{ErrorCode::Unsupported, "is of a version that is not known", {}}
                       : version.error();
    }
    const auto machine = pickles.next();
    if (!machine) {
        return machine.error();
    }
    const auto& notes = machine->rootNode();
    for (std::size_t i = 0; notes.kind == Kind::Dict && i + 1 < notes.items.size(); i += 2) {
        const auto& value = machine->at(notes.items[i + 1]);
        if (machine->at(notes.items[i]).text == "little_endian" && value.integer != 1) {
            return Error{ErrorCode::Unsupported, "is of a machine with another byte order", {}};
        }
    }
    return {};
}

/// Each storage that a pickle names, by its key; two claims about one that contradict each other are an
/// Error.
Result<std::map<std::string_view, StorageReference>> namedStorages(const pickle::Pickle& described)
{
    std::map<std::string_view, StorageReference> named;
    for (std::size_t id = 0; id < described.nodes.size(); ++id) {
        if (described.nodes[id].kind != Kind::Reference) {
            continue;
        }
        const auto storage = storageFrom(described, static_cast<pickle::NodeId>(id));
        if (!storage) {
            return storage.error();
        }
        const auto& first = named.emplace(storage->key, *storage).first->second;
        if (first.type != storage->type || first.elements != storage->elements) {
            return badTorchFile("a storage is described in two ways");
        }
    }
    return named;
}

Result<std::vector<StoredTensor>> readLegacyFile(Bytes bytes)
{
    LegacyPickles pickles(bytes);
    if (auto good = readLegacyStart(pickles); !good) {
        return good.error();
    }
    const auto described = pickles.next();
    if (!described) {
        return described.error();
    }
    const auto references = findStateDict(*described);
    if (!references) {
        return references.error();
    }
    const auto named = namedStorages(*described);
    if (!named) {
        return named.error();
    }
    // The keys in the order in which the storages follow, each as its number of elements and these.
    const auto keys = pickles.next();
    if (!keys || keys->rootNode().kind != Kind::List) {
        return keys ? badTorchFile("the list of its storages is missing") : keys.error();
    }
    ByteReader reader(bytes, pickles.position());
    Storages storages;
    for (const auto id : keys->rootNode().items) {
        const auto storage = named->find(keys->at(id).text);
        if (keys->at(id).kind != Kind::Text || storage == named->end()) {
            return badTorchFile("it holds a storage that no tensor has");
        }
        const auto elements = reader.number<std::uint64_t>();
        if (reader.isCutOff() || elements != storage->second.elements) {
            return badTorchFile("a storage is missing or has another length than its tensor says; copy or "
                                "download it again");
        }
        const auto data = reader.take(elements * safetensors::bytesOf(storage->second.type));
        if (reader.isCutOff()) {
            return badTorchFile("it is cut off; copy or download it again");
        }
        storages.emplace(storage->first, data);
    }
    if (reader.left() > 0) {
        return badTorchFile("bytes at its end belong to no tensor");
    }
    return tensorsIn(*references, storages, bytes.size());
}

/// Copies one dimension after another, the innermost as a run.
void copyDimensions(const StoredTensor& tensor, std::size_t dimension, std::uint64_t offset,
                    std::span<float>& values)
{
    const auto elementBytes = safetensors::bytesOf(tensor.type);
    const auto from = [&](std::uint64_t element) {
        return tensor.bytes.subspan(static_cast<std::size_t>(element * elementBytes));
    };
    if (dimension == tensor.shape.size()) {
        copyAsFloats(tensor.type, from(offset), 1, values.first(1));
        values = values.subspan(1);
        return;
    }
    const auto count = static_cast<std::size_t>(tensor.shape[dimension]);
    const auto stride = tensor.strides[dimension];
    if (dimension + 1 == tensor.shape.size()) {
        copyAsFloats(tensor.type, from(offset), static_cast<std::size_t>(stride), values.first(count));
        values = values.subspan(count);
        return;
    }
    for (std::size_t i = 0; i < count; ++i) {
        copyDimensions(tensor, dimension + 1, offset + i * stride, values);
    }
}

} // namespace

bool isTorchFile(Bytes bytes)
{
    return beginsWith(bytes, kZipStart) || std::any_of(kLegacyStarts.begin(), kLegacyStarts.end(),
                                                       [&](auto start) { return beginsWith(bytes, start); });
}

Result<std::vector<StoredTensor>> readTorchFile(Bytes bytes)
{
    return beginsWith(bytes, kZipStart) ? readZipFile(bytes) : readLegacyFile(bytes);
}

void copyAsFloats(const StoredTensor& tensor, std::span<float> values)
{
    if (tensor.elements > 0) {
        copyDimensions(tensor, 0, 0, values);
    }
}

} // namespace sorby::learning
