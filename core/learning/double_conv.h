// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <ATen/core/Tensor.h>

namespace sorby::learning {

/// A 3x3 convolution with zero padding, batch normalisation when its tensors are there, and a ReLU.
struct ConvUnit {
    at::Tensor weight;
    at::Tensor bias;  ///< undefined with normalisation
    at::Tensor scale; ///< the five below are undefined without
    at::Tensor shift;
    at::Tensor runningMean;
    at::Tensor runningVariance;
};

/// Two convolution units: what the U-Net has on every level.
struct DoubleConv {
    ConvUnit first;
    ConvUnit second;
};

struct ForwardMode {
    bool training = false;      ///< batch statistics instead of the running ones, which are updated
    bool checkpointing = false; ///< keep only each block's input and compute the block again backwards
};

[[nodiscard]] at::Tensor forward(const DoubleConv& block, const at::Tensor& input, const ForwardMode& mode);

} // namespace sorby::learning
