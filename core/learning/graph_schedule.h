// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/learning/network_graph.h"

#include <vector>

namespace sorby::learning {

/// Nodes that are computed one after another, and again together when checkpointing.
struct ScheduledBlock {
    std::vector<int> nodes;
    std::vector<int> inputs;         ///< nodes of earlier blocks whose maps it needs, the image included
    std::vector<int> outputs;        ///< its own nodes whose maps are needed later, or are the network's
    std::vector<int> finishedInputs; ///< those of `inputs` that no later block needs
    /// By place in `nodes`: maps that the rest of the block does not need, its outputs apart.
    std::vector<std::vector<int>> finished;
};

using Schedule = std::vector<ScheduledBlock>;

/// For the logits alone or for all outputs; nodes that these do not need are left out.
[[nodiscard]] Schedule scheduleOf(const NetworkGraph& graph, bool allOutputs);

} // namespace sorby::learning
