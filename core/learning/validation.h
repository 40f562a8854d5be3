// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/result.h"
#include "core/learning/distributed/process_group.h"
#include "core/learning/losses.h"
#include "core/learning/network.h"
#include "core/learning/training_data.h"

#include <cstddef>
#include <cstdint>
#include <functional>
#include <stop_token>
#include <vector>

namespace sorby::learning {

struct ValidationScore {
    double loss = 0;
    double iou = 0; ///< pooled; binary: of class 1; several classes: mean over all, the matrix included
};

/// Counts of (reference, prediction) pairs of classes, row by row.
[[nodiscard]] double pooledIou(const std::vector<std::int64_t>& confusion, int classCount);

struct ValidationSettings {
    std::uint64_t memoryLimitBytes = 0; ///< images that need more are predicted in tiles
    bool bf16 = false;
    LossSettings loss = {}; ///< of large images tile by tile, each by its pixels
    /// Larger images are asked for in bands of so many pixels, and of those around that the network looks at.
    int pixelsAtOnce = 1 << 25;
    /// Only image number `first` and every so many behind it: a process' share.
    std::size_t first = 0;
    std::size_t every = 1;
};

/// Gets what the network says of a piece of a validation image, logits [C, H, W], and its labels [1, H, W],
/// on the network's device.
using ValidationSink = std::function<void(const at::Tensor& logits, const at::Tensor& labels)>;
/// Every pixel of these validation images once. The errors are those of validate().
[[nodiscard]] Status forEachValidationTile(const Network& network, const TrainingData& data,
                                           const ValidationSettings& settings, const std::stop_token& stop,
                                           const ValidationSink& sink);

/// Over the whole validation images, which several processes deal out among themselves; all have the same
/// score. Error Cancelled on a stop request to any of them, checked before every image and tile.
[[nodiscard]] Result<ValidationScore> validate(const Network& network, const TrainingData& data,
                                               const ValidationSettings& settings,
                                               const std::stop_token& stop, ProcessGroup& processes);
[[nodiscard]] Result<ValidationScore> validate(const Network& network, const TrainingData& data,
                                               const ValidationSettings& settings,
                                               const std::stop_token& stop);

} // namespace sorby::learning
