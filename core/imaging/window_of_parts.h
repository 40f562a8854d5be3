// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/raster.h"
#include "core/base/result.h"
#include "core/base/window.h"

#include <functional>

namespace sorby::imaging {

using GreySink = std::function<void(const Raster<float>& part)>;
/// Gives every pixel of an image to the sink once, in parts of any shape and order.
using GreyParts = std::function<Status(const GreySink& sink)>;

/// percentileWindow() of an image that is too large to be held: the very same values, with a few hundred KiB.
/// Asks for the parts once when all values are whole numbers from 0 to 65535 (grey micrographs of 8 and 16
/// bits), else twice. The errors are those of `parts`.
[[nodiscard]] Result<Window> percentileWindowOfParts(const GreyParts& parts, double lowShare = 0.0035,
                                                     double highShare = 0.9965);

} // namespace sorby::imaging
