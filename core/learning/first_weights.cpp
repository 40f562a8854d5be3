// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/learning/first_weights.h"

#include "core/base/files.h"
#include "core/learning/network_layout.h"
#include "core/learning/network_registry.h"
#include "core/learning/weights/weights_file.h"
#include "core/learning/weights/weights_match.h"

#include <ATen/TensorOperators.h>
#include <ATen/ops/empty.h>

#include <algorithm>

namespace sorby::learning {
namespace {

constexpr const char* kEncoderPrefix = "encoder.";

/// Names of an encoder alone do not begin with what it is called in the whole network.
std::string prefixFor(const std::vector<WeightsEntry>& entries)
{
    return std::any_of(entries.begin(), entries.end(),
                       [](const auto& entry) { return isOfEncoder(entry.name); })
               ? ""
               : kEncoderPrefix;
}

MatchRules rulesFor(const NetworkSpec& spec, const std::vector<WeightsEntry>& entries)
{
    MatchRules rules;
    rules.prefix = prefixFor(entries);
    const auto graph = buildNetwork(spec);
    for (const auto& node : graph.nodes) {
        if (rules.stem.empty() && node.op == Op::Convolution) {
            rules.stem = node.name + ".weight";
        }
        if (node.head) {
            rules.head.push_back(node.name);
        }
    }
    return rules;
}

template <typename Named>
std::vector<NamedShape> shapesOf(const std::vector<Named>& tensors)
{
    std::vector<NamedShape> shapes;
    for (const auto& tensor : tensors) {
        shapes.push_back({tensor.name, tensor.shape});
    }
    return shapes;
}

Result<at::Tensor> readWhole(WeightsFile& weights, const WeightsEntry& entry)
{
    auto tensor = at::empty(entry.shape, at::kFloat);
    auto copied =
        weights.copyTo(entry, {tensor.mutable_data_ptr<float>(), static_cast<std::size_t>(entry.elements)});
    if (!copied) {
        return copied.error();
    }
    return tensor;
}

Status take(WeightsFile& weights, const TakenTensor& taken, const std::string& prefix, at::Tensor& target)
{
    const auto* entry = weights.find(taken.name.substr(prefix.size()));
    auto tensor = readWhole(weights, *entry);
    if (!tensor) {
        return tensor.error();
    }
    auto values = *tensor;
    if (taken.sumsInputChannels) {
        values = values.sum(1, true);
    }
    if (taken.subtractsClasses) {
        values = values.narrow(0, 1, 1) - values.narrow(0, 0, 1);
    }
    target.copy_(values.reshape(target.sizes()));
    return {};
}

std::string describeNetwork(const NetworkSpec& spec)
{
    return spec.encoder == Encoder::None ? "the plain unet of width " + std::to_string(spec.width) +
                                               " and depth " + std::to_string(spec.depth)
                                         : toText(spec.kind) + " on " + toText(spec.encoder);
}

} // namespace

Result<ForeignWeights> takeWeights(const std::filesystem::path& file, const NetworkSpec& spec, bool complete,
                                   std::vector<NamedTensor>& tensors)
{
    auto weights = openWeights(file);
    if (!weights) {
        return weights.error();
    }
    const auto rules = rulesFor(spec, (*weights)->entries());
    const auto match = matchWeights(shapesOf(networkLayout(spec)), shapesOf((*weights)->entries()), rules);
    const auto refuse = [&](const std::string& reason) {
        return Error{ErrorCode::Mismatch,
                     reason + " for the network " + describeNetwork(spec) +
                         "; choose its network, encoder, width and depth (" + match.summary() + ")",
                     toUtf8(file)};
    };
    if (match.taken.empty()) {
        return refuse("has no weights");
    }
    if (!match.conflicts.empty()) {
        return refuse("has weights of another shape");
    }
    if (complete && !match.isComplete()) {
        return refuse("does not have all weights");
    }
    ForeignWeights result{false, match.summary()};
    for (const auto& taken : match.taken) {
        const auto target = std::find_if(tensors.begin(), tensors.end(),
                                         [&](const auto& tensor) { return tensor.name == taken.name; });
        if (auto read = take(**weights, taken, rules.prefix, target->tensor); !read) {
            return read.error();
        }
        result.headTaken =
            result.headTaken || std::any_of(rules.head.begin(), rules.head.end(),
                                            [&](const auto& head) { return taken.name == head + ".bias"; });
    }
    return result;
}

} // namespace sorby::learning
