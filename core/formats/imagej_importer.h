// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/formats/format.h"

namespace sorby::formats {

/// Reads selections of ImageJ (imagej.h).
[[nodiscard]] Status importImageJ(const ImportRequest& request, ImportSink& sink, const JobControl& control);

} // namespace sorby::formats
