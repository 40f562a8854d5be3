// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/raster.h"

#include <optional>

namespace sorby::imaging {

/// The part of a micrograph above (or below) an information bar that was burned into it: microscopes draw one
/// flat panel with text over the full width, and no noise, where the specimen has noise. Found only when all
/// of this holds, so that black resin, saturated areas and drawn images are not taken for one: the panel
/// begins with a step in nearly all columns of one row, is 2 % to 25 % of the height, has one exact value but
/// for its text, has text that stays away from its edges, and what is above is noisy. Nothing when there is
/// no bar, or when it is not sure; the region is always to be adjusted by a person.
[[nodiscard]] std::optional<PixelRect> findSpecimenRegion(const Raster<float>& grey);

} // namespace sorby::imaging
