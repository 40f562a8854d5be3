// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/learning/network.h"

#include "core/learning/folding.h"
#include "core/learning/network_layout.h"
#include "core/learning/network_registry.h"

#include <ATen/TensorOperators.h>
#include <ATen/core/grad_mode.h>
#include <ATen/ops/replication_pad2d.h>
#include <ATen/ops/tensor.h>

#include <array>
#include <cassert>
#include <numeric>
#include <string_view>
#include <unordered_map>
#include <utility>

namespace sorby::learning {
namespace {

/// Images come as 0..1, mostly around the middle. Brought to mean 0 and variance 1, roughly, they train in a
/// third of the epochs that they take as they come.
constexpr double kImageMiddle = 0.5;
constexpr double kImageDeviation = 0.25;

/// Mean and standard deviation of ImageNet's red, green and blue, as torchvision's weights expect them.
constexpr std::array<double, 3> kImagenetMean{0.485, 0.456, 0.406};
constexpr std::array<double, 3> kImagenetDeviation{0.229, 0.224, 0.225};

double meanOf(const std::array<double, 3>& channels)
{
    return std::accumulate(channels.begin(), channels.end(), 0.0) / 3;
}

at::Tensor scaled(const at::Tensor& images, const NetworkSpec& spec)
{
    const auto [mean, deviation] = greyScaleOf(spec);
    if (mean.size() == 1) {
        return (images - mean.front()) / deviation.front();
    }
    const auto perChannel = [&](const std::vector<double>& values) {
        return at::tensor(values, images.options()).reshape({1, -1, 1, 1});
    };
    return (images - perChannel(mean)) / perChannel(deviation);
}

/// Where a node has the tensor of a role; a bias is the shift of the normalisation when it is that one's.
at::Tensor& tensorOf(NodeTensors& node, TensorRole role, bool ofNormalization)
{
    switch (role) {
    case TensorRole::Bias:
        return ofNormalization ? node.shift : node.bias;
    case TensorRole::HeadBias:
        return node.bias;
    case TensorRole::NormalizationScale:
        return node.scale;
    case TensorRole::RunningMean:
        return node.runningMean;
    case TensorRole::RunningVariance:
        return node.runningVariance;
    default:
        return node.weight;
    }
}

/// Calls `visit` with the layout and the place of every tensor of the graph, in the order of the layout.
template <typename Visit>
void forEachTensor(const NetworkGraph& graph, std::vector<NodeTensors>& tensors, const Visit& visit)
{
    for (std::size_t i = 0; i < graph.nodes.size(); ++i) {
        bool ofNormalization = false; // whose tensors come behind the convolution's
        for (const auto& layout : layoutOf(graph, graph.nodes[i])) {
            ofNormalization = ofNormalization || layout.role == TensorRole::NormalizationScale;
            visit(layout, tensorOf(tensors[i], layout.role, ofNormalization));
        }
    }
}

} // namespace

GreyScale greyScaleOf(const NetworkSpec& spec)
{
    if (spec.imageScale == ImageScale::Centred) {
        return {{kImageMiddle}, {kImageDeviation}};
    }
    if (spec.inputChannels == 1) {
        return {{meanOf(kImagenetMean)}, {meanOf(kImagenetDeviation)}};
    }
    return {{kImagenetMean.begin(), kImagenetMean.end()},
            {kImagenetDeviation.begin(), kImagenetDeviation.end()}};
}

std::vector<NamedTensor> placed(const std::vector<NamedTensor>& tensors, c10::Device device,
                                bool channelsLast)
{
    std::vector<NamedTensor> result;
    for (const auto& [name, tensor] : tensors) {
        const bool reorder = channelsLast && tensor.dim() == 4;
        result.push_back({name, tensor.detach().to(tensor.options().device(device), false, true,
                                                   reorder ? at::MemoryFormat::ChannelsLast
                                                           : at::MemoryFormat::Contiguous)});
    }
    return result;
}

bool copyByName(const std::vector<NamedTensor>& from, const std::vector<NamedTensor>& to)
{
    std::unordered_map<std::string_view, const at::Tensor*> sources;
    for (const auto& [name, tensor] : from) {
        sources.emplace(name, &tensor);
    }
    std::vector<std::pair<const at::Tensor*, at::Tensor>> pairs;
    for (const auto& [name, tensor] : to) {
        const auto source = sources.find(name);
        if (source == sources.end() || source->second->sizes() != tensor.sizes()) {
            return false;
        }
        pairs.emplace_back(source->second, tensor.detach());
    }
    if (from.size() != to.size()) {
        return false;
    }
    const at::NoGradGuard noGradients;
    for (auto& [source, target] : pairs) {
        target.copy_(*source);
    }
    return true;
}

Network::Network(const NetworkSpec& spec, std::vector<NamedTensor> tensors)
    : m_spec(spec), m_tensors(std::move(tensors))
{
    auto graph = buildNetwork(spec);
    std::vector<NodeTensors> byNode(graph.nodes.size());
    std::size_t next = 0;
    forEachTensor(graph, byNode, [&](const TensorLayout& layout, at::Tensor& place) {
        assert(next < m_tensors.size());
        auto& [name, tensor] = m_tensors[next++];
        assert(name == layout.name && tensor.sizes() == layout.shape);
        if (layout.trained()) {
            tensor.set_requires_grad(true);
            m_parameters.push_back({name, tensor});
        }
        place = tensor;
    });
    assert(next == m_tensors.size());
    m_runner = std::make_shared<const GraphRunner>(std::move(graph), std::move(byNode));
}

Network::Network(const NetworkSpec& spec, NetworkGraph graph, std::vector<NodeTensors> tensors) : m_spec(spec)
{
    forEachTensor(graph, tensors, [&](const TensorLayout& layout, at::Tensor& place) {
        assert(place.sizes() == layout.shape);
        m_tensors.push_back({layout.name, place});
    });
    m_runner = std::make_shared<const GraphRunner>(std::move(graph), std::move(tensors));
}

Network Network::folded() const
{
    auto [graph, tensors] = foldBatchNormalization(*m_runner);
    return {m_spec, std::move(graph), std::move(tensors)};
}

bool Network::isChannelsLast() const
{
    // With one channel or one pixel both orders look alike.
    for (const auto& [name, tensor] : m_tensors) {
        if (tensor.dim() == 4 && !tensor.is_contiguous()) {
            return tensor.is_contiguous(at::MemoryFormat::ChannelsLast);
        }
    }
    return false;
}

void Network::freezeEncoder(bool frozen)
{
    for (const auto& [name, tensor] : m_parameters) {
        if (isOfEncoder(name)) {
            tensor.set_requires_grad(!frozen);
        }
    }
    m_frozenEncoder = frozen;
}

std::vector<at::Tensor> Network::run(const at::Tensor& images, const ForwardMode& mode, bool allOutputs) const
{
    auto shown = images;
    if (images.size(1) != m_spec.inputChannels) {
        shown = shown.expand({-1, m_spec.inputChannels, -1, -1});
    }
    shown = padToStride(scaled(shown, m_spec), m_spec.stride());
    if (m_spec.inputChannels > 1 && isChannelsLast()) {
        shown = shown.contiguous(at::MemoryFormat::ChannelsLast);
    }
    auto runnerMode = mode;
    runnerMode.frozenEncoder = m_frozenEncoder;
    auto outputs = m_runner->run(shown, runnerMode, allOutputs);
    outputs.front() = outputs.front().narrow(2, 0, images.size(2)).narrow(3, 0, images.size(3));
    return outputs;
}

at::Tensor Network::forward(const at::Tensor& images, const ForwardMode& mode) const
{
    return run(images, mode, false).front();
}

std::vector<at::Tensor> Network::forwardAll(const at::Tensor& images, const ForwardMode& mode) const
{
    return run(images, mode, true);
}

at::Tensor padToStride(const at::Tensor& images, int stride)
{
    const auto missing = [stride](std::int64_t side) { return (stride - side % stride) % stride; };
    const auto right = missing(images.size(-1));
    const auto below = missing(images.size(-2));
    return right == 0 && below == 0 ? images : at::replication_pad2d(images, {0, right, 0, below});
}

} // namespace sorby::learning
