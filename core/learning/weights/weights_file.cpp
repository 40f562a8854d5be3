// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/learning/weights/weights_file.h"

#include "core/base/files.h"
#include "core/learning/weights/torch_file.h"

#include <cassert>
#include <fstream>

namespace sorby::learning {
namespace {

namespace fs = std::filesystem;

std::uint64_t elementsOf(const std::vector<std::int64_t>& shape)
{
    std::uint64_t elements = 1;
    for (const auto side : shape) {
        elements *= static_cast<std::uint64_t>(side);
    }
    return elements;
}

std::vector<WeightsEntry> entriesOf(const safetensors::Reader& reader)
{
    std::vector<WeightsEntry> entries;
    for (const auto& entry : reader.entries()) {
        entries.push_back({entry.name, entry.type, entry.shape, elementsOf(entry.shape)});
    }
    return entries;
}

std::vector<WeightsEntry> entriesOf(const std::vector<StoredTensor>& tensors)
{
    std::vector<WeightsEntry> entries;
    for (const auto& tensor : tensors) {
        entries.push_back({tensor.name, tensor.type, tensor.shape, tensor.elements});
    }
    return entries;
}

class SafetensorsWeights final : public WeightsFile {
  public:
    explicit SafetensorsWeights(safetensors::Reader reader)
        : WeightsFile(entriesOf(reader)), m_reader(std::move(reader))
    {}

  private:
    Status copyEntry(std::size_t index, std::span<float> values) override
    {
        const auto& stored = m_reader.entries()[index];
        std::vector<std::byte> bytes(static_cast<std::size_t>(stored.end - stored.begin));
        if (auto read = m_reader.read(stored, bytes); !read) {
            return read;
        }
        copyAsFloats(stored.type, bytes, 1, values);
        return {};
    }

    safetensors::Reader m_reader;
};

class TorchWeights final : public WeightsFile {
  public:
    /// The tensors are views into the bytes.
    TorchWeights(std::vector<std::byte> bytes, std::vector<StoredTensor> tensors)
        : WeightsFile(entriesOf(tensors)), m_bytes(std::move(bytes)), m_tensors(std::move(tensors))
    {}

  private:
    Status copyEntry(std::size_t index, std::span<float> values) override
    {
        copyAsFloats(m_tensors[index], values);
        return {};
    }

    std::vector<std::byte> m_bytes;
    std::vector<StoredTensor> m_tensors;
};

/// Enough of the file to know its kind; fewer when it is shorter.
Result<std::vector<std::byte>> firstBytes(const fs::path& path)
{
    std::error_code failure;
    if (!fs::exists(path, failure)) {
        return Error{ErrorCode::NotFound, "does not exist", toUtf8(path)};
    }
    std::ifstream stream(path, std::ios::binary);
    if (!stream || !isFile(path)) {
        return Error{ErrorCode::Unreadable, "cannot be opened; check its permissions", toUtf8(path)};
    }
    std::vector<std::byte> bytes(9);
    stream.read(reinterpret_cast<char*>(bytes.data()), static_cast<std::streamsize>(bytes.size()));
    bytes.resize(static_cast<std::size_t>(stream.gcount()));
    return bytes;
}

Result<std::unique_ptr<WeightsFile>> openTorch(const fs::path& path)
{
    auto bytes = readBytes(path);
    if (!bytes) {
        return bytes.error();
    }
    auto tensors = readTorchFile(*bytes);
    if (!tensors) {
        auto error = tensors.error();
        error.where = toUtf8(path);
        return error;
    }
    return std::unique_ptr<WeightsFile>(
        std::make_unique<TorchWeights>(std::move(*bytes), std::move(*tensors)));
}

} // namespace

WeightsFile::WeightsFile(std::vector<WeightsEntry> entries) : m_entries(std::move(entries))
{
    for (std::size_t i = 0; i < m_entries.size(); ++i) {
        m_places.emplace(m_entries[i].name, i);
    }
}

const WeightsEntry* WeightsFile::find(const std::string& name) const
{
    const auto found = m_places.find(name);
    return found != m_places.end() ? &m_entries[found->second] : nullptr;
}

Status WeightsFile::copyTo(const WeightsEntry& entry, std::span<float> values)
{
    assert(m_places.contains(entry.name) && values.size() == entry.elements);
    return copyEntry(m_places.at(entry.name), values);
}

Result<std::unique_ptr<WeightsFile>> openWeights(const fs::path& path)
{
    const auto start = firstBytes(path);
    if (!start) {
        return start.error();
    }
    if (isTorchFile(*start)) {
        return openTorch(path);
    }
    // Eight bytes of length, then JSON.
    if (start->size() < 9 || (*start)[8] != std::byte{'{'}) {
        return Error{ErrorCode::Unsupported,
                     "is neither a safetensors file nor one of torch.save; save the weights in Python with "
                     "torch.save(network.state_dict(), FILE)",
                     toUtf8(path)};
    }
    auto reader = safetensors::Reader::open(path);
    if (!reader) {
        return reader.error();
    }
    return std::unique_ptr<WeightsFile>(std::make_unique<SafetensorsWeights>(std::move(*reader)));
}

} // namespace sorby::learning
