// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/learning/network.h"

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
constexpr double kImageScale = 4;

/// Mean and standard deviation of ImageNet's red, green and blue, as torchvision's weights expect them.
constexpr std::array<double, 3> kImagenetMean{0.485, 0.456, 0.406};
constexpr std::array<double, 3> kImagenetDeviation{0.229, 0.224, 0.225};

double meanOf(const std::array<double, 3>& channels)
{
    return std::accumulate(channels.begin(), channels.end(), 0.0) / 3;
}

at::Tensor scaled(const at::Tensor& images, const NetworkSpec& spec)
{
    if (spec.imageScale == ImageScale::Centred) {
        return (images - kImageMiddle) * kImageScale;
    }
    if (spec.inputChannels == 1) {
        return (images - meanOf(kImagenetMean)) * (1 / meanOf(kImagenetDeviation));
    }
    const auto perChannel = [&](const std::array<double, 3>& values) {
        return at::tensor({values[0], values[1], values[2]}, images.options()).reshape({1, 3, 1, 1});
    };
    return (images - perChannel(kImagenetMean)) / perChannel(kImagenetDeviation);
}

void assign(NodeTensors& node, TensorRole role, bool ofNormalization, const at::Tensor& tensor)
{
    switch (role) {
    case TensorRole::Bias:
        (ofNormalization ? node.shift : node.bias) = tensor;
        break;
    case TensorRole::HeadBias:
        node.bias = tensor;
        break;
    case TensorRole::NormalizationScale:
        node.scale = tensor;
        break;
    case TensorRole::RunningMean:
        node.runningMean = tensor;
        break;
    case TensorRole::RunningVariance:
        node.runningVariance = tensor;
        break;
    default:
        node.weight = tensor;
    }
}

} // namespace

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
    for (std::size_t i = 0; i < graph.nodes.size(); ++i) {
        bool ofNormalization = false; // whose tensors come behind the convolution's
        for (const auto& layout : layoutOf(graph, graph.nodes[i])) {
            assert(next < m_tensors.size());
            auto& [name, tensor] = m_tensors[next++];
            assert(name == layout.name && tensor.sizes() == layout.shape);
            if (layout.trained()) {
                tensor.set_requires_grad(true);
                m_parameters.push_back({name, tensor});
            }
            ofNormalization = ofNormalization || layout.role == TensorRole::NormalizationScale;
            assign(byNode[i], layout.role, ofNormalization, tensor);
        }
    }
    assert(next == m_tensors.size());
    m_runner = std::make_shared<const GraphRunner>(std::move(graph), std::move(byNode));
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
