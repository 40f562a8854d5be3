// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/dataset/split_groups.h"

#include <cstddef>
#include <cstdint>
#include <vector>

namespace sorby::dataset {

/// The side (an index into `shares`) of each group, so that in this order of importance
/// - no side is empty,
/// - each class is on as many sides as it can be,
/// - the sides' shares of the images and of the images with each class come near to the wanted ones.
/// Iterative stratification (Sechidis, Tsoumakas and Vlahavas, 2011), the rarest class first, then exchanges
/// as long as they help. `shares` are above 0 and add up to 1; there are at least as many groups as shares.
/// With `byClass` false only the images are counted. The same seed gives the same sides.
[[nodiscard]] std::vector<std::size_t> stratify(const std::vector<SplitItem>& items,
                                                const std::vector<Group>& groups,
                                                const std::vector<double>& shares, bool byClass,
                                                std::uint64_t seed);

} // namespace sorby::dataset
