// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/formats/format.h"

namespace sorby::formats {

/// The layout of the Aachen-Heerlen annotated steel microstructure data set (Iren et al., Scientific Data 8,
/// 140, 2021): a polygon CSV, and beside it a CSV of points of interest and one of specimens. Coordinates
/// name pixels, so they are shifted by half a pixel. The source is the polygon CSV or the folder that holds
/// it.
[[nodiscard]] const Format& aachenFormat();

} // namespace sorby::formats
