// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/result.h"
#include "core/learning/augmentation/sample_augmentation.h"
#include "core/learning/batch.h"
#include "core/learning/devices.h"
#include "core/learning/distributed/step_together.h"
#include "core/learning/loss_scale.h"
#include "core/learning/losses.h"
#include "core/learning/network.h"
#include "core/learning/optimizer.h"
#include "core/learning/training_data.h"

#include <cstdint>
#include <functional>
#include <memory>
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

/// One optimiser step on an effective batch, in as many micro-batches as the memory asks for. Of several
/// processes each is given its part of the batch, which may be empty; all make the same step at once.
class TrainStep {
  public:
    struct Watch {
        std::function<void(const std::string&)> notice; ///< told when memory ran out and what is done
        std::function<void()> beforeMicroBatch;         ///< may be empty; an exception is one of the step
    };

    TrainStep(Network& network, Optimizer& optimizer, const Device& device, const StepSettings& settings,
              Watch watch, std::shared_ptr<ProcessGroup> processes = oneProcess());

    /// The loss over the effective batch, on the device. Error Cancelled on a stop request to any process,
    /// checked before every micro-batch: the weights are then as before the step. When memory runs out the
    /// micro-batch is halved, then checkpointing is tried, and the step is made anew, by all processes; Error
    /// OutOfMemory when nothing helps. `first` says which sample of the training the first of the effective
    /// batch is, for what is drawn to augment it.
    [[nodiscard]] Result<LossSum> run(std::span<const Sample> batch, const std::stop_token& stop,
                                      const SamplePlace& first = {});

    [[nodiscard]] const StepSettings& settings() const { return m_settings; }
    /// Of fp16; part of what a training needs to go on.
    [[nodiscard]] LossScale& lossScale() { return m_lossScale; }

  private:
    /// The micro-batches of this process' part, up to their gradients.
    [[nodiscard]] StepOutcome accumulate(std::span<const Sample> part, const EffectiveBatch& whole,
                                         const std::stop_token& stop, const SamplePlace& first);
    [[nodiscard]] Result<LossSum> apply(const LossSum& total, const std::vector<at::Tensor>& statistics,
                                        double shareOfBatch);
    /// A micro-batch on the device, augmented; `offset` is its first sample's place in the effective batch.
    [[nodiscard]] Batch prepare(std::span<const Sample> part, Size size, SamplePlace first,
                                std::size_t offset) const;
    [[nodiscard]] std::vector<at::Tensor> copiedStatistics() const;
    void restoreStatistics(const std::vector<at::Tensor>& copies) const;
    [[nodiscard]] Status useLessMemory();
    [[nodiscard]] std::uint64_t dropoutSeed(std::size_t firstOfBatch) const;

    Network& m_network;
    Optimizer& m_optimizer;
    Device m_device;
    StepSettings m_settings;
    LossScale m_lossScale;
    Watch m_watch;
    StepTogether m_together;
    std::vector<at::Tensor> m_statistics; ///< the running ones, which a forward pass changes
};

} // namespace sorby::learning
