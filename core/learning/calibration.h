// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/result.h"
#include "core/learning/network.h"
#include "core/learning/training_data.h"
#include "core/learning/validation.h"

#include <stop_token>

namespace sorby::learning {

/// The temperature by which the logits have to be divided for the probabilities to be as often right as they
/// say: where the cross-entropy over the validation images is least (Guo et al. 2017), looked for from 1/20
/// to 20 among pixels spread evenly over them. 1 without validation images. Error Cancelled on a stop
/// request.
[[nodiscard]] Result<double> findTemperature(const Network& network, const TrainingData& data,
                                             const ValidationSettings& settings, const std::stop_token& stop);

/// The same for logits [N, C] (one plane: of class 1) of pixels with labels [N].
[[nodiscard]] double findTemperature(const at::Tensor& logits, const at::Tensor& labels);

} // namespace sorby::learning
