// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <filesystem>
#include <string>
#include <vector>

namespace sorby::formats {

/// Where the micrographs of annotations in `folder` may lie, in the order of preference: the given folder of
/// micrographs and its images/, PNG/ and TIFF/ folders; without one, `folder` itself, its folders of these
/// names and those beside it.
[[nodiscard]] std::vector<std::filesystem::path> placesOfMicrographs(const std::filesystem::path& images,
                                                                     const std::filesystem::path& folder);

/// The way from a folder to a micrograph, in UTF-8 with slashes, for files that are read on every system; all
/// of its path when there is none (another drive).
[[nodiscard]] std::string wayTo(const std::filesystem::path& micrograph, const std::filesystem::path& folder);

} // namespace sorby::formats
