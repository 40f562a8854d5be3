// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/formats/format.h"

namespace sorby::formats {

/// See Format::read. One XML file at a time is in memory as a whole, and the objects of one image.
[[nodiscard]] Status importCvat(const ImportRequest& request, ImportSink& sink, const JobControl& control);

} // namespace sorby::formats
