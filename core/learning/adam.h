// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/learning/network.h"

#include <cstdint>
#include <vector>

namespace sorby::learning {

/// The optimiser Adam (Kingma and Ba 2015) with beta 0.9 and 0.999, epsilon 1e-8, no weight decay.
class Adam {
  public:
    Adam(const std::vector<NamedTensor>& parameters, double learningRate);

    /// One step with each parameter's gradient divided by `divisor`, which is of one number. Parameters
    /// without a gradient stay as they are.
    void step(const at::Tensor& divisor);
    void clearGradients();

    [[nodiscard]] std::int64_t steps() const { return m_steps; }
    /// The moments, named "optimizer.first.NAME" and "optimizer.second.NAME".
    [[nodiscard]] std::vector<NamedTensor> state() const;

  private:
    std::vector<NamedTensor> m_parameters;
    std::vector<at::Tensor> m_first;
    std::vector<at::Tensor> m_second;
    double m_learningRate;
    std::int64_t m_steps = 0;
};

} // namespace sorby::learning
