// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/evaluation/postprocess.h"
#include "core/imaging/label_image.h"
#include "core/imaging/micrograph.h"
#include "core/learning/engine.h"
#include "core/project/project.h"
#include "core/workflow/run_files.h"

#include <memory>
#include <stop_token>
#include <string>

namespace sorby::workflow {

/// A run's network, ready to be asked about the images of its project.
struct OpenRun {
    RunFiles files;
    std::unique_ptr<learning::Predictor> predictor;
};
/// An Error of code Mismatch when the project has other classes by now than the run was trained with, of code
/// InvalidArgument when the post-processing does not suit their number.
[[nodiscard]] Result<OpenRun> openRun(const project::Project& project, learning::Engine& engine,
                                      const std::string& idOrName, const learning::PredictOptions& options,
                                      const evaluation::Postprocess& postprocess);

/// Reads a micrograph as the network sees it. Thread-safe.
[[nodiscard]] Result<Raster<float>> readNetworkInput(const std::filesystem::path& file);
[[nodiscard]] Result<Raster<float>> readNetworkInput(const project::ImageRecord& image);

[[nodiscard]] Result<imaging::LabelImage> predictLabels(learning::Predictor& predictor,
                                                        const Raster<float>& input,
                                                        const evaluation::Postprocess& postprocess,
                                                        std::stop_token stop);

/// "sigmoid", or "sigmoid, threshold 0.4" when it is not the kind's own.
[[nodiscard]] std::string describePostprocess(const evaluation::Postprocess& postprocess);

} // namespace sorby::workflow
