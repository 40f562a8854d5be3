// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/project/records.h"

#include <unordered_map>
#include <vector>

namespace sorby::document {

using IouByImage = std::unordered_map<project::ImageId, double>;

/// By which the images of a run are ranked: Report::imageIou over the rows that a report would have.
/// `binary`: the foreground class alone counts.
[[nodiscard]] IouByImage rankingIous(const std::vector<project::ScoreRecord>& scores, bool binary);

} // namespace sorby::document
