// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/learning/calibration.h"

#include "core/learning/losses.h"
#include "core/learning/sample_check.h"

#include <ATen/TensorOperators.h>
#include <ATen/core/grad_mode.h>
#include <ATen/ops/cat.h>

#include <algorithm>
#include <cmath>

namespace sorby::learning {
namespace {

/// Enough for three digits, and small enough to be gone through forty times in a second.
constexpr std::int64_t kPixelsInAll = 400'000;
constexpr double kColdest = 1.0 / 20;
constexpr double kHottest = 20;

double meanEntropy(const at::Tensor& logits, const at::Tensor& labels, double temperature)
{
    const auto shaped = (logits / temperature).t().reshape({1, logits.size(1), 1, logits.size(0)});
    const auto loss = lossOf(shaped, labels.reshape({1, 1, -1}));
    return loss.sum.item<double>() / std::max(loss.count.item<double>(), 1.0);
}

} // namespace

double findTemperature(const at::Tensor& logits, const at::Tensor& labels)
{
    const at::NoGradGuard noGradients;
    // Golden section over the logarithm: the entropy has one valley there.
    const double ratio = (std::sqrt(5.0) - 1) / 2;
    double low = std::log(kColdest);
    double high = std::log(kHottest);
    const auto entropyAt = [&](double logarithm) { return meanEntropy(logits, labels, std::exp(logarithm)); };
    double left = high - ratio * (high - low);
    double right = low + ratio * (high - low);
    double atLeft = entropyAt(left);
    double atRight = entropyAt(right);
    while (high - low > 1e-3) {
        if (atLeft < atRight) {
            high = right;
            right = left;
            atRight = atLeft;
            left = high - ratio * (high - low);
            atLeft = entropyAt(left);
        } else {
            low = left;
            left = right;
            atLeft = atRight;
            right = low + ratio * (high - low);
            atRight = entropyAt(right);
        }
    }
    return std::exp(0.5 * (low + high));
}

Result<double> findTemperature(const Network& network, const TrainingData& data,
                               const ValidationSettings& settings, const std::stop_token& stop)
{
    double pixels = 0;
    for (std::size_t i = 0; i < data.imageCount(Part::Validation); ++i) {
        pixels += static_cast<double>(data.imageSize(Part::Validation, i).area());
    }
    if (pixels == 0) {
        return 1.0;
    }
    const auto step = std::max<std::int64_t>(
        1, static_cast<std::int64_t>(std::sqrt(pixels / static_cast<double>(kPixelsInAll))));
    std::vector<at::Tensor> logits;
    std::vector<at::Tensor> labels;
    const auto seen = forEachValidationTile(
        network, data, settings, stop, [&](const at::Tensor& tileLogits, const at::Tensor& tileLabels) {
            const auto sparse = [step](const at::Tensor& map) {
                return map.slice(1, 0, {}, step).slice(2, 0, {}, step);
            };
            logits.push_back(sparse(tileLogits).flatten(1).t().to(at::kCPU).to(at::kFloat).clone());
            labels.push_back(sparse(tileLabels).flatten().to(at::kCPU).clone());
        });
    if (!seen) {
        return seen.error();
    }
    const auto allLabels = at::cat(labels);
    if (!allLabels.ne(kIgnoredLabel).any().item<bool>()) {
        return 1.0;
    }
    return findTemperature(at::cat(logits), allLabels);
}

} // namespace sorby::learning
