// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/formats/format.h"

namespace sorby::formats {

/// See Format::read. Without names or a project's classes the masks are read twice, the first time for the
/// values they have; one mask at a time is in memory.
[[nodiscard]] Status importMasks(const ImportRequest& request, ImportSink& sink, const JobControl& control);

} // namespace sorby::formats
