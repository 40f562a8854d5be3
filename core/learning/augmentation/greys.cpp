// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/learning/augmentation/greys.h"

#include <ATen/Context.h>
#include <ATen/ops/adaptive_avg_pool2d.h>
#include <ATen/ops/avg_pool2d.h>
#include <ATen/ops/empty_like.h>
#include <ATen/ops/replication_pad2d.h>
#include <ATen/ops/stack.h>
#include <ATen/ops/upsample_bilinear2d.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdint>
#include <vector>

namespace sorby::learning {
namespace {

constexpr double kBlurReach = 3; // standard deviations
// Local contrast: means over cells, then over windows of so many cells, which must be odd.
constexpr std::int64_t kCellPx = 8;
constexpr std::int64_t kWindowCells = 9;
constexpr double kFlat = 0.02; // deviation below which a window's contrast is not raised much further

/// As pooling and interpolation want it: [1, 1, H, W].
at::Tensor asImage(const at::Tensor& plane)
{
    return plane.unsqueeze(0).unsqueeze(0);
}

/// The mean grey, a number on the device. Summed in double: the order of the sum, which depends on the number
/// of threads, then does not show.
at::Tensor meanGrey(const at::Tensor& image)
{
    return image.mean(at::kDouble).to(at::kFloat);
}

/// One half of the separable filter, along a dimension of [H, W]; the border's pixels go on beyond it.
at::Tensor blurredAlong(const at::Tensor& plane, std::int64_t dimension, const std::vector<double>& weights)
{
    const auto reach = static_cast<std::int64_t>(weights.size()) - 1;
    const std::array<std::int64_t, 4> alongX{reach, reach, 0, 0};
    const std::array<std::int64_t, 4> alongY{0, 0, reach, reach};
    const auto padded = at::replication_pad2d(asImage(plane), dimension == 1 ? alongX : alongY)
                            .view({plane.size(0) + (dimension == 0 ? 2 * reach : 0),
                                   plane.size(1) + (dimension == 1 ? 2 * reach : 0)});
    const auto shifted = [&](std::int64_t by) {
        return padded.narrow(dimension, reach + by, plane.size(dimension));
    };
    auto sum = shifted(0).mul(weights[0]);
    for (std::int64_t i = 1; i <= reach; ++i) {
        sum.add_(shifted(-i).add(shifted(i)), weights[static_cast<std::size_t>(i)]);
    }
    return sum;
}

void blur(const at::Tensor& image, double sigmaPx)
{
    // Half of the bell, from its middle.
    std::vector<double> weights;
    double total = 0;
    for (int i = 0; i <= static_cast<int>(std::ceil(kBlurReach * sigmaPx)); ++i) {
        weights.push_back(std::exp(-0.5 * i * i / (sigmaPx * sigmaPx)));
        total += (i == 0 ? 1 : 2) * weights.back();
    }
    for (auto& weight : weights) {
        weight /= total;
    }
    image.copy_(blurredAlong(blurredAlong(image, 1, weights), 0, weights));
}

void lowerResolution(const at::Tensor& image, double factor)
{
    const auto coarse = [&](std::int64_t length) {
        return std::max<std::int64_t>(1, std::llround(static_cast<double>(length) / factor));
    };
    const auto small =
        at::adaptive_avg_pool2d(asImage(image), {coarse(image.size(0)), coarse(image.size(1))});
    image.copy_(at::upsample_bilinear2d(small, image.sizes(), false).select(0, 0).select(0, 0));
}

void addNoise(const at::Tensor& image, double deviation, std::uint64_t seed)
{
    auto generator = at::globalContext().defaultGenerator(image.device()).clone();
    generator.set_current_seed(seed);
    image.add_(at::empty_like(image).normal_(0, deviation, generator));
}

/// Brings the mean and deviation of each window to those of the whole image, by a share. That is a factor and
/// a summand for each pixel, which are found for cells and interpolated.
void equalizeContrast(const at::Tensor& image, double share)
{
    const auto cells = [](std::int64_t length) { return std::max<std::int64_t>(1, length / kCellPx); };
    const auto moments = at::adaptive_avg_pool2d(at::stack({image, image.square()}).unsqueeze(0),
                                                 {cells(image.size(0)), cells(image.size(1))});
    const auto deviation = [](const at::Tensor& mean, const at::Tensor& meanSquare) {
        return meanSquare.sub(mean.square()).clamp_min_(0).sqrt_();
    };
    const auto mean = moments.select(1, 0).mean();
    const auto whole = deviation(mean, moments.select(1, 1).mean());
    const auto local = at::avg_pool2d(moments, {kWindowCells, kWindowCells}, {1, 1},
                                      {kWindowCells / 2, kWindowCells / 2}, false, false);
    const auto localMean = local.select(1, 0);
    const auto gain = whole.div(deviation(localMean, local.select(1, 1)).add_(kFlat));
    const auto factor = gain.mul(share).add_(1 - share);
    const auto summand = mean.sub(localMean.mul(gain)).mul_(share);
    const auto dense = at::upsample_bilinear2d(at::stack({factor, summand}, 1), image.sizes(), false);
    image.mul_(dense.select(1, 0).select(0, 0)).add_(dense.select(1, 1).select(0, 0));
}

void applyGamma(const at::Tensor& image, double gamma, bool onInverse)
{
    image.clamp_(0, 1);
    if (onInverse) {
        image.neg_().add_(1).pow_(gamma).neg_().add_(1);
    } else {
        image.pow_(gamma);
    }
}

void cutOut(const at::Tensor& image, const std::vector<PixelRect>& rects)
{
    const auto mean = meanGrey(image);
    for (const auto& rect : rects) {
        image.narrow(0, rect.y, rect.height).narrow(1, rect.x, rect.width).copy_(mean);
    }
}

} // namespace

void changeGreys(const at::Tensor& image, const GreyChanges& changes)
{
    if (changes.isIdentity()) {
        return;
    }
    if (changes.blurSigmaPx > 0) {
        blur(image, changes.blurSigmaPx);
    }
    if (changes.lowResolution > 1) {
        lowerResolution(image, changes.lowResolution);
    }
    if (changes.noiseDeviation > 0) {
        addNoise(image, changes.noiseDeviation, changes.noiseSeed);
    }
    if (changes.localContrast > 0) {
        equalizeContrast(image, changes.localContrast);
    }
    if (changes.contrast != 1) {
        const auto mean = meanGrey(image);
        image.mul_(changes.contrast).add_(mean.mul(1 - changes.contrast));
    }
    if (changes.brightness != 0) {
        image.add_(changes.brightness);
    }
    if (changes.gamma != 1) {
        applyGamma(image, changes.gamma, changes.gammaOnInverse);
    }
    if (!changes.cutOuts.empty()) {
        cutOut(image, changes.cutOuts);
    }
    image.clamp_(0, 1);
}

} // namespace sorby::learning
