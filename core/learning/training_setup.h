// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/result.h"
#include "core/learning/checkpoint_folder.h"
#include "core/learning/devices.h"
#include "core/learning/distributed/batch_share.h"
#include "core/learning/engine.h"
#include "core/learning/losses.h"
#include "core/learning/memory_plan.h"
#include "core/learning/network.h"
#include "core/learning/sample_order.h"

#include <cstdint>
#include <filesystem>
#include <functional>
#include <stop_token>
#include <string>
#include <vector>

namespace sorby::learning {

/// The options with what depends on the data: patches no larger than the largest image, and as many epochs as
/// show the network the wanted number of samples.
[[nodiscard]] TrainOptions fittedTo(const TrainingData& data, TrainOptions options);

/// What a training is given, and what follows from it before the first step: how it fits into the memory,
/// what its loss weighs, and the weights it begins with.
class TrainingSetup {
  public:
    /// Told what a person should know.
    using Notice = std::function<void(const std::string&)>;

    const TrainOptions options;
    const TrainingData& data;
    const std::filesystem::path runFolder;
    const Device device;
    const Precision precision; ///< never Auto
    const std::stop_token stop;
    const TrainOrigin origin; ///< with its processes, one or several
    const SampleOrder order{options, data};
    /// This process' part of every effective batch.
    const BatchShare share{order.samplesPerEpoch(), static_cast<std::size_t>(options.batch),
                           origin.processes->rank(), origin.processes->size()};
    const std::uint64_t limitBytes = processLimit();

    [[nodiscard]] ProcessGroup& processes() const { return *origin.processes; }
    [[nodiscard]] std::size_t samplesAhead() const;
    /// Memory that no graph knows: samples read ahead, libraries, the averaged weights.
    [[nodiscard]] std::uint64_t otherBytes() const;
    /// Every so many epochs there is a validation. Long trainings of little data would spend most of their
    /// time on it: they validate so often that it takes a quarter of it at most, and at least twenty times in
    /// all.
    [[nodiscard]] int epochsToValidation() const;
    [[nodiscard]] Result<MemoryPlan> plan() const;
    [[nodiscard]] PlanEvent describe(const MemoryPlan& plan) const;
    /// The loss, with the classes weighed by their shares of the training images when asked.
    [[nodiscard]] Result<LossSettings> lossWithWeights() const;
    /// Random weights, those of a file, or the newest checkpoint, whose plan is kept where there is still
    /// room for it; the same in all processes.
    [[nodiscard]] Result<TrainingState> firstState(MemoryPlan& plan, const Notice& notice) const;

  private:
    [[nodiscard]] std::uint64_t processLimit() const;
    /// The most samples that a step of this process has.
    [[nodiscard]] int largestPart() const;
    [[nodiscard]] Result<TrainingState> ownFirstState(MemoryPlan& plan, const Notice& notice) const;
    [[nodiscard]] Status agree(const TrainingState& state) const;
    [[nodiscard]] Result<std::vector<NamedTensor>> firstTensors(const Notice& notice) const;
};

} // namespace sorby::learning
