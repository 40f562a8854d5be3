// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <filesystem>
#include <vector>

namespace sorby::formats {

/// The member beside those of GeoJSON that holds what Sorby writes of its own.
inline constexpr const char* kGeoJsonOwnMember = "sorby";
/// QuPath's own class for areas to be left out.
inline constexpr const char* kQuPathIgnoreName = "Ignore*";

/// A file by itself; of a folder, or without one in it of its folder "annotations", the files *.geojson and
/// those *.json that look like GeoJSON.
[[nodiscard]] std::vector<std::filesystem::path> listGeoJsonFiles(const std::filesystem::path& source);
/// Does the file begin as GeoJSON with features does, or one of the first such files of the folder?
[[nodiscard]] bool looksLikeGeoJson(const std::filesystem::path& source);

} // namespace sorby::formats
