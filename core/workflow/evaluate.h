// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/progress.h"
#include "core/base/result.h"
#include "core/evaluation/postprocess.h"
#include "core/evaluation/report.h"
#include "core/learning/engine.h"
#include "core/project/project.h"
#include "core/workflow/import.h"
#include "core/workflow/large_images.h"

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>

namespace sorby::workflow {

struct EvaluateRequest {
    std::string run;                                   ///< id or name
    std::optional<Membership> side = Membership::Test; ///< nothing: all annotated images
    evaluation::Postprocess postprocess;
    learning::PredictOptions options;
    std::filesystem::path out; ///< images.csv, summary.json, overlays/; empty: nothing is written
    /// Of an image; larger ones are predicted and compared band by band, their overlays written with a
    /// palette.
    std::uint64_t mostPixelsWhole = kMostPixelsPredictedWhole;
};
struct EvaluateReport {
    evaluation::Report report;
    std::string run; ///< its id
    std::string postprocess;
};
/// Predicts every image of the side and compares with its reference; stores the scores with the run. The
/// label image of each prediction is kept as runs/<id>/predictions/STEM.png, so that review need not predict
/// again.
[[nodiscard]] Result<EvaluateReport> evaluateRun(project::Project& project, learning::Engine& engine,
                                                 const EvaluateRequest& request, const JobControl& control,
                                                 const FindingSink& findings);

struct ScoreRequest {
    std::filesystem::path reference;
    std::filesystem::path prediction;
    int classes = 0;           ///< with the matrix; 0: from classes.json or the values found (at least 2)
    std::filesystem::path out; ///< empty: nothing is written
};
/// The same scores for any two folders of masks, paired by stem. Masks of different sizes, without a partner
/// or with values outside the classes are findings (refused); an Error when no pair is left. Masks are read
/// some rows at a time, so that they may be larger than memory.
[[nodiscard]] Result<evaluation::Report> scoreFolders(const ScoreRequest& request, const JobControl& control,
                                                      const FindingSink& findings);

} // namespace sorby::workflow
