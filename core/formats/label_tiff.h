// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/formats/format.h"

namespace sorby::formats {

/// Label images as grey TIFFs of 8 bits, STEM.tif for each micrograph, and classes.json. They are
/// read as all masks are (masks.h).
[[nodiscard]] const Format& labelTiffFormat();

} // namespace sorby::formats
