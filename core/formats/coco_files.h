// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <filesystem>
#include <vector>

namespace sorby::formats {

inline constexpr const char* kCocoFile = "annotations.json";

/// The COCO files that a source is or holds, by name; empty when there are none. Reads the beginning of each.
[[nodiscard]] std::vector<std::filesystem::path> findCocoFiles(const std::filesystem::path& source);

} // namespace sorby::formats
