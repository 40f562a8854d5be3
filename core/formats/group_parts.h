// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/annotation/object.h"

#include <vector>

namespace sorby::formats {

/// One thing: the objects of one group and class, or an object by itself.
using Parts = std::vector<const annotation::Object*>;

/// The objects as things, each of which stands where its first part does. A part that would then be drawn
/// before an object of another class that it may cover stays a thing by itself, so that no pixel changes.
[[nodiscard]] std::vector<Parts> joinGroups(const std::vector<annotation::Object>& objects);

} // namespace sorby::formats
