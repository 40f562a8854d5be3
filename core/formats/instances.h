// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/formats/format.h"

namespace sorby::formats {

/// Instance images: a grey PNG (or TIFF) of up to 16 bits for each micrograph and called as it is, whose
/// values number the objects, 0 being the matrix. Beside them instances.csv says which class each number has;
/// without it every object is of the first class. What cannot be kept: points of interest, and the hidden
/// part of objects that others cover. The source is a folder of such images, or one that holds a folder
/// instances or masks.
[[nodiscard]] const Format& instancesFormat();

} // namespace sorby::formats
