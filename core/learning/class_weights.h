// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/result.h"
#include "core/learning/options.h"
#include "core/learning/training_data.h"

#include <cstdint>
#include <stop_token>
#include <vector>

namespace sorby::learning {

/// Pixels of each class in the training images; ignored ones are left out. Error Cancelled on a stop request,
/// checked before every image.
[[nodiscard]] Result<std::vector<std::uint64_t>> classPixels(const TrainingData& data,
                                                             const std::stop_token& stop);

/// How much a pixel of each class weighs, so that the mean over all pixels is 1: balanced by 1 / share, root
/// by 1 / sqrt(share). A class without a pixel weighs as if it had one. Empty for ClassWeights::None.
[[nodiscard]] std::vector<double> classWeights(ClassWeights kind, const std::vector<std::uint64_t>& pixels);

} // namespace sorby::learning
