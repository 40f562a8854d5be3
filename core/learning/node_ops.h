// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/learning/network_graph.h"

#include <ATen/core/Tensor.h>

#include <cstdint>
#include <vector>

namespace sorby::learning {

/// Stands beside the variance in every normalisation.
inline constexpr double kNormalizationEpsilon = 1e-5;

/// The tensors of one node; those that it has not are undefined.
struct NodeTensors {
    at::Tensor weight;
    at::Tensor bias;
    at::Tensor scale; ///< of the normalisation, like the three below
    at::Tensor shift;
    at::Tensor runningMean;
    at::Tensor runningVariance;
};

/// What a node's map depends on besides its inputs and tensors.
struct NodeMode {
    bool training = false;         ///< batch statistics, dropout
    bool updateStatistics = true;  ///< in training: does the batch count in the running statistics?
    std::uint64_t dropoutSeed = 0; ///< of this node
};

/// The map of one node, [N, channels, H, W]. Every call with the same arguments gives the same. Inputs are
/// let go as soon as they are not needed: give away what nothing else needs.
[[nodiscard]] at::Tensor computeNode(const Node& node, std::vector<at::Tensor> inputs,
                                     const NodeTensors& tensors, const NodeMode& mode);

} // namespace sorby::learning
