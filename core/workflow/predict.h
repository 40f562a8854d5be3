// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/progress.h"
#include "core/base/result.h"
#include "core/evaluation/postprocess.h"
#include "core/learning/engine.h"
#include "core/project/project.h"
#include "core/workflow/import.h"
#include "core/workflow/large_images.h"
#include "core/workflow/run_files.h"

#include <cstdint>
#include <filesystem>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace sorby::workflow {

/// A micrograph to be predicted and what its files are to be called.
struct PredictInput {
    std::filesystem::path file;
    std::string stem;
    std::optional<project::ImageRecord> record = {}; ///< of a project's image: its page, window and specimen
};
/// All readable images of a project.
[[nodiscard]] Result<std::vector<PredictInput>> predictInputs(const project::Project& project);
/// Files and folders of micrographs; of a repeated stem the folder's name goes before it.
[[nodiscard]] Result<std::vector<PredictInput>>
predictInputs(const std::vector<std::filesystem::path>& paths);

/// One of several parts that are predicted by processes of their own, as the jobs of an array are.
struct Shard {
    std::size_t index = 0; ///< below count
    std::size_t count = 1;
};
/// "I/N" with I from 0 to N - 1. Error InvalidArgument otherwise.
[[nodiscard]] Result<Shard> parseShard(std::string_view text);

struct PredictRequest {
    evaluation::Postprocess postprocess;
    learning::PredictOptions options;
    std::filesystem::path out;
    bool probabilities =
        false;            ///< also STEM_probability.png (16 bit; several classes: STEM_probability_CLASS.png)
    bool entropy = false; ///< also STEM_entropy.png (16 bit), and the mean of each image in the report
    /// Of an image; larger ones are predicted band by band, without probabilities.
    std::uint64_t mostPixelsWhole = kMostPixelsPredictedWhole;
    Shard shard = {}; ///< only every count-th input from number index on
};
struct PredictReport {
    std::size_t files = 0;   ///< masks written
    std::size_t skipped = 0; ///< images that could not be read; each is a finding
    /// How undecided the network is of each image, 0 to 1, the most undecided first: what to look at, or to
    /// annotate, next. Only with PredictRequest::entropy.
    std::vector<std::pair<std::string, double>> entropies;
};
/// One indexed PNG STEM.png for each image of the shard. An image that cannot be read is a finding and the
/// rest goes on.
[[nodiscard]] Result<PredictReport> predictImages(const std::vector<PredictInput>& inputs,
                                                  const RunFiles& run, learning::Engine& engine,
                                                  const PredictRequest& request, const JobControl& control,
                                                  const FindingSink& findings);

/// One micrograph's label image, in memory, for the window. A large micrograph itself is not held.
[[nodiscard]] Result<imaging::LabelImage> predictLabels(learning::Predictor& predictor,
                                                        const project::ImageRecord& image,
                                                        const evaluation::Postprocess& postprocess,
                                                        std::stop_token stop);
/// Predicts one micrograph with a run and keeps the label image in `file`, an indexed PNG.
[[nodiscard]] Status predictIntoFile(const project::Project& project, learning::Engine& engine,
                                     const std::string& runId, const project::ImageRecord& image,
                                     const std::filesystem::path& file, const JobControl& control);

} // namespace sorby::workflow
