// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/learning/boundary_weights.h"

#include "core/learning/sample_check.h"

#include <ATen/TensorOperators.h>
#include <ATen/core/grad_mode.h>
#include <ATen/ops/constant_pad_nd.h>
#include <ATen/ops/minimum.h>
#include <ATen/ops/zeros_like.h>

namespace sorby::learning {
namespace {

constexpr double kFallOff = 2.5; ///< pixels
constexpr std::int64_t kReach = 8;
constexpr float kFarAway = 1e6F;

/// True on both sides of a change along a dimension.
void markChanges(at::Tensor& outline, const at::Tensor& labels, std::int64_t dimension)
{
    const auto length = labels.size(dimension);
    if (length < 2) {
        return;
    }
    const auto before = labels.narrow(dimension, 0, length - 1);
    const auto after = labels.narrow(dimension, 1, length - 1);
    const auto changes =
        before.ne(after).logical_and_(before.ne(kIgnoredLabel)).logical_and_(after.ne(kIgnoredLabel));
    outline.narrow(dimension, 0, length - 1).logical_or_(changes);
    outline.narrow(dimension, 1, length - 1).logical_or_(changes);
}

/// One pass of the separable squared distance (Felzenszwalb and Huttenlocher 2012), by looking at every
/// neighbour, since there are few: min over k of value(x + k) + k^2.
at::Tensor nearest(const at::Tensor& squares, std::int64_t dimension)
{
    const auto length = squares.size(dimension);
    const bool isLast = dimension == squares.dim() - 1;
    const auto padded = isLast ? at::constant_pad_nd(squares, {kReach, kReach}, kFarAway)
                               : at::constant_pad_nd(squares, {0, 0, kReach, kReach}, kFarAway);
    auto result = squares;
    for (std::int64_t k = -kReach; k <= kReach; ++k) {
        if (k != 0) {
            result = at::minimum(result,
                                 padded.narrow(dimension, kReach + k, length) + static_cast<double>(k * k));
        }
    }
    return result;
}

} // namespace

at::Tensor boundaryWeights(const at::Tensor& labels, double weight)
{
    const at::NoGradGuard noGradients;
    auto outline = at::zeros_like(labels, labels.options().dtype(at::kBool));
    markChanges(outline, labels, 1);
    markChanges(outline, labels, 2);
    auto squares = outline.logical_not().to(at::kFloat).mul_(kFarAway);
    squares = nearest(nearest(squares, 2), 1);
    const auto near = squares.le(static_cast<double>(kReach * kReach)).to(at::kFloat);
    return (squares * (-1 / (2 * kFallOff * kFallOff))).exp_().mul_(near).mul_(weight).add_(1);
}

} // namespace sorby::learning
