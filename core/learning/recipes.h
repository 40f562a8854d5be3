// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/result.h"
#include "core/learning/options.h"

#include <string_view>

namespace sorby::learning {

/// The recipe that holds when none is named.
inline constexpr std::string_view kDefaultRecipe = "sorby";

/// A set of training options by its name: "sorby", the best found for tens of images on the validation sides
/// of published splits, or "pilot", the plain U-Net as the pilot study was published. An Error lists what is
/// known.
[[nodiscard]] Result<TrainOptions> findRecipe(std::string_view name);

} // namespace sorby::learning
