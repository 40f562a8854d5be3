// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/progress.h"
#include "core/base/result.h"
#include "core/formats/finding.h"
#include "core/project/project.h"

#include <filesystem>
#include <functional>
#include <string>

namespace sorby::workflow {

using FindingSink = std::function<void(const formats::Finding&)>;

struct ImportOptions {
    std::filesystem::path source;
    std::string format = "auto";
    std::filesystem::path images;
    std::filesystem::path points;
    std::filesystem::path metadata;
};

struct ImportReport {
    std::string format; ///< id of the format read
    std::size_t images = 0;
    std::size_t objects = 0;
    std::size_t points = 0;
    std::size_t repaired = 0; ///< findings of each severity
    std::size_t refused = 0;
    std::size_t flagged = 0;
};

/// Adds a source's micrographs and annotations to the project, all or nothing. What an image already had is
/// replaced. A source that is one micrograph or a folder of micrographs without annotations adds the images
/// alone.
[[nodiscard]] Result<ImportReport> importInto(project::Project& project, const ImportOptions& options,
                                              const JobControl& control, const FindingSink& findings);

} // namespace sorby::workflow
