// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/formats/format.h"

#include <filesystem>
#include <string>
#include <vector>

namespace sorby::formats {

/// What the exporter calls its files.
inline constexpr const char* kAachenPolygonFile = "annotations_polygon.csv";
inline constexpr const char* kAachenPointFile = "annotations_POI.csv";
inline constexpr const char* kAachenMetadataFile = "metadata.csv";

/// The files of one data set in the Aachen-Heerlen layout.
struct AachenFiles {
    std::filesystem::path polygons;
    std::filesystem::path points;   ///< empty: there is none
    std::filesystem::path metadata; ///< empty: there is none
    std::vector<std::filesystem::path> imageFolders;
};

/// Looks for the files by their names, whatever the case: *polygon*.csv, *POI*.csv, *metadata*.csv. An error
/// when there is no polygon file, or when a file that the request names is missing.
[[nodiscard]] Result<AachenFiles> findAachenFiles(const ImportRequest& request);
/// Is it a CSV file with the columns image_url and polygon, or a folder that holds one?
[[nodiscard]] bool looksLikeAachen(const std::filesystem::path& source);

} // namespace sorby::formats
