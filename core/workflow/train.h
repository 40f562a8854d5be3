// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/progress.h"
#include "core/base/result.h"
#include "core/learning/engine.h"
#include "core/project/project.h"
#include "core/workflow/large_images.h"

#include <cstdint>
#include <optional>
#include <string>

namespace sorby::workflow {

struct TrainRequest {
    std::string name; ///< of the run; empty: its id
    learning::TrainOptions options;
    std::optional<std::size_t> subset; ///< train on this many images of the training side, chosen by the seed
    /// End the training after so much time, as if someone had asked it to stop: checked after each step.
    std::optional<double> timeLimitSeconds;
    std::uint64_t mostPixelsHeld =
        kMostPixelsHeldForTraining; ///< of an image; larger ones stay in their file
};

struct TrainOutcome {
    project::RunRecord run;
    learning::TrainReport report;
    bool timeUp = false; ///< stopped because of the time limit
};

/// Trains on the train side, validates on the validation side, records everything in the run. Blocks. A stop
/// request ends the run early with state Stopped and an outcome, not an Error, once an epoch was finished.
[[nodiscard]] Result<TrainOutcome> trainProject(project::Project& project, learning::Engine& engine,
                                                const TrainRequest& request, const JobControl& control,
                                                const learning::TrainEventSink& sink);

} // namespace sorby::workflow
