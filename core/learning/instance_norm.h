// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <ATen/core/Tensor.h>

namespace sorby::learning {

/// Normalises each channel of each image by its own mean and deviation (Ulyanov et al. 2016), then scales and
/// shifts it. Image by image as batch normalisation of a batch of one: on a CPU LibTorch's group
/// normalisation takes ten times as long backwards when channels are innermost.
[[nodiscard]] at::Tensor instanceNorm(const at::Tensor& maps, const at::Tensor& scale,
                                      const at::Tensor& shift, double epsilon);

} // namespace sorby::learning
