// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/formats/format.h"

namespace sorby::formats {

/// See Format::read. The texts of the CSV files are held in memory while it runs, the rows of one image at a
/// time are parsed.
[[nodiscard]] Status importAachen(const ImportRequest& request, ImportSink& sink, const JobControl& control);

} // namespace sorby::formats
