// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/result.h"
#include "core/project/project.h"

#include <filesystem>
#include <memory>

namespace sorby::command_line {

/// Is it a project's folder, or the project.sorby in it?
[[nodiscard]] bool isProject(const std::filesystem::path& path);
/// For verbs that only look.
[[nodiscard]] Result<std::unique_ptr<project::Project>> openToRead(const std::filesystem::path& path);
/// For verbs that change something: a project that can only be read is an Error of code ReadOnly saying why.
[[nodiscard]] Result<std::unique_ptr<project::Project>> openToWrite(const std::filesystem::path& path);

} // namespace sorby::command_line
