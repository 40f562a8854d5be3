// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/progress.h"
#include "core/base/result.h"
#include "core/project/project.h"
#include "core/workflow/import.h"

#include <cstddef>
#include <filesystem>
#include <string>
#include <vector>

namespace sorby::workflow {

/// Is the image's file not where the project knows it, or was it never found?
[[nodiscard]] bool isMissing(const project::ImageRecord& image);

struct RelinkRequest {
    /// Where the micrographs may be now, with all folders below it; empty: the folder that the project lies
    /// in.
    std::filesystem::path folder;
};
struct RelinkReport {
    std::size_t images = 0;  ///< of the project
    std::size_t missing = 0; ///< of them, before
    std::size_t byContent = 0;
    std::size_t byName = 0; ///< of the same name and size, with another content
    std::vector<std::string> stillMissing;
};
/// Finds missing micrographs again: by their content, whatever they are called now, else by their name. A
/// file of the name whose pixels have another size is refused, one with another content is flagged. All or
/// nothing; nothing is changed when it is stopped.
[[nodiscard]] Result<RelinkReport> relinkImages(project::Project& project, const RelinkRequest& request,
                                                const JobControl& control, const FindingSink& findings);

} // namespace sorby::workflow
