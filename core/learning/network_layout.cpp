// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/learning/network_layout.h"

#include "core/learning/network_registry.h"

#include <functional>
#include <numeric>

namespace sorby::learning {
namespace {

TensorRole weightRole(const Node& node)
{
    if (node.op == Op::TransposedConvolution) {
        return TensorRole::TransposedConvolution;
    }
    if (node.head) {
        return TensorRole::HeadConvolution;
    }
    return node.relu ? TensorRole::ReluConvolution : TensorRole::LinearConvolution;
}

std::vector<std::int64_t> weightShape(const NetworkGraph& graph, const Node& node)
{
    const std::int64_t in = inputChannelsOf(graph, node);
    if (node.op == Op::TransposedConvolution) {
        return {in, node.channels, node.kernel, node.kernel};
    }
    return {node.channels, in / node.groups, node.kernel, node.kernel};
}

} // namespace

std::uint64_t TensorLayout::elements() const
{
    return std::accumulate(
        shape.begin(), shape.end(), std::uint64_t{1},
        [](std::uint64_t product, std::int64_t side) { return product * static_cast<std::uint64_t>(side); });
}

std::vector<TensorLayout> layoutOf(const NetworkGraph& graph, const Node& node)
{
    std::vector<TensorLayout> layout;
    if (node.op != Op::Convolution && node.op != Op::TransposedConvolution) {
        return layout;
    }
    const std::vector<std::int64_t> perChannel{node.channels};
    layout.push_back({node.name + ".weight", weightShape(graph, node), weightRole(node)});
    if (node.bias) {
        layout.push_back(
            {node.name + ".bias", perChannel, node.head ? TensorRole::HeadBias : TensorRole::Bias});
    }
    if (node.normalization != Normalization::None) {
        layout.push_back({node.normName + ".weight", perChannel, TensorRole::NormalizationScale});
        layout.push_back({node.normName + ".bias", perChannel, TensorRole::Bias});
    }
    if (node.normalization == Normalization::Batch) {
        layout.push_back({node.normName + ".running_mean", perChannel, TensorRole::RunningMean});
        layout.push_back({node.normName + ".running_var", perChannel, TensorRole::RunningVariance});
    }
    return layout;
}

std::vector<TensorLayout> layoutOf(const NetworkGraph& graph)
{
    std::vector<TensorLayout> layout;
    for (const auto& node : graph.nodes) {
        const auto own = layoutOf(graph, node);
        layout.insert(layout.end(), own.begin(), own.end());
    }
    return layout;
}

std::vector<TensorLayout> networkLayout(const NetworkSpec& spec)
{
    return layoutOf(buildNetwork(spec));
}

bool isOfEncoder(const std::string& name)
{
    return name.starts_with("encoder.");
}

std::uint64_t parameterCount(const NetworkGraph& graph)
{
    std::uint64_t count = 0;
    for (const auto& tensor : layoutOf(graph)) {
        count += tensor.trained() ? tensor.elements() : 0;
    }
    return count;
}

std::uint64_t parameterCount(const NetworkSpec& spec)
{
    return parameterCount(buildNetwork(spec));
}

} // namespace sorby::learning
