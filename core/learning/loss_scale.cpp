// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/learning/loss_scale.h"

#include <ATen/core/grad_mode.h>
#include <ATen/ops/_amp_foreach_non_finite_check_and_unscale.h>
#include <ATen/ops/ones.h>
#include <ATen/ops/zeros.h>

#include <algorithm>

namespace sorby::learning {
namespace {

constexpr double kSmallest = 1.0 / (1 << 24);
constexpr double kLargest = 1 << 24;

} // namespace

bool LossScale::check(const std::vector<at::Tensor>& gradients)
{
    if (gradients.empty()) {
        return true;
    }
    const at::NoGradGuard noGradients;
    const auto options = gradients.front().options().dtype(at::kFloat).requires_grad(false);
    auto found = at::zeros({1}, options);
    // Multiplied by 1, so that only the look at them is left.
    at::_amp_foreach_non_finite_check_and_unscale_(gradients, found, at::ones({1}, options));
    const bool isFinite = found.item<float>() == 0;
    if (!isFinite) {
        m_state = {std::max(m_state.scale / 2, kSmallest), 0};
    } else if (++m_state.stepsSinceChange >= kStepsToDouble) {
        m_state = {std::min(m_state.scale * 2, kLargest), 0};
    }
    return isFinite;
}

} // namespace sorby::learning
