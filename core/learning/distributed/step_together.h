// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/learning/distributed/process_group.h"
#include "core/learning/losses.h"
#include "core/learning/network.h"

#include <memory>
#include <span>
#include <vector>

namespace sorby::learning {

/// The effective batch that the processes' parts make up.
struct EffectiveBatch {
    LossTotals totals;
    Size size;              ///< the common one of all its samples
    std::size_t count = 0;  ///< samples
    std::size_t offset = 0; ///< how many of them come before this process' part
};

/// How the micro-batches of a process went.
struct StepOutcome {
    bool stopped = false;
    bool memoryRanOut = false;
    LossSum loss; ///< its tensors may be undefined: no sample
};

/// What the processes of a training say to each other in one optimiser step. With one process nothing is
/// said.
class StepTogether {
  public:
    StepTogether(std::shared_ptr<ProcessGroup> processes, const Network& network);

    /// Before the first micro-batch, with this process' part. `withTotals`: does the loss look at whole
    /// images? Error Cancelled when one of them was stopped.
    [[nodiscard]] Result<EffectiveBatch> begin(std::span<const Sample> part, bool withTotals, bool stopped);
    /// After the last one: stopped or out of memory when one of them was, and the loss of all.
    [[nodiscard]] Result<StepOutcome> agree(const StepOutcome& own);
    /// After an outcome in which nothing went wrong: adds up the gradients, and averages the running
    /// statistics, which were `before` in all processes, each by its share of the batch.
    [[nodiscard]] Status combine(const std::vector<at::Tensor>& statistics,
                                 const std::vector<at::Tensor>& before, double shareOfBatch);

  private:
    std::shared_ptr<ProcessGroup> m_processes;
    const Network& m_network;
    std::vector<double> m_withGradient; ///< of each parameter: so many processes have one
};

} // namespace sorby::learning
