// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/learning/augmentation/sample_augmentation.h"

#include <ATen/core/Tensor.h>

namespace sorby::learning {

/// Changes one image in place: fp32 [H, W], contiguous, 0..1 before and after. Nothing waits for the device.
///
/// One image at a time, because ATen computes powers otherwise in whole vectors than in what is left over,
/// and sums in another order: in a batch the bits of an image would depend on its neighbours. With another
/// number of threads the last bit of a power may still differ.
void changeGreys(const at::Tensor& image, const GreyChanges& changes);

} // namespace sorby::learning
