// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/annotation/object.h"
#include "core/base/result.h"
#include "core/formats/finding.h"

#include <filesystem>
#include <functional>
#include <string>
#include <vector>

namespace sorby::formats {

/// What annotators marked on one micrograph, by its file name.
struct ImagePoints {
    std::string image;
    std::vector<annotation::PointOfInterest> points;
};

/// Reads a CSV of points of interest (image_url, point, annotator) by itself, the images in the order in
/// which it names them. A row that cannot be read is a finding (refused).
[[nodiscard]] Result<std::vector<ImagePoints>>
readPointTable(const std::filesystem::path& file, const std::function<void(const Finding&)>& findings);

} // namespace sorby::formats
