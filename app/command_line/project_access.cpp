// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/command_line/project_access.h"

#include "core/base/files.h"

#include <system_error>

namespace sorby::command_line {

using project::Project;

bool isProject(const std::filesystem::path& path)
{
    std::error_code ignored;
    if (std::filesystem::is_directory(path, ignored)) {
        return std::filesystem::exists(path / Project::kFileName, ignored);
    }
    return path.filename() == Project::kFileName && std::filesystem::exists(path, ignored);
}

Result<std::unique_ptr<Project>> openToRead(const std::filesystem::path& path)
{
    return Project::open(path, project::OpenMode::ReadOnly);
}

Result<std::unique_ptr<Project>> openToWrite(const std::filesystem::path& path)
{
    auto opened = Project::open(path);
    if (opened && (*opened)->isReadOnly()) {
        return Error{ErrorCode::ReadOnly, (*opened)->readOnlyReason(), toUtf8(path)};
    }
    return opened;
}

} // namespace sorby::command_line
