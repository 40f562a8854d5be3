// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/learning/unet.h"

#include "core/base/random.h"
#include "core/learning/network_layout.h"

#include <ATen/CPUGeneratorImpl.h>
#include <ATen/TensorOperators.h>
#include <ATen/ops/cat.h>
#include <ATen/ops/conv2d.h>
#include <ATen/ops/conv_transpose2d.h>
#include <ATen/ops/empty.h>
#include <ATen/ops/max_pool2d.h>
#include <ATen/ops/replication_pad2d.h>

#include <cassert>
#include <cmath>
#include <map>

namespace sorby::learning {
namespace {

/// Small enough for first logits near 0, large enough for gradients to pass.
constexpr double kHeadGain = 0.1;

/// Images come as 0..1, mostly around the middle. Brought to mean 0 and variance 1, roughly, they train in a
/// third of the epochs that they take as they come.
constexpr double kImageMiddle = 0.5;
constexpr double kImageScale = 4;

double initialDeviation(const TensorLayout& layout)
{
    const auto in = static_cast<double>(layout.shape[1]);
    switch (layout.role) {
    case TensorRole::ReluConvolution:
        return std::sqrt(2.0 / (in * 9));
    case TensorRole::LinearConvolution:
        // Stored [in, out, 2, 2]; with stride 2 each output pixel sees one weight of every input channel.
        return std::sqrt(1.0 / static_cast<double>(layout.shape[0]));
    case TensorRole::HeadConvolution:
        return kHeadGain * std::sqrt(1.0 / in);
    default:
        break;
    }
    return 0;
}

class TensorsByName {
  public:
    explicit TensorsByName(const std::vector<NamedTensor>& tensors)
    {
        for (const auto& [name, tensor] : tensors) {
            m_tensors[name] = tensor;
        }
    }
    /// Undefined when the network has none of that name.
    [[nodiscard]] at::Tensor get(const std::string& name) const
    {
        const auto found = m_tensors.find(name);
        return found == m_tensors.end() ? at::Tensor() : found->second;
    }
    [[nodiscard]] ConvUnit unit(const std::string& block, const std::string& number) const
    {
        const auto convolution = block + ".conv" + number;
        const auto norm = block + ".norm" + number;
        return {get(convolution + ".weight"), get(convolution + ".bias"),  get(norm + ".weight"),
                get(norm + ".bias"),          get(norm + ".running_mean"), get(norm + ".running_var")};
    }
    [[nodiscard]] DoubleConv block(const std::string& name) const
    {
        return {unit(name, "1"), unit(name, "2")};
    }

  private:
    std::map<std::string, at::Tensor> m_tensors;
};

} // namespace

std::vector<NamedTensor> initialTensors(const NetworkSpec& spec, std::uint64_t seed)
{
    std::vector<NamedTensor> tensors;
    for (const auto& layout : networkLayout(spec)) {
        auto tensor = at::empty(layout.shape, at::kFloat);
        switch (layout.role) {
        case TensorRole::Bias:
        case TensorRole::RunningMean:
            tensor.zero_();
            break;
        case TensorRole::NormalizationScale:
        case TensorRole::RunningVariance:
            tensor.fill_(1);
            break;
        default:
            tensor.normal_(0, initialDeviation(layout),
                           at::detail::createCPUGenerator(deriveSeed(seed, "weights", tensors.size())));
        }
        tensors.push_back({layout.name, tensor});
    }
    return tensors;
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

UNet::UNet(const NetworkSpec& spec, std::vector<NamedTensor> tensors)
    : m_spec(spec), m_tensors(std::move(tensors))
{
    const auto layout = networkLayout(spec);
    assert(layout.size() == m_tensors.size());
    for (std::size_t i = 0; i < layout.size(); ++i) {
        assert(layout[i].name == m_tensors[i].name && m_tensors[i].tensor.sizes() == layout[i].shape);
        if (layout[i].trained()) {
            m_tensors[i].tensor.set_requires_grad(true);
            m_parameters.push_back(m_tensors[i]);
        }
    }
    const TensorsByName named(m_tensors);
    for (int level = 0; level < spec.depth; ++level) {
        const auto number = std::to_string(level);
        m_encoder.push_back(named.block("encoder." + number));
        m_decoder.push_back(named.block("decoder." + number));
        m_up.push_back(
            {named.get("decoder." + number + ".up.weight"), named.get("decoder." + number + ".up.bias")});
    }
    m_bottom = named.block("bottom");
    m_headWeight = named.get("head.weight");
    m_headBias = named.get("head.bias");
}

bool UNet::isChannelsLast() const
{
    // Any weight with more than one channel on both sides tells; with one both orders look alike.
    return m_bottom.second.weight.is_contiguous(at::MemoryFormat::ChannelsLast) &&
           !m_bottom.second.weight.is_contiguous();
}

at::Tensor UNet::forward(const at::Tensor& images, const ForwardMode& mode) const
{
    const auto height = images.size(2);
    const auto width = images.size(3);
    auto features = padToStride((images - kImageMiddle) * kImageScale, m_spec.stride());
    std::vector<at::Tensor> skips;
    for (const auto& block : m_encoder) {
        skips.push_back(learning::forward(block, features, mode));
        features = at::max_pool2d(skips.back(), 2);
    }
    features = learning::forward(m_bottom, features, mode);
    for (std::size_t level = m_decoder.size(); level-- > 0;) {
        // Each map is let go as soon as nothing needs it: without gradients that halves the peak.
        features = at::conv_transpose2d(features, m_up[level].weight, m_up[level].bias, 2);
        features = at::cat({std::move(skips.back()), std::move(features)}, 1);
        skips.pop_back();
        features = learning::forward(m_decoder[level], features, mode);
    }
    features = at::conv2d(features, m_headWeight, m_headBias);
    return features.narrow(2, 0, height).narrow(3, 0, width);
}

at::Tensor padToStride(const at::Tensor& images, int stride)
{
    const auto missing = [stride](std::int64_t side) { return (stride - side % stride) % stride; };
    const auto right = missing(images.size(-1));
    const auto below = missing(images.size(-2));
    return right == 0 && below == 0 ? images : at::replication_pad2d(images, {0, right, 0, below});
}

} // namespace sorby::learning
