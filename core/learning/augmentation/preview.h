// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/result.h"
#include "core/learning/options.h"
#include "core/learning/training_data.h"

#include <cstddef>
#include <stop_token>
#include <vector>

namespace sorby::learning {

/// The first samples of a training as its first epoch would see them, augmented, on the CPU. Fewer when an
/// epoch has fewer.
[[nodiscard]] Result<std::vector<Sample>> previewSamples(const TrainOptions& options,
                                                         const TrainingData& data, std::size_t count,
                                                         const std::stop_token& stop);

} // namespace sorby::learning
