// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/result.h"
#include "core/learning/sample_order.h"

#include <cstddef>
#include <vector>

namespace sorby::learning {

/// What the head's biases begin with: the logits at which a network that has learnt nothing yet says how
/// common each class is, so that the first steps go into telling classes apart and not into finding that
/// islands are rare (the prior of T.-Y. Lin et al., *ICCV* 2017). Counted over the first `samples` samples as
/// they are trained on; a class without a pixel counts as one pixel. One value for two classes: the logit of
/// class 1; else the logarithm of each share.
[[nodiscard]] Result<std::vector<float>> shareLogits(const SampleOrder& order, std::size_t samples,
                                                     int classCount);

} // namespace sorby::learning
