// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/learning/checkpoint.h"

#include "core/base/files.h"
#include "core/base/version.h"
#include "core/learning/json.h"
#include "core/learning/network_layout.h"
#include "core/learning/safetensors.h"

#include <ATen/ops/empty.h>

#include <charconv>
#include <optional>

namespace sorby::learning {
namespace fs = std::filesystem;
namespace {

/// The metadata key that makes a safetensors file a checkpoint of Sorby; its value is the version below.
constexpr const char* kFormatKey = "sorby_checkpoint";
constexpr int kFormatVersion = 1;
constexpr std::string_view kOptimizerPrefix = "optimizer.";

std::optional<int> numberIn(const std::string* text)
{
    int number = 0;
    if (text == nullptr) {
        return std::nullopt;
    }
    const auto [stop, status] = std::from_chars(text->data(), text->data() + text->size(), number);
    return status == std::errc{} && stop == text->data() + text->size() && number >= 0 ? std::optional(number)
                                                                                       : std::nullopt;
}

Error bad(const fs::path& path, ErrorCode code, const std::string& message)
{
    return {code, message, toUtf8(path)};
}

std::string shapeText(const std::vector<std::int64_t>& shape)
{
    std::string text;
    for (const auto side : shape) {
        text += (text.empty() ? "" : "x") + std::to_string(side);
    }
    return text;
}

/// What the file says it is, without its tensors.
Result<Checkpoint> readDescription(const fs::path& path, const safetensors::Reader& reader)
{
    const auto* format = reader.metadata(kFormatKey);
    if (format == nullptr) {
        return bad(path, ErrorCode::Unsupported,
                   "is a safetensors file, but no checkpoint of Sorby; only networks trained with Sorby can "
                   "be used");
    }
    const auto version = numberIn(format);
    if (!version || *version < 1) {
        return bad(path, ErrorCode::Malformed, "has the format version '" + *format + "', which is none");
    }
    if (*version > kFormatVersion) {
        return bad(path, ErrorCode::NewerVersion,
                   "was written by a newer Sorby (format " + *format + ", this one reads up to " +
                       std::to_string(kFormatVersion) + "); update Sorby");
    }
    const auto* options = reader.metadata("options");
    const auto epoch = numberIn(reader.metadata("epoch"));
    if (options == nullptr || !epoch) {
        return bad(path, ErrorCode::Malformed, "does not say how its network was trained");
    }
    auto parsed = trainOptionsFromJson(*options);
    if (!parsed) {
        return bad(path, parsed.error().code, "its options: " + parsed.error().message);
    }
    Checkpoint checkpoint{*parsed, *epoch, 1, {}};
    if (const auto* temperature = reader.metadata("temperature")) {
        const auto value = json::parse(*temperature);
        const auto number = value ? value->number() : std::nullopt;
        if (!number || !(*number > 0)) {
            return bad(path, ErrorCode::Malformed,
                       "has the temperature '" + *temperature + "', which is none");
        }
        checkpoint.temperature = *number;
    }
    return checkpoint;
}

Status checkTensors(const fs::path& path, const safetensors::Reader& reader,
                    const std::vector<TensorLayout>& layout)
{
    for (const auto& expected : layout) {
        const auto* entry = reader.find(expected.name);
        if (entry == nullptr) {
            return bad(path, ErrorCode::Mismatch, "has no tensor '" + expected.name + "'");
        }
        if (entry->type != safetensors::Type::F32 || entry->shape != expected.shape) {
            return bad(path, ErrorCode::Mismatch,
                       "its tensor '" + expected.name + "' is " + shapeText(entry->shape) + " where " +
                           shapeText(expected.shape) + " (F32) is expected");
        }
    }
    std::size_t ofNetwork = 0;
    for (const auto& entry : reader.entries()) {
        ofNetwork += entry.name.starts_with(kOptimizerPrefix) ? 0 : 1;
    }
    if (ofNetwork != layout.size()) {
        return bad(path, ErrorCode::Mismatch, "has tensors that its network has not");
    }
    return {};
}

/// Keeps the tensor on the CPU alive while its bytes are written.
struct Written {
    at::Tensor tensor;
    safetensors::Tensor description;
};

Written writable(const NamedTensor& named)
{
    auto tensor = named.tensor.detach().to(at::kCPU).contiguous();
    const auto* first = static_cast<const std::byte*>(tensor.const_data_ptr());
    return {tensor, {named.name, safetensors::Type::F32, tensor.sizes().vec(), {first, tensor.nbytes()}}};
}

Status writeWith(const fs::path& path, const std::vector<NamedTensor>& tensors,
                 const safetensors::Metadata& metadata)
{
    std::vector<Written> written;
    std::vector<safetensors::Tensor> descriptions;
    for (const auto& named : tensors) {
        written.push_back(writable(named));
        descriptions.push_back(written.back().description);
    }
    return safetensors::write(path, metadata, descriptions);
}

Result<at::Tensor> readEntry(safetensors::Reader& reader, const safetensors::Entry& entry)
{
    auto tensor = at::empty(entry.shape, at::kFloat);
    auto* first = static_cast<std::byte*>(tensor.mutable_data_ptr());
    if (auto read = reader.read(entry, {first, tensor.nbytes()}); !read) {
        return read.error();
    }
    return tensor;
}

} // namespace

Status writeCheckpoint(const fs::path& path, const Checkpoint& checkpoint)
{
    return writeWith(path, checkpoint.tensors,
                     {{kFormatKey, std::to_string(kFormatVersion)},
                      {"sorby_version", kVersion},
                      {"network", toJson(checkpoint.options.network)},
                      {"options", toJson(checkpoint.options)},
                      {"epoch", std::to_string(checkpoint.epoch)},
                      {"temperature", json::write(checkpoint.temperature)}});
}

Status writeTensors(const fs::path& path, const std::vector<NamedTensor>& tensors)
{
    return writeWith(path, tensors, {{"sorby_version", kVersion}});
}

Result<std::vector<NamedTensor>> readTensors(const fs::path& path)
{
    auto reader = safetensors::Reader::open(path);
    if (!reader) {
        return reader.error();
    }
    std::vector<NamedTensor> tensors;
    for (const auto& entry : reader->entries()) {
        if (entry.type != safetensors::Type::F32) {
            return bad(path, ErrorCode::Mismatch, "its tensor '" + entry.name + "' is not F32");
        }
        auto tensor = readEntry(*reader, entry);
        if (!tensor) {
            return tensor.error();
        }
        tensors.push_back({entry.name, *tensor});
    }
    return tensors;
}

Result<Checkpoint> readCheckpoint(const fs::path& path)
{
    auto reader = safetensors::Reader::open(path);
    if (!reader) {
        return reader.error();
    }
    auto checkpoint = readDescription(path, *reader);
    if (!checkpoint) {
        return checkpoint;
    }
    const auto layout = networkLayout(checkpoint->options.network);
    if (auto good = checkTensors(path, *reader, layout); !good) {
        return good.error();
    }
    for (const auto& expected : layout) {
        auto tensor = readEntry(*reader, *reader->find(expected.name));
        if (!tensor) {
            return tensor.error();
        }
        checkpoint->tensors.push_back({expected.name, *tensor});
    }
    return checkpoint;
}

} // namespace sorby::learning
