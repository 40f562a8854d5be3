// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/dataset/split.h"

#include <cstddef>
#include <vector>

namespace sorby::dataset {

/// Items that stay on one side, as indices.
using Group = std::vector<std::size_t>;

/// In the order of their names, so that nothing depends on the order of the items. An image of an unknown
/// specimen is a group of its own.
[[nodiscard]] std::vector<Group> groupItems(const std::vector<SplitItem>& items, GroupBy groupBy);

} // namespace sorby::dataset
