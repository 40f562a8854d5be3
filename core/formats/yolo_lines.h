// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/annotation/geometry.h"
#include "core/base/raster.h"
#include "core/base/result.h"

#include <string>
#include <string_view>

namespace sorby::formats {

/// A line of a label file.
struct YoloLine {
    int classNumber = 0;     ///< from 0
    annotation::Ring shares; ///< of width and height
};

/// An Error that says what is wrong: no outline (a box, key points), no numbers, no shares.
[[nodiscard]] Result<YoloLine> parseYoloLine(std::string_view line);
/// A class and an even count of shares, be it an outline or not?
[[nodiscard]] bool isYoloLine(std::string_view line);

/// A coordinate in pixels for a share of a side. What is within a few roundings of a multiple of 1/2 was one.
[[nodiscard]] double pixelsOf(double share, int side);
/// The share that gives the coordinate again, in the fewest digits that do; the nearest where there is none.
[[nodiscard]] std::string shareText(double pixels, int side);

} // namespace sorby::formats
