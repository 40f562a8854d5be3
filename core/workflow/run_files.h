// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/annotation/classes.h"
#include "core/base/result.h"
#include "core/project/project.h"

#include <filesystem>
#include <string>

namespace sorby::workflow {

/// What is needed to predict with a run: found by id or name in a project, or by the path of its folder
/// alone, so that a run can be taken to another machine.
struct RunFiles {
    std::string id;
    std::string name;
    std::filesystem::path folder;
    std::filesystem::path checkpoint; ///< best.safetensors, or last.safetensors when there is no best
    annotation::ClassList classes;
};
/// Writes run.json beside the checkpoints.
[[nodiscard]] Status writeRunFile(const std::filesystem::path& folder, const project::RunRecord& run,
                                  const annotation::ClassList& classes);
[[nodiscard]] Result<RunFiles> findRunFiles(const project::Project& project, const std::string& idOrName);
[[nodiscard]] Result<RunFiles> readRunFolder(const std::filesystem::path& folder);

} // namespace sorby::workflow
