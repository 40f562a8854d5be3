// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/learning/options.h"

#include <cstdint>
#include <string>
#include <vector>

namespace sorby::learning {

/// What a tensor of the network is for; decides how it starts and whether it is trained.
enum class TensorRole {
    ReluConvolution,    ///< weights of a convolution that a ReLU follows
    LinearConvolution,  ///< weights of a transposed convolution; nothing follows it
    HeadConvolution,    ///< weights of the 1x1 head
    Bias,               ///< starts at 0
    NormalizationScale, ///< starts at 1
    RunningMean,        ///< statistics of batch normalisation, not trained
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

/// All tensors of the classical U-Net (Ronneberger et al. 2015, with padding), known without building it:
/// encoder.L, bottom and decoder.L are blocks of two 3x3 convolutions, decoder.L.up the transposed 2x2
/// convolution into level L, head the 1x1 convolution. A convolution before a normalisation has no bias.
[[nodiscard]] std::vector<TensorLayout> networkLayout(const NetworkSpec& spec);

/// Trained numbers in all.
[[nodiscard]] std::uint64_t parameterCount(const NetworkSpec& spec);

} // namespace sorby::learning
