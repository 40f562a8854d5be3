// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/learning/graph_schedule.h"
#include "core/learning/node_ops.h"

#include <cstdint>
#include <vector>

namespace sorby::learning {

struct ForwardMode {
    bool training = false;      ///< batch statistics instead of the running ones, which are updated; dropout
    bool checkpointing = false; ///< keep only what passes between blocks and compute each block again
                                ///< backwards
    std::uint64_t dropoutSeed = 0;
    bool frozenEncoder = false; ///< the encoder's normalisation goes by its running statistics and keeps them
};

/// Computes a graph. Has to live until the backward pass is done.
class GraphRunner {
  public:
    /// `tensors` by node; shared with whoever made them.
    GraphRunner(NetworkGraph graph, std::vector<NodeTensors> tensors);

    /// The logits, or all outputs of the graph; `image` is padded to the graph's stride. Each map is let go
    /// as soon as nothing needs it.
    [[nodiscard]] std::vector<at::Tensor> run(const at::Tensor& image, const ForwardMode& mode,
                                              bool allOutputs = false) const;

    [[nodiscard]] const NetworkGraph& graph() const { return m_graph; }
    [[nodiscard]] const NodeTensors& tensors(int node) const
    {
        return m_tensors[static_cast<std::size_t>(node)];
    }

    /// One block by itself: the maps of `block.inputs` to those of `block.outputs`, with other tensors than
    /// the runner's when `tensors` (by node of the block) are given.
    [[nodiscard]] std::vector<at::Tensor> runBlock(const ScheduledBlock& block,
                                                   std::vector<at::Tensor> inputs, const ForwardMode& mode,
                                                   bool updateStatistics,
                                                   const std::vector<NodeTensors>& tensors = {}) const;

  private:
    NetworkGraph m_graph;
    std::vector<NodeTensors> m_tensors;
    Schedule m_logitsAlone;
    Schedule m_allOutputs;
};

} // namespace sorby::learning
