// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/formats/format.h"

namespace sorby::formats {

/// See Format::read. One label file at a time is in memory.
[[nodiscard]] Status importYolo(const ImportRequest& request, ImportSink& sink, const JobControl& control);

} // namespace sorby::formats
