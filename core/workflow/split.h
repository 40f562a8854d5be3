// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/result.h"
#include "core/dataset/split.h"
#include "core/project/project.h"

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

namespace sorby::workflow {

struct SplitRequest {
    dataset::SplitOptions options;
    std::filesystem::path from; ///< fixed lists instead of a random split
    std::string key;            ///< which split of a file that holds several
    std::filesystem::path out;  ///< where to write the membership as splits.json; empty: nowhere
};

struct SplitReport {
    std::size_t train = 0;
    std::size_t validation = 0;
    std::size_t test = 0;
    std::size_t none = 0;
    std::vector<std::string> unknown; ///< names in the file that no image has
};

/// Sets every image's membership. A random split shares out the annotated images that can be read.
[[nodiscard]] Result<SplitReport> splitProject(project::Project& project, const SplitRequest& request);

} // namespace sorby::workflow
