// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/calibration.h"
#include "core/base/result.h"

#include <string>
#include <string_view>

namespace sorby::imaging {

/// What a person enters: "0.05um", "12.5 nm", "0.05 µm/px", "2.5um x 2.6um" (width, then height). A person
/// said it, so it is confirmed. The unit must be there: a number alone is an error, and so is what no
/// micrograph has.
[[nodiscard]] Result<Calibration> parsePixelSize(std::string_view text);

/// From a line drawn over a scale bar, `dxPx` and `dyPx` long, and the bar's label, "5 um". Pixels are
/// square unless their height is said to be another multiple of their width.
[[nodiscard]] Result<Calibration> calibrationFromLine(double dxPx, double dyPx, std::string_view length,
                                                      double heightPerWidth = 1);

/// For people, with four digits at most: "48.8 nm", "0.5 µm", "2.5 µm x 2.6 µm".
[[nodiscard]] std::string formatPixelSize(const Calibration& calibration);

} // namespace sorby::imaging
