// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/learning/training_data.h"

#include <ATen/core/Tensor.h>

namespace sorby::learning {

/// [N, C, H, W] in another size, bilinear between the centres of pixels, without smoothing before: as
/// OpenCV's INTER_LINEAR does, which the published checkpoints were trained with.
[[nodiscard]] at::Tensor resizedTo(const at::Tensor& images, Size size);

/// The image as above, of the labels the nearest one.
[[nodiscard]] Sample resized(const Sample& sample, Size size);

} // namespace sorby::learning
