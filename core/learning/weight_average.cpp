// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/learning/weight_average.h"

#include <ATen/core/grad_mode.h>
#include <ATen/ops/_foreach_lerp.h>

#include <algorithm>

namespace sorby::learning {
namespace {

std::vector<at::Tensor> withoutNames(const std::vector<NamedTensor>& named)
{
    std::vector<at::Tensor> tensors;
    for (const auto& [name, tensor] : named) {
        tensors.push_back(tensor.detach());
    }
    return tensors;
}

} // namespace

WeightAverage::WeightAverage(const Network& network, double decay)
    : m_average(network.spec(), placed(network.tensors(), network.device(), network.isChannelsLast())),
      m_decay(decay)
{}

void WeightAverage::add(const Network& network, std::int64_t steps)
{
    const at::NoGradGuard noGradients;
    const auto count = static_cast<double>(steps);
    const double decay = std::min(m_decay, (1 + count) / (10 + count));
    const auto average = withoutNames(m_average.tensors());
    at::_foreach_lerp_(average, withoutNames(network.tensors()), 1 - decay);
}

Status WeightAverage::restore(const std::vector<NamedTensor>& tensors)
{
    if (!copyByName(tensors, m_average.tensors())) {
        return Error{ErrorCode::Mismatch, "its averaged weights are of another network", {}};
    }
    return {};
}

} // namespace sorby::learning
