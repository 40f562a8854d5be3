// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/learning/network.h"
#include "core/learning/optimizer.h"
#include "core/learning/train_step.h"
#include "core/learning/weight_average.h"

#include <memory>
#include <optional>
#include <utility>

namespace sorby::learning {

/// What learns: the network with all that changes while it is trained.
struct Learner {
    Network network;
    Optimizer optimizer;
    std::optional<WeightAverage> average;
    TrainStep step;

    Learner(Network given, const TrainOptions& options, const Device& device, const StepSettings& settings,
            TrainStep::Watch watch, std::shared_ptr<ProcessGroup> processes)
        : network(std::move(given)),
          optimizer(network.parameters(), optimizerSettings(options)),
          step(network, optimizer, device, settings, std::move(watch), std::move(processes))
    {
        if (options.averageDecay > 0) {
            average.emplace(network, options.averageDecay);
        }
    }
    Learner(const Learner&) = delete;
    Learner& operator=(const Learner&) = delete;

    /// What is validated and kept: the average where there is one.
    [[nodiscard]] const Network& result() const { return average ? average->network() : network; }
};

} // namespace sorby::learning
