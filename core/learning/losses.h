// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/learning/options.h"
#include "core/learning/training_data.h"

#include <ATen/core/Tensor.h>

#include <span>
#include <vector>

namespace sorby::learning {

/// A loss as sum and count, so that micro-batches add up exactly to the mean over a whole batch.
struct LossSum {
    at::Tensor sum;   ///< of one number, with gradient
    at::Tensor count; ///< pixels that are not ignored; of one number, fp64

    /// Adds the numbers of another, without its gradient and in fp64. Both tensors may be undefined before.
    void add(const LossSum& other);
};

/// What a loss that looks at whole images has to know of the effective batch before its first micro-batch.
struct LossTotals {
    double pixels = 0; ///< that are not ignored
    double images = 0;
};
[[nodiscard]] LossTotals totalsOf(std::span<const Sample> batch);

struct LossSettings {
    LossKind kind = LossKind::Bce;
    double diceWeight = 0.3;   ///< of BceDice; BCE has the rest
    double focalGamma = 2;     ///< how much pixels that are clear already lose of their weight
    double tverskyAlpha = 0.3; ///< weight of false positives
    double tverskyBeta = 0.7;  ///< weight of false negatives
    /// Of losses over pixels: how much a pixel of each class weighs, 1 on the average; empty: 1.
    std::vector<double> classWeights = {};
    double boundaryWeight = 0; ///< of losses over pixels: how much more a pixel on an outline weighs
};
[[nodiscard]] LossSettings lossSettings(const TrainOptions& options);

/// Binary cross-entropy on logits [N, 1, H, W], labels [N, H, W] (uint8; 1 is the class, 0 the matrix).
[[nodiscard]] LossSum binaryCrossEntropy(const at::Tensor& logits, const at::Tensor& labels);
/// Cross-entropy of the softmax of logits [N, C, H, W].
[[nodiscard]] LossSum crossEntropy(const at::Tensor& logits, const at::Tensor& labels);
/// The one that fits the number of planes.
[[nodiscard]] LossSum lossOf(const at::Tensor& logits, const at::Tensor& labels);

/// The loss of a micro-batch: over all of them the sums, divided by the pixels, give the mean over the
/// effective batch. Dice, Tversky and generalised Dice are one number an image, the mean over its classes (of
/// a binary network the class alone), with one pixel added to both areas, so that a class that is not there
/// costs what is predicted of it:
/// - dice: 1 - 2|PG| / (|P| + |G|) on probabilities (Milletari et al. 2016);
/// - tversky: 1 - |PG| / (|PG| + alpha |P - G| + beta |G - P|) (Salehi et al. 2017);
/// - generalised Dice: classes weighted by 1 / |G|^2 (Sudre et al. 2017);
/// - focal: cross-entropy times (1 - p)^gamma (Lin et al. 2017), over pixels.
/// What is summed over pixels is weighed by class and by how near an outline is (boundary_weights.h).
[[nodiscard]] LossSum lossOf(const at::Tensor& logits, const at::Tensor& labels, const LossSettings& settings,
                             const LossTotals& totals);

/// The loss with deep supervision: of the logits of all levels (Network::forwardAll), each half as heavy as
/// the one above it, all of them together 1 (C.-Y. Lee et al. 2015, as in nnU-Net). A coarse level's labels
/// are every so many pixels of the image's.
[[nodiscard]] LossSum lossOf(std::span<const at::Tensor> levels, const at::Tensor& labels,
                             const LossSettings& settings, const LossTotals& totals);

} // namespace sorby::learning
