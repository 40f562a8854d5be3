// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/formats/format.h"

namespace sorby::formats {

/// See Format::read. One file at a time is in memory. The project hears of classes as they are met, file by
/// file.
[[nodiscard]] Status importGeoJson(const ImportRequest& request, ImportSink& sink, const JobControl& control);

} // namespace sorby::formats
