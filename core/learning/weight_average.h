// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/result.h"
#include "core/learning/network.h"

#include <cstdint>
#include <vector>

namespace sorby::learning {

/// An exponential moving average of a network's weights and running statistics over the steps of its
/// training: average = decay * average + (1 - decay) * weights (Polyak and Juditsky 1992; Tarvainen and
/// Valpola 2017). It is steadier than the weights themselves. In the first steps the decay is smaller, (1 +
/// steps) / (10 + steps), so that the random first weights are soon forgotten.
class WeightAverage {
  public:
    /// Begins with the network's weights as they are.
    WeightAverage(const Network& network, double decay);

    /// After optimiser step number `steps`, from 1, of the network that it was made of.
    void add(const Network& network, std::int64_t steps);
    /// The average as a network of its own, on the same device.
    [[nodiscard]] const Network& network() const { return m_average; }
    /// Goes on from the tensors of a network() of the same kind. Error Mismatch otherwise.
    [[nodiscard]] Status restore(const std::vector<NamedTensor>& tensors);

  private:
    Network m_average;
    double m_decay;
};

} // namespace sorby::learning
