// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/formats/format.h"

namespace sorby::formats {

/// Label images as indexed or grey PNGs, one for each micrograph and called as it is; a pixel's value is its
/// class, 255 is ignore. The source is a folder of such PNGs, or one that holds masks/ and images/. Class
/// names come from classes.json in the source, above the masks or above the micrographs; values.json in the
/// same places says which class each value of foreign masks stands for.
[[nodiscard]] const Format& masksFormat();
/// The same as grey TIFFs of 8 bits. No palette: many programs would turn it into colours.
[[nodiscard]] const Format& labelTiffFormat();
/// The same in the colours of the classes, each of which has to have its own, with the legend.json by which
/// they are read.
[[nodiscard]] const Format& rgbMasksFormat();

} // namespace sorby::formats
