// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/random.h"
#include "core/learning/network.h"
#include "core/learning/network_layout.h"

#include <ATen/CPUGeneratorImpl.h>
#include <ATen/ops/empty.h>

#include <cmath>

namespace sorby::learning {
namespace {

/// Small enough for first logits near 0, large enough for gradients to pass.
constexpr double kHeadGain = 0.1;

double initialDeviation(const TensorLayout& layout)
{
    const auto window = static_cast<double>(layout.shape[2] * layout.shape[3]);
    const auto seen = static_cast<double>(layout.shape[1]) * window;
    switch (layout.role) {
    case TensorRole::ReluConvolution:
        return std::sqrt(2.0 / seen); // He et al. 2015
    case TensorRole::LinearConvolution:
        return std::sqrt(1.0 / seen);
    case TensorRole::TransposedConvolution:
        // With the kernel as long as the stride each output pixel sees one weight of every input channel.
        return std::sqrt(1.0 / static_cast<double>(layout.shape[0]));
    case TensorRole::HeadConvolution:
        return kHeadGain * std::sqrt(1.0 / seen);
    default:
        break;
    }
    return 0;
}

} // namespace

std::vector<NamedTensor> initialTensors(const NetworkSpec& spec, std::uint64_t seed)
{
    std::vector<NamedTensor> tensors;
    for (const auto& layout : networkLayout(spec)) {
        auto tensor = at::empty(layout.shape, at::kFloat);
        switch (layout.role) {
        case TensorRole::Bias:
        case TensorRole::HeadBias:
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

} // namespace sorby::learning
