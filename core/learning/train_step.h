// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/result.h"
#include "core/learning/augmentation/sample_augmentation.h"
#include "core/learning/batch.h"
#include "core/learning/devices.h"
#include "core/learning/loss_scale.h"
#include "core/learning/losses.h"
#include "core/learning/network.h"
#include "core/learning/optimizer.h"
#include "core/learning/training_data.h"

#include <cstdint>
#include <functional>
#include <span>
#include <stop_token>
#include <string>

namespace sorby::learning {

struct StepSettings {
    int microBatch = 1;
    bool checkpointing = false;
    bool bf16 = false;
    std::uint64_t seed = 0; ///< of what dropout drops, and of the augmentation
    LossSettings loss = {};
    bool fp16 = false; ///< in the place of bf16, with the loss scaled
    AugmentationSettings augmentation{false, false, false};
};

/// One optimiser step on an effective batch, in as many micro-batches as the memory asks for.
class TrainStep {
  public:
    struct Watch {
        std::function<void(const std::string&)> notice; ///< told when memory ran out and what is done
        std::function<void()> beforeMicroBatch;         ///< may be empty; an exception is one of the step
    };

    TrainStep(Network& network, Optimizer& optimizer, const Device& device, const StepSettings& settings,
              Watch watch);

    /// The loss over the batch, on the device. Error Cancelled on a stop request, checked before every
    /// micro-batch: the weights are then as before the step. When memory runs out the micro-batch is halved,
    /// then checkpointing is tried, and the step is made anew; Error OutOfMemory when nothing helps. `first`
    /// says which sample of the training the first of the batch is, for what is drawn to augment it.
    [[nodiscard]] Result<LossSum> run(std::span<const Sample> batch, const std::stop_token& stop,
                                      const SamplePlace& first = {});

    [[nodiscard]] const StepSettings& settings() const { return m_settings; }
    /// Of fp16; part of what a training needs to go on.
    [[nodiscard]] LossScale& lossScale() { return m_lossScale; }

  private:
    Result<LossSum> attempt(std::span<const Sample> batch, const std::stop_token& stop,
                            const SamplePlace& first);
    /// A part of the batch on the device, augmented; `offset` is its first sample's place in the batch.
    [[nodiscard]] Batch prepare(std::span<const Sample> part, Size size, SamplePlace first,
                                std::size_t offset) const;
    [[nodiscard]] Status useLessMemory();
    [[nodiscard]] std::uint64_t dropoutSeed(std::size_t firstOfBatch) const;

    Network& m_network;
    Optimizer& m_optimizer;
    Device m_device;
    StepSettings m_settings;
    LossScale m_lossScale;
    Watch m_watch;
};

} // namespace sorby::learning
