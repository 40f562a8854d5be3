// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/project/write_lock.h"

#include "core/project/project.h"

#include <fmt/format.h>

namespace sorby::project {

WriteAccess takeWriteLock(const std::filesystem::path& projectFolder)
{
    auto path = projectFolder / Project::kFileName;
    path += ".lock";
    auto lock = platform::tryLock(path);
    if (!lock) {
        return {nullptr, fmt::format("cannot be written to ({})", describe(lock.error()))};
    }
    if (!*lock) {
        return {nullptr, "is open in another program"};
    }
    return {std::move(*lock), {}};
}

} // namespace sorby::project
