// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/result.h"
#include "core/imaging/micrograph.h"

#include <filesystem>
#include <optional>

namespace sorby::workflow {

/// What kind of micrograph the file holds, or why it cannot be read. Says no to a file that is cut off, too:
/// a PNG or JPEG that has its end mark counts as whole, everything else is read once.
/// `head` spares reading the head again when somebody has.
[[nodiscard]] Result<imaging::MicrographInfo>
inspectImage(const std::filesystem::path& file, int page = 1,
             const std::optional<imaging::MicrographInfo>& head = {});

} // namespace sorby::workflow
