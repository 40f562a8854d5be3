// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <ATen/core/Tensor.h>

namespace sorby::learning {

/// A loss as sum and count, so that micro-batches add up exactly to the mean over a whole batch.
struct LossSum {
    at::Tensor sum;   ///< of one number, with gradient
    at::Tensor count; ///< pixels that are not ignored; of one number, fp64

    /// Adds the numbers of another, without its gradient and in fp64. Both tensors may be undefined before.
    void add(const LossSum& other);
};

/// Binary cross-entropy on logits [N, 1, H, W], labels [N, H, W] (uint8; 1 is the class, 0 the matrix).
[[nodiscard]] LossSum binaryCrossEntropy(const at::Tensor& logits, const at::Tensor& labels);
/// Cross-entropy of the softmax of logits [N, C, H, W].
[[nodiscard]] LossSum crossEntropy(const at::Tensor& logits, const at::Tensor& labels);
/// The one that fits the number of planes.
[[nodiscard]] LossSum lossOf(const at::Tensor& logits, const at::Tensor& labels);

} // namespace sorby::learning
