// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/result.h"
#include "core/project/project.h"

#include <vector>

namespace sorby::workflow {

/// An Error of code Mismatch when moving the images `moved` to `side` would put a specimen on two sides of
/// the split: it names the specimen and an image that stays behind. A specimen that was on two sides before
/// may stay so, since that split was made on purpose; taking images out of the split never cuts.
[[nodiscard]] Status refuseCutBy(const std::vector<project::ImageRecord>& images,
                                 const std::vector<project::ImageId>& moved, Membership side);

} // namespace sorby::workflow
