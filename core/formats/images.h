// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/formats/format.h"

namespace sorby::formats {

/// Micrographs without annotations: one file, or the micrographs in a folder (or in its folder images, PNG
/// or TIFF when it has none itself). Only read.
[[nodiscard]] const Format& imagesFormat();

} // namespace sorby::formats
