// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/annotation/geometry.h"

namespace sorby::annotation {

/// How much of its area a ring may win or lose by smoothing.
inline constexpr double kLargestAreaChange = 0.01;

/// All rings with their corners and steps rounded off: each point becomes the mean of the outline around it,
/// weighted along its length by a Gaussian of `widthPx` (its standard deviation, in pixels), and the outline
/// is then pushed out or in evenly to have its area back. The area of each ring changes by at most
/// kLargestAreaChange. Where a ring would meet itself or another, or miss that bound, it is smoothed half as
/// much, and so on; in the end it stays as it is. New points lie at most a pixel apart; simplified() thins
/// them. Time: linear in the length of the outline and the width, and the check for crossings.
[[nodiscard]] Polygon smoothed(const Polygon& polygon, double widthPx);

} // namespace sorby::annotation
