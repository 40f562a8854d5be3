// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/formats/roi_file.h"

#include <optional>
#include <string>
#include <string_view>

/// What ImageJ has no place for stands among the properties of a selection, which it keeps.
namespace sorby::formats {

inline constexpr const char* kRoiClass = "class";
inline constexpr const char* kRoiAnnotator = "annotator";
inline constexpr const char* kRoiOwnPoint = "poi"; ///< "x y", of the object's point of interest
inline constexpr const char* kRoiPart = "part";    ///< a number that all parts of one thing have
/// Coordinates with more digits than a selection holds; valid as long as the selection has the same ones.
inline constexpr const char* kRoiExact = "exact";

[[nodiscard]] std::string pointToText(annotation::Point point);
/// Nothing when it is not two finite numbers.
[[nodiscard]] std::optional<annotation::Point> parsePoint(std::string_view text);

/// The points or paths as numbers, "x y x y; x y ..."; empty when the selection holds them as they are.
[[nodiscard]] std::string exactCoordinates(const Roi& roi);
/// Puts the coordinates of the property kRoiExact in place of the rounded ones. Leaves the selection as it is
/// when it has no such property, or was changed since that was written.
void restoreExactCoordinates(Roi& roi);

/// Is it a name that ImageJ gives by itself ("0123-0456", "1")? It says nothing of the structure.
[[nodiscard]] bool isAutomaticName(std::string_view name);

} // namespace sorby::formats
