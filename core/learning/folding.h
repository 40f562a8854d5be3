// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/learning/graph_runner.h"

#include <vector>

namespace sorby::learning {

struct FoldedGraph {
    NetworkGraph graph;
    std::vector<NodeTensors> tensors; ///< by node, without gradients
};

/// The same graph without batch normalisation, for inference: what it does with the running statistics is
/// linear, and so is the convolution before it. With s = scale / sqrt(variance + epsilon) the weights become
/// s * weight and the bias s * (bias - mean) + shift, computed in fp64. One pass over the map less for each.
[[nodiscard]] FoldedGraph foldBatchNormalization(const GraphRunner& runner);

} // namespace sorby::learning
