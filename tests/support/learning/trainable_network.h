// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/learning/network.h"
#include "core/learning/optimizer.h"
#include "core/learning/train_step.h"

#include <filesystem>
#include <functional>
#include <span>
#include <string>
#include <vector>

namespace sorby::learning {

/// A new network with its optimiser on a device, put together as the trainer does it; equal arguments give
/// equal beginnings.
class TrainableNetwork {
  public:
    TrainableNetwork(const NetworkSpec& spec, const Device& device, const StepSettings& settings);
    TrainableNetwork(const TrainableNetwork&) = delete;
    TrainableNetwork& operator=(const TrainableNetwork&) = delete;

    /// One optimiser step. The loss stays on the device, so that a step need not wait for it.
    [[nodiscard]] Result<LossSum> run(std::span<const Sample> batch, const std::stop_token& stop = {});
    /// The same, and the mean loss.
    [[nodiscard]] Result<double> runForLoss(std::span<const Sample> batch);

    /// All trained numbers in one row on the CPU, in the order of the network's parameters.
    [[nodiscard]] at::Tensor weights() const;
    /// The running statistics of the normalisation in the same way; empty without.
    [[nodiscard]] at::Tensor statistics() const;
    /// The gradients of the first step: after it the first moment of Adam is a tenth of them.
    [[nodiscard]] at::Tensor firstGradients() const;
    [[nodiscard]] Status write(const std::filesystem::path& checkpoint) const;

    [[nodiscard]] const Network& network() const { return m_network; }
    [[nodiscard]] const StepSettings& settings() const { return m_step.settings(); }

    std::vector<std::string> notices;
    std::function<void()> beforeMicroBatch; ///< may be empty
    int microBatches = 0;                   ///< begun so far

  private:
    Network m_network;
    Optimizer m_optimizer;
    TrainStep m_step;
};

/// The mean of a loss over its pixels; waits for the device.
[[nodiscard]] double meanOf(const LossSum& loss);

} // namespace sorby::learning
