// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/progress.h"
#include "core/base/result.h"
#include "core/evaluation/postprocess.h"
#include "core/learning/engine.h"
#include "core/project/project.h"
#include "core/workflow/import.h"
#include "core/workflow/large_images.h"

#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <string>

namespace sorby::workflow {

struct ExportRequest {
    std::string format = "masks"; ///< a format's id, or "overlays"
    std::filesystem::path out;
    std::string run;                ///< empty: the reference; else the predictions of this run
    std::optional<Membership> side; ///< nothing: all images
    evaluation::Postprocess postprocess;
    learning::PredictOptions options;
    std::uint64_t mostPixelsWhole = kMostPixelsPredictedWhole; ///< larger images are predicted by bands
};
struct ExportReport {
    std::size_t files = 0;
    std::filesystem::path out;
};
/// Gives the engine when predictions have to be made; not called for references.
using EngineSource = std::function<Result<std::shared_ptr<learning::Engine>>()>;
[[nodiscard]] Result<ExportReport> exportProject(project::Project& project, const ExportRequest& request,
                                                 const EngineSource& engine, const JobControl& control,
                                                 const FindingSink& findings);

} // namespace sorby::workflow
