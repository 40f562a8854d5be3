// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/learning/network_export.h"

#include "core/base/files.h"
#include "core/learning/json.h"
#include "core/learning/network_meaning.h"
#include "core/learning/onnx/onnx_export.h"
#include "core/learning/safetensors.h"

#include <span>
#include <system_error>

namespace sorby::learning {
namespace {

std::string asJson(const std::vector<double>& values)
{
    return json::write(json::Array(values.begin(), values.end()));
}

} // namespace

Status writeStateDict(const std::filesystem::path& file, const Checkpoint& checkpoint)
{
    const auto& spec = checkpoint.options.network;
    auto metadata = networkMeaning(spec);
    const auto [mean, deviation] = greyScaleOf(spec);
    metadata.insert(metadata.end(), {{"format", "pt"}, // as other programs ask of PyTorch's tensors
                                     {"grey_mean", asJson(mean)},
                                     {"grey_deviation", asJson(deviation)},
                                     {"stride", std::to_string(spec.stride())}});
    constexpr std::string_view kVariance = ".running_var";
    const std::int64_t batches = 0;
    std::vector<at::Tensor> alive;
    std::vector<safetensors::Tensor> tensors;
    for (const auto& [name, values] : checkpoint.tensors) {
        const auto tensor = values.detach().to(at::kCPU).contiguous();
        alive.push_back(tensor);
        const auto* first = static_cast<const std::byte*>(tensor.const_data_ptr());
        tensors.push_back({name, safetensors::Type::F32, tensor.sizes().vec(), {first, tensor.nbytes()}});
        if (name.ends_with(kVariance)) {
            tensors.push_back({name.substr(0, name.size() - kVariance.size()) + ".num_batches_tracked",
                               safetensors::Type::I64,
                               {},
                               std::as_bytes(std::span(&batches, 1))});
        }
    }
    return safetensors::write(file, metadata, tensors);
}

Status exportNetwork(const std::filesystem::path& checkpoint, NetworkFormat format,
                     const std::filesystem::path& file)
{
    std::error_code failure;
    if (std::filesystem::equivalent(checkpoint, file, failure)) {
        return Error{ErrorCode::InvalidArgument, "is the network that is to be exported; name another file",
                     toUtf8(file)};
    }
    auto read = readCheckpoint(checkpoint);
    if (!read) {
        return read.error();
    }
    if (format == NetworkFormat::Safetensors) {
        return writeStateDict(file, *read);
    }
    return onnx::write(file, onnxModelOf(Network(read->options.network, std::move(read->tensors))));
}

} // namespace sorby::learning
