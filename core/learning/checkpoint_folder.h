// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/result.h"
#include "core/learning/engine.h"
#include "core/learning/network.h"
#include "core/learning/training_progress.h"

#include <filesystem>
#include <vector>

namespace sorby::learning {

/// All that a training needs to go on after an epoch as if it had not been interrupted.
struct TrainingState {
    TrainOptions options;
    TrainingProgress progress;
    std::vector<NamedTensor> network;
    std::vector<NamedTensor> optimizer;
    std::vector<NamedTensor> average; ///< empty without one
};

/// Writes "checkpoint-EPOCH" below the run's folder: the tensors in files of their own and state.json. It is
/// written aside, renamed when it is whole, and the one before is removed last: killed at any moment, the
/// newest whole one is there.
[[nodiscard]] Status writeCheckpointFolder(const std::filesystem::path& runFolder, const TrainingState& state,
                                           const TrainOrigin& origin);

/// The newest one. An Error NotFound when there is none, Mismatch when it was trained on other data than
/// `origin` says.
[[nodiscard]] Result<TrainingState> readCheckpointFolder(const std::filesystem::path& runFolder,
                                                         const TrainOrigin& origin);

} // namespace sorby::learning
