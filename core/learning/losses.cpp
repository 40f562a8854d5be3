// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/learning/losses.h"

#include "core/learning/boundary_weights.h"
#include "core/learning/sample_check.h"

#include <ATen/TensorOperators.h>
#include <ATen/core/Reduction.h>
#include <ATen/ops/arange.h>
#include <ATen/ops/binary_cross_entropy_with_logits.h>
#include <ATen/ops/cat.h>
#include <ATen/ops/constant_pad_nd.h>
#include <ATen/ops/cross_entropy_loss.h>
#include <ATen/ops/sigmoid.h>
#include <ATen/ops/softmax.h>
#include <ATen/ops/tensor.h>

#include <algorithm>

namespace sorby::learning {
namespace {

constexpr double kSmoothing = 0.5; ///< to each half of Dice: a pixel to numerator and denominator

at::Tensor countOf(const at::Tensor& labels)
{
    return labels.ne(kIgnoredLabel).sum(at::kLong).to(at::kDouble);
}

/// At least fp32: sums over an image do not fit into the short formats.
at::Tensor precise(const at::Tensor& logits)
{
    return logits.scalar_type() == at::kDouble ? logits : logits.to(at::kFloat);
}

at::Tensor pixelwiseEntropy(const at::Tensor& logits, const at::Tensor& labels, at::Reduction::Reduction how,
                            const std::vector<double>& classWeights = {})
{
    if (logits.size(1) == 1) {
        const auto target = labels.eq(1).to(logits.scalar_type()).unsqueeze(1);
        auto weight = labels.ne(kIgnoredLabel).to(logits.scalar_type()).unsqueeze(1);
        if (!classWeights.empty()) {
            weight = weight * (target * (classWeights[1] - classWeights[0]) + classWeights[0]);
        }
        return at::binary_cross_entropy_with_logits(logits, target, weight, {}, how);
    }
    at::Tensor weights;
    if (!classWeights.empty()) {
        weights = at::tensor(classWeights, logits.options().requires_grad(false));
    }
    return at::cross_entropy_loss(logits, labels.to(at::kLong), weights, how, kIgnoredLabel);
}

/// The cross-entropy summed over pixels, with the weights of the settings.
at::Tensor weightedEntropy(const at::Tensor& logits, const at::Tensor& labels, const LossSettings& settings)
{
    if (settings.boundaryWeight <= 0) {
        return pixelwiseEntropy(logits, labels, at::Reduction::Sum, settings.classWeights);
    }
    const auto entropy = pixelwiseEntropy(logits, labels, at::Reduction::None, settings.classWeights);
    return (entropy.reshape(labels.sizes()) * boundaryWeights(labels, settings.boundaryWeight)).sum();
}

/// Areas of each image and class, [N, C], of probabilities where nothing is ignored.
struct Areas {
    at::Tensor both;
    at::Tensor predicted;
    at::Tensor reference;
};

/// `bothSides`: of a binary network the matrix, too.
Areas areasOf(const at::Tensor& logits, const at::Tensor& labels, bool bothSides)
{
    const auto counted = labels.ne(kIgnoredLabel).unsqueeze(1).to(logits.scalar_type());
    at::Tensor probabilities;
    at::Tensor first; // the class id of each plane
    if (logits.size(1) > 1) {
        probabilities = at::softmax(logits, 1);
        first = at::arange(logits.size(1), labels.options());
    } else if (bothSides) {
        const auto positive = at::sigmoid(logits);
        probabilities = at::cat({1 - positive, positive}, 1);
        first = at::arange(2, labels.options());
    } else {
        probabilities = at::sigmoid(logits);
        first = at::arange(1, 2, labels.options());
    }
    probabilities = probabilities * counted;
    const auto reference = labels.unsqueeze(1).eq(first.reshape({1, -1, 1, 1})).to(logits.scalar_type());
    return {(probabilities * reference).sum({2, 3}), probabilities.sum({2, 3}), reference.sum({2, 3})};
}

/// [N]
at::Tensor tverskyLoss(const Areas& areas, double alpha, double beta)
{
    const auto both = areas.both + kSmoothing;
    const auto wrong = alpha * (areas.predicted - areas.both) + beta * (areas.reference - areas.both);
    return (1 - both / (both + wrong)).mean(1);
}

/// [N]
at::Tensor generalizedDiceLoss(const Areas& areas)
{
    const auto weights = areas.reference.clamp_min(1).pow(-2);
    const auto both = (weights * areas.both).sum(1);
    const auto all = (weights * (areas.predicted + areas.reference)).sum(1);
    return 1 - 2 * both / all.clamp_min(1e-12);
}

at::Tensor focalLoss(const at::Tensor& logits, const at::Tensor& labels, const LossSettings& settings)
{
    const auto entropy = pixelwiseEntropy(logits, labels, at::Reduction::None);
    // Clamped, because the slope of a power below 1 has no end at 0.
    auto loss = (1 - (-entropy).exp()).clamp_min(1e-8).pow(settings.focalGamma) * entropy;
    loss = loss.reshape(labels.sizes());
    if (settings.boundaryWeight > 0) {
        loss = loss * boundaryWeights(labels, settings.boundaryWeight);
    }
    if (!settings.classWeights.empty()) {
        auto weights = settings.classWeights;
        weights.resize(std::size_t{kIgnoredLabel} + 1, 0.0);
        loss = loss * at::tensor(weights, loss.options().requires_grad(false)).index({labels.to(at::kLong)});
    }
    return loss.sum();
}

} // namespace

void LossSum::add(const LossSum& other)
{
    const auto otherSum = other.sum.detach().to(at::kDouble);
    sum = sum.defined() ? sum + otherSum : otherSum;
    count = count.defined() ? count + other.count : other.count;
}

LossTotals totalsOf(std::span<const Sample> batch)
{
    LossTotals totals;
    for (const auto& sample : batch) {
        const auto& labels = sample.labels;
        std::ptrdiff_t ignored = 0;
        for (int y = 0; y < labels.height(); ++y) {
            ignored += std::ranges::count(labels.row(y), kIgnoredLabel);
        }
        totals.pixels += static_cast<double>(labels.size().area()) - static_cast<double>(ignored);
        totals.images += 1;
    }
    return totals;
}

LossSettings lossSettings(const TrainOptions& options)
{
    return {options.loss,          options.diceWeight,  options.focalGamma,
            options.tverskyAlpha,  options.tverskyBeta, {},
            options.boundaryWeight};
}

LossSum binaryCrossEntropy(const at::Tensor& logits, const at::Tensor& labels)
{
    return {pixelwiseEntropy(precise(logits), labels, at::Reduction::Sum), countOf(labels)};
}

LossSum crossEntropy(const at::Tensor& logits, const at::Tensor& labels)
{
    return {pixelwiseEntropy(precise(logits), labels, at::Reduction::Sum), countOf(labels)};
}

LossSum lossOf(const at::Tensor& logits, const at::Tensor& labels)
{
    return logits.size(1) == 1 ? binaryCrossEntropy(logits, labels) : crossEntropy(logits, labels);
}

LossSum lossOf(const at::Tensor& logits, const at::Tensor& labels, const LossSettings& settings,
               const LossTotals& totals)
{
    const auto exact = precise(logits);
    if (settings.kind == LossKind::Bce) {
        return {weightedEntropy(exact, labels, settings), countOf(labels)};
    }
    if (settings.kind == LossKind::Focal) {
        return {focalLoss(exact, labels, settings), countOf(labels)};
    }
    // Sums are counted in pixels: a loss of one number an image weighs as much as its share of them.
    const double pixelsAnImage = totals.pixels / std::max(totals.images, 1.0);
    at::Tensor ofImages;
    switch (settings.kind) {
    case LossKind::Tversky:
        ofImages = tverskyLoss(areasOf(exact, labels, false), settings.tverskyAlpha, settings.tverskyBeta);
        break;
    case LossKind::GeneralizedDice:
        ofImages = generalizedDiceLoss(areasOf(exact, labels, true));
        break;
    default:
        ofImages = tverskyLoss(areasOf(exact, labels, false), 0.5, 0.5);
    }
    auto sum = ofImages.sum() * pixelsAnImage;
    if (settings.kind == LossKind::BceDice) {
        sum =
            settings.diceWeight * sum + (1 - settings.diceWeight) * weightedEntropy(exact, labels, settings);
    }
    return {sum, countOf(labels)};
}

LossSum lossOf(std::span<const at::Tensor> levels, const at::Tensor& labels, const LossSettings& settings,
               const LossTotals& totals)
{
    auto total = lossOf(levels.front(), labels, settings, totals);
    if (levels.size() == 1) {
        return total;
    }
    double weights = 1;
    for (std::size_t level = 1; level < levels.size(); ++level) {
        const auto& logits = levels[level];
        const auto step = std::int64_t{1} << level;
        const double pixels = static_cast<double>(step * step);
        const auto right = logits.size(3) * step - labels.size(2);
        const auto below = logits.size(2) * step - labels.size(1);
        const auto continued = at::constant_pad_nd(labels, {0, right, 0, below}, kIgnoredLabel);
        const auto coarse = continued.slice(1, step / 2, {}, step).slice(2, step / 2, {}, step).contiguous();
        const double weight = 1 / static_cast<double>(step);
        // A coarse pixel stands for the pixels that it covers, so that all levels count alike.
        const auto loss = lossOf(logits, coarse, settings, {totals.pixels / pixels, totals.images});
        total.sum = total.sum + weight * pixels * loss.sum;
        weights += weight;
    }
    total.sum = total.sum / weights;
    return total;
}

} // namespace sorby::learning
