// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <ATen/core/Tensor.h>

#include <vector>

namespace sorby::learning {

/// By how much the loss is enlarged before the backward pass in fp16, whose smallest numbers would make small
/// gradients nothing (Micikevicius et al. 2018). It is halved when a gradient became infinite (the step is
/// then left out) and doubled after many steps without one.
class LossScale {
  public:
    /// A loss summed over pixels is that much larger already; what it is doubled after is as usual.
    static constexpr double kFirst = 1;
    static constexpr int kStepsToDouble = 2000;

    struct State {
        double scale = kFirst;
        int stepsSinceChange = 0;
        bool operator==(const State&) const = default;
    };

    [[nodiscard]] double scale() const { return m_state.scale; }
    /// Is every gradient finite? Changes the scale for the next step. Waits for the device.
    [[nodiscard]] bool check(const std::vector<at::Tensor>& gradients);

    [[nodiscard]] const State& state() const { return m_state; }
    void restore(const State& state) { m_state = state; }

  private:
    State m_state;
};

} // namespace sorby::learning
