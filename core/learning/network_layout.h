// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/learning/network_graph.h"

#include <cstdint>
#include <string>
#include <vector>

namespace sorby::learning {

/// What a tensor of the network is for; decides how it starts and whether it is trained.
enum class TensorRole {
    ReluConvolution,       ///< weights of a convolution that a ReLU follows
    LinearConvolution,     ///< weights of one that none follows
    TransposedConvolution, ///< stored [in, out, height, width], unlike the others
    HeadConvolution,       ///< weights of a convolution into logits
    Bias,                  ///< starts at 0
    HeadBias,              ///< of a convolution into logits
    NormalizationScale,    ///< starts at 1
    RunningMean,           ///< statistics of batch normalisation, not trained
    RunningVariance,
};

/// One tensor of the network: its name in checkpoints and its shape, outermost dimension first.
struct TensorLayout {
    std::string name;
    std::vector<std::int64_t> shape;
    TensorRole role = TensorRole::Bias;

    [[nodiscard]] bool trained() const
    {
        return role != TensorRole::RunningMean && role != TensorRole::RunningVariance;
    }
    [[nodiscard]] std::uint64_t elements() const;
};

/// The tensors of one node: weight and bias, then those of the normalisation.
[[nodiscard]] std::vector<TensorLayout> layoutOf(const NetworkGraph& graph, const Node& node);
/// All tensors of a network in the order of its nodes, known without building it.
[[nodiscard]] std::vector<TensorLayout> layoutOf(const NetworkGraph& graph);
[[nodiscard]] std::vector<TensorLayout> networkLayout(const NetworkSpec& spec);

/// Does a tensor or normalisation of this name belong to the encoder, of the classical U-Net its contracting
/// path?
[[nodiscard]] bool isOfEncoder(const std::string& name);

/// Trained numbers in all.
[[nodiscard]] std::uint64_t parameterCount(const NetworkGraph& graph);
[[nodiscard]] std::uint64_t parameterCount(const NetworkSpec& spec);

} // namespace sorby::learning
