// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/platform.h"

#include <filesystem>
#include <memory>
#include <string>

namespace sorby::project {

/// The lock of the one program that may write to a project, or why there is none.
struct WriteAccess {
    std::unique_ptr<platform::FileLock> lock;
    std::string readOnlyReason;
};

/// Does not wait. The system frees the lock when its holder ends, however it ends.
[[nodiscard]] WriteAccess takeWriteLock(const std::filesystem::path& projectFolder);

} // namespace sorby::project
