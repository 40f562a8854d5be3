// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/learning/graph_runner.h"

namespace sorby::learning {

/// Gradient checkpointing (Chen et al. 2016): like GraphRunner::runBlock() in training, but of all that the
/// block computes only its inputs and outputs are kept; backwards it is computed once more with gradients.
/// The running statistics are updated in the first pass alone, dropout drops the same values in both, and the
/// second pass computes in the precision of the first.
[[nodiscard]] std::vector<at::Tensor> runCheckpointed(const GraphRunner& runner, const ScheduledBlock& block,
                                                      const std::vector<at::Tensor>& inputs,
                                                      const ForwardMode& mode);

} // namespace sorby::learning
