// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/raster.h"
#include "core/learning/augmentation/sample_augmentation.h"

#include <ATen/core/Tensor.h>

#include <span>

namespace sorby::learning {

/// One plane [H, W] under a symmetry, without interpolation: `transformed` of augmentation.h.
[[nodiscard]] at::Tensor transformedPlane(const at::Tensor& plane, const Symmetry& symmetry);

/// Where each pixel of N warped images of one size comes from: fp32 [N, H, W, 2], x before y, in the
/// coordinates of grid_sample without aligned corners (-1 and 1 are the outer edges of the image). The bits
/// of one image do not depend on the others.
[[nodiscard]] at::Tensor gridOf(std::span<const Warp* const> warps, Size size, c10::Device device);

/// Planes [N, H, W] through a grid, continued beyond their borders by reflection. Of any type; interpolated
/// linearly, or the nearest pixel's value.
[[nodiscard]] at::Tensor sampledLinearly(const at::Tensor& planes, const at::Tensor& grid);
[[nodiscard]] at::Tensor sampledNearest(const at::Tensor& planes, const at::Tensor& grid);

} // namespace sorby::learning
