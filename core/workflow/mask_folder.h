// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/annotation/classes.h"
#include "core/base/result.h"
#include "core/imaging/label_png_rows.h"

#include <cstddef>
#include <filesystem>
#include <map>
#include <string>

namespace sorby::workflow {

/// A folder of label PNGs, as masks of one annotator or of one network.
struct MaskFolder {
    std::filesystem::path folder;
    std::map<std::string, std::filesystem::path> masks; ///< by stem, never empty
    /// The masks say 255 for the one class, as image editors write it: 255 cannot mean ignore. So when masks
    /// of 0 and 255 alone are all there is, or the first twenty.
    bool yesIs255 = false;
    /// As classes.json in the folder or beside it names them; empty when there is none.
    annotation::ClassList classes;
};
/// An Error when the folder cannot be read or holds no PNG, and when its classes.json is damaged.
[[nodiscard]] Result<MaskFolder> openMaskFolder(const std::filesystem::path& folder);

/// The mask of a stem that the folder has, with 1 for 255 where that is how yes is written.
[[nodiscard]] Result<imaging::LabelImage> readMask(const MaskFolder& folder, const std::string& stem);

/// The same for some rows of a mask that somebody has opened.
[[nodiscard]] Result<imaging::LabelImage> readMaskRows(const MaskFolder& folder,
                                                       imaging::LabelPngReader& mask, int first, int count);

/// The values that are neither a class below `classCount` nor ignore: "7, 12"; empty when there are none.
[[nodiscard]] std::string listStrayValues(const imaging::LabelImage& labels, std::size_t classCount);

} // namespace sorby::workflow
