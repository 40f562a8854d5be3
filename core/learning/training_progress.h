// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/learning/loss_scale.h"

#include <cstdint>

namespace sorby::learning {

/// How good an epoch was: by validation IoU, then validation loss; without validation by training loss.
struct EpochQuality {
    double iou = 0;
    double loss = 0;
    [[nodiscard]] bool betterThan(const EpochQuality& other) const
    {
        return iou > other.iou || (iou == other.iou && loss < other.loss);
    }
    bool operator==(const EpochQuality&) const = default;
};

/// The numbers of a training between two epochs. With the tensors they are all that it needs to go on: every
/// random choice comes from the seed and the epoch, step or sample it is for, so that no generator has a
/// state.
struct TrainingProgress {
    int epoch = 0; ///< epochs finished
    int bestEpoch = 0;
    EpochQuality best;
    int epochsWithoutBetter = 0;
    int epochsSinceReduction = 0; ///< of the learning rate, by the schedule Plateau
    double rateFactor = 1;        ///< what the schedule Plateau has made of the learning rate
    LossScale::State lossScale;
    std::int64_t optimizerSteps = 0;
    int microBatch = 0; ///< as it was planned, or as running out of memory has made it
    bool checkpointing = false;
    bool operator==(const TrainingProgress&) const = default;
};

} // namespace sorby::learning
