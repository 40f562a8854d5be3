// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/learning/options.h"
#include "core/learning/training_data.h"

namespace sorby::learning {

/// Options as these data need them: patches no larger than the images, and as many epochs as show the network
/// the wanted number of samples.
[[nodiscard]] TrainOptions fittedTo(TrainOptions options, const TrainingData& data);

} // namespace sorby::learning
