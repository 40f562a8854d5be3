// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/formats/format.h"

#include <array>
#include <cstdint>
#include <filesystem>
#include <optional>

namespace sorby::formats {

/// {"0": "matrix", "1": "MA island"}.
inline constexpr const char* kClassesFile = "classes.json";
/// {"0": 0, "255": 1}: which class the values of foreign masks stand for.
inline constexpr const char* kValuesFile = "values.json";

/// Where the parts of a data set of masks lie.
struct MaskFiles {
    std::filesystem::path masks;
    std::filesystem::path images;
    std::filesystem::path classesFile; ///< empty: there is none
    std::filesystem::path valuesFile;  ///< empty: there is none
};

/// An error when the source is no folder or the micrographs cannot be found.
[[nodiscard]] Result<MaskFiles> findMaskFiles(const ImportRequest& request);
/// The classes that classes.json names; nothing when there is no such file.
[[nodiscard]] Result<std::optional<annotation::ClassList>> readClasses(const MaskFiles& files);
/// What each of the 256 values becomes; the values that the file does not name stay as they are.
using ValueMap = std::array<std::uint8_t, 256>;
/// Nothing when there is no values.json.
[[nodiscard]] Result<std::optional<ValueMap>> readValueMap(const MaskFiles& files);
/// Is it a folder with a folder masks, or one of label PNGs?
[[nodiscard]] bool looksLikeMasks(const std::filesystem::path& source);

} // namespace sorby::formats
