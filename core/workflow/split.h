// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/annotation/classes.h"
#include "core/base/progress.h"
#include "core/base/result.h"
#include "core/dataset/split.h"
#include "core/project/project.h"

#include <array>
#include <cstddef>
#include <filesystem>
#include <string>
#include <vector>

namespace sorby::workflow {

struct SplitRequest {
    dataset::SplitOptions options;
    std::filesystem::path from; ///< fixed lists instead of a random split
    std::string key;            ///< which split of a file that holds several
    std::filesystem::path out;  ///< where to write the membership as splits.json; empty: nowhere
    /// Above 0: this many folds; each annotated image is for test in one of them. The file written holds them
    /// all. The share for test does not count.
    int folds = 0;
    int fold = 0; ///< from 1: the fold that the project takes; 0: the project stays as it is
    /// Count specimens and classes of each side: looks at the reference of every annotated image.
    bool describe = false;
};

/// What is on one side.
struct SideContent {
    Membership side = Membership::None;
    std::size_t images = 0;
    std::size_t specimens = 0;            ///< known ones
    std::vector<std::size_t> classImages; ///< images in which each class occurs, in the order of the classes
};
/// Training, validation, test, on no side.
using SplitContent = std::array<SideContent, 4>;

struct SplitReport {
    std::size_t train = 0;
    std::size_t validation = 0;
    std::size_t test = 0;
    std::size_t none = 0;
    std::vector<std::string> unknown; ///< names in the file that no image has
    SplitContent sides;               ///< as the project is now; specimens and classes when asked for
    std::vector<SplitContent> folds;
    annotation::ClassList classes;
    bool stratified =
        false; ///< false also when it was wanted, but no reference has a class beside the matrix
};

/// Sets every image's membership, or writes folds. A random split and folds share out the annotated images
/// that can be read.
[[nodiscard]] Result<SplitReport> splitProject(project::Project& project, const SplitRequest& request,
                                               const JobControl& control = {});

} // namespace sorby::workflow
