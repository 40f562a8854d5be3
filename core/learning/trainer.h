// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/learning/devices.h"
#include "core/learning/engine.h"

#include <filesystem>
#include <functional>
#include <stop_token>

namespace sorby::learning {

/// The names of the checkpoints in a run's folder.
inline constexpr const char* kBestCheckpoint = "best.safetensors";
inline constexpr const char* kLastCheckpoint = "last.safetensors";

/// Engine::train on a chosen device. `beforeMicroBatch` is called before each micro-batch and may be empty;
/// an exception it throws is treated as one of the step.
[[nodiscard]] Result<TrainReport> runTraining(const TrainOptions& options, const TrainingData& data,
                                              const std::filesystem::path& runFolder, const Device& device,
                                              const std::stop_token& stop, const TrainEventSink& sink,
                                              const TrainOrigin& origin = {},
                                              const std::function<void()>& beforeMicroBatch = {});

} // namespace sorby::learning
