// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/progress.h"
#include "core/base/result.h"
#include "core/dataset/labelled_images.h"
#include "core/learning/distributed/process_place.h"
#include "core/project/project.h"

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace sorby::workflow {

/// The annotated images of a project that can be read, by the side of the split that they are on.
struct TrainingSides {
    std::vector<project::ImageRecord> train;
    std::vector<project::ImageRecord> validation;
    std::size_t test = 0;
};
/// With a subset so many of the train side, chosen by the seed: a larger subset holds the smaller ones. An
/// Error when the train side is empty or smaller than the subset.
[[nodiscard]] Result<TrainingSides> findSides(const project::Project& project,
                                              std::optional<std::size_t> subset, std::uint64_t seed);

/// Whole images of more pixels than are held cannot be trained on: an Error that names the first of them.
[[nodiscard]] Status checkWholeImages(const TrainingSides& sides, std::uint64_t mostPixelsHeld);

/// The training data, and a hash of all that it was made from.
struct TrainingImages {
    std::unique_ptr<dataset::LabelledImages> images;
    std::string hash;
};
/// Several processes on one machine share its memory, and each has a file of its own for what does not fit.
[[nodiscard]] Result<TrainingImages> loadTrainingImages(const project::Project& project,
                                                        const TrainingSides& sides, int classCount,
                                                        std::uint64_t mostPixelsHeld,
                                                        const learning::ProcessPlace& place,
                                                        const JobControl& control);

} // namespace sorby::workflow
