// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/progress.h"
#include "core/base/result.h"
#include "core/learning/engine.h"
#include "core/project/project.h"
#include "core/workflow/large_images.h"

#include <cstdint>
#include <memory>
#include <optional>
#include <string>

namespace sorby::workflow {

struct TrainRequest {
    std::string name; ///< of the run; empty: its id
    learning::TrainOptions options;
    std::optional<std::size_t> subset; ///< train on this many images of the training side, chosen by the seed
    std::uint64_t mostPixelsHeld =
        kMostPixelsHeldForTraining; ///< of an image; larger ones stay in their file
    /// Who trains together; null: this process alone.
    std::shared_ptr<learning::ProcessGroup> processes = {};
};

struct TrainOutcome {
    project::RunRecord run;
    learning::TrainReport report;
};

/// A run that was stopped, killed or is to have more epochs goes on from its newest checkpoint, with the
/// options that it was begun with but for these.
struct ResumeRequest {
    std::string run; ///< id or name
    std::optional<int> epochs;
    std::optional<double> timeLimitSeconds; ///< from now on
    learning::DeviceChoice device;
    std::uint64_t memoryLimitBytes = 0;
    int threads = 0;
    std::uint64_t mostPixelsHeld = kMostPixelsHeldForTraining;
    std::shared_ptr<learning::ProcessGroup> processes = {};
};

/// Trains on the train side, validates on the validation side, records everything in the run. Blocks. The
/// time limit of the options counts from the call, the reading of the images included. A stop request ends
/// the run early with state Stopped and an outcome, not an Error, once an epoch was finished. Of several
/// processes the first one alone needs a project that can be written to, records the run and is told events;
/// the others' outcome has no run.
[[nodiscard]] Result<TrainOutcome> trainProject(project::Project& project, learning::Engine& engine,
                                                const TrainRequest& request, const JobControl& control,
                                                const learning::TrainEventSink& sink);
/// The same for a run that is there. An Error Mismatch when images, references or split have changed since.
[[nodiscard]] Result<TrainOutcome> resumeRun(project::Project& project, learning::Engine& engine,
                                             const ResumeRequest& request, const JobControl& control,
                                             const learning::TrainEventSink& sink);

} // namespace sorby::workflow
