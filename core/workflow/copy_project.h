// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/progress.h"
#include "core/base/result.h"
#include "core/project/project.h"

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <vector>

namespace sorby::workflow {

struct CopyProjectRequest {
    std::filesystem::path folder; ///< of the copy; made when missing, it must hold no project yet
    bool runs = true;             ///< with checkpoints, predictions and scores
    /// What could not be written to the project itself (EditWriter::pending()): the copy has it.
    std::vector<project::ProjectEdit> pending = {};
};
struct CopyProjectReport {
    std::filesystem::path folder;
    std::size_t images = 0;
    std::size_t runs = 0;
    std::size_t files = 0; ///< of the runs
};
/// Saves a copy of the project: also of one whose own folder is read-only or full. The micrographs stay where
/// they are and are the copy's, too. The project file comes last, so that a copy that was cut short is no
/// project; what it had written is removed.
[[nodiscard]] Result<CopyProjectReport>
copyProject(const project::Project& project, const CopyProjectRequest& request, const JobControl& control);

} // namespace sorby::workflow
