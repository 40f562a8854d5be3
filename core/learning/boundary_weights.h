// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <ATen/core/Tensor.h>

namespace sorby::learning {

/// How much each pixel weighs that lies near an outline: 1 + weight * exp(-d^2 / (2 * 2.5^2)), d its distance
/// in pixels from the nearest pixel on an outline (0 on both sides of it), 1 beyond 8 pixels. As Ronneberger
/// et al. (2015) weigh the gaps between cells, with the distance to one outline in place of that to two.
/// Ignored pixels have no outline. labels uint8 [N, H, W]; fp32 of the same shape and device.
[[nodiscard]] at::Tensor boundaryWeights(const at::Tensor& labels, double weight);

} // namespace sorby::learning
