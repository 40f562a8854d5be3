// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/raster.h"
#include "core/learning/training_data.h"

#include <ATen/core/Tensor.h>

#include <span>

namespace sorby::learning {

/// Samples as tensors on a device.
struct Batch {
    at::Tensor images; ///< fp32 [N, 1, H, W]
    at::Tensor labels; ///< uint8 [N, H, W]
};

/// The smallest size that holds every sample.
[[nodiscard]] Size commonSize(std::span<const Sample> samples);

/// Samples smaller than `size` are continued to the right and below with image 0 and ignored labels.
[[nodiscard]] Batch makeBatch(std::span<const Sample> samples, Size size, c10::Device device,
                              bool channelsLast);

/// An image alone, [1, 1, H, W], on the CPU.
[[nodiscard]] at::Tensor makeImage(const Raster<float>& image);

} // namespace sorby::learning
