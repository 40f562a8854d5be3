// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/formats/format.h"
#include "core/formats/mask_legend.h"

#include <filesystem>
#include <optional>

namespace sorby::formats {

/// {"0": "matrix", "1": "MA island"}.
inline constexpr const char* kClassesFile = "classes.json";
/// {"#FF0000": 1, "255": 2}: which class the colours and values of foreign masks stand for. Two names, one
/// meaning.
inline constexpr const char* kLegendFile = "legend.json";
inline constexpr const char* kValuesFile = "values.json";

/// Where the parts of a data set of masks lie.
struct MaskFiles {
    std::filesystem::path masks;
    std::filesystem::path images;
    std::filesystem::path classesFile; ///< empty: there is none
    std::filesystem::path legendFile;  ///< empty: there is none
};

/// An error when the source is no folder or the micrographs cannot be found.
[[nodiscard]] Result<MaskFiles> findMaskFiles(const ImportRequest& request);
/// The classes that classes.json names; nothing when there is no such file.
[[nodiscard]] Result<std::optional<annotation::ClassList>> readClasses(const MaskFiles& files);
/// The legend of the request (a file, or the text itself), else legend.json or values.json; nothing when
/// there is none.
[[nodiscard]] Result<std::optional<MaskLegend>> readLegend(const MaskFiles& files,
                                                           const ImportRequest& request);
/// Is it a folder with a folder masks, or one of label PNGs?
[[nodiscard]] bool looksLikeMasks(const std::filesystem::path& source);

} // namespace sorby::formats
