// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/result.h"
#include "core/formats/json_reader.h"

#include <filesystem>
#include <vector>

namespace sorby::formats {

/// The point of interest of an object leaves as a point shape behind it with this description, and a point
/// with it becomes the point of the shape before.
inline constexpr const char* kLabelMeOwnPoint = "point of interest of the shape before";
/// The label of a point that nobody signed.
inline constexpr const char* kLabelMePointLabel = "point of interest";

/// A file of LabelMe, parsed.
struct LabelMeFile {
    Json json;               ///< without the embedded picture
    bool hasPicture = false; ///< was there one?
};

/// An Error with line and column when the file is no JSON. The embedded picture, which may be larger by far
/// than all the rest, is passed over: neither parsed nor decoded.
[[nodiscard]] Result<LabelMeFile> readLabelMe(const std::filesystem::path& file);

/// A file by itself; of a folder the JSON files in it and in its subfolders, folder by folder.
[[nodiscard]] std::vector<std::filesystem::path> listLabelMeFiles(const std::filesystem::path& source);
/// Do the head and the end of the file, or of the first JSON files of the folder, have LabelMe's keys?
[[nodiscard]] bool looksLikeLabelMe(const std::filesystem::path& source);

} // namespace sorby::formats
