// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/formats/format.h"

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

namespace sorby::formats {

/// The selections of one micrograph.
struct RoiSet {
    std::string name; ///< of the micrograph; without an extension when its file was not found
    std::optional<std::filesystem::path> image; ///< the micrograph
    std::vector<std::filesystem::path> sources; ///< .zip and .roi files, in order
};

struct RoiSets {
    std::vector<RoiSet> sets;
    std::size_t files = 0; ///< sources of all sets
    std::string lookedIn;  ///< the folders of micrographs, for a message
};

/// Which files of the source belong to which micrograph: by name ("spot 1.zip", "spot 1_RoiSet.zip" and
/// "spot 1.tif.zip" are of "spot 1.tif"), by the name of the folder, and, when there is one micrograph alone,
/// whatever they are called. A folder is looked through with its subfolders. An error when there is no such
/// file.
[[nodiscard]] Result<RoiSets> findRoiSets(const ImportRequest& request);

/// Does the file begin like a selection, or like an archive of them? Of a folder, one of the first files.
[[nodiscard]] bool looksLikeImageJ(const std::filesystem::path& source);

} // namespace sorby::formats
