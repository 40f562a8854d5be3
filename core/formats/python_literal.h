// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/annotation/geometry.h"
#include "core/base/result.h"

#include <string>
#include <string_view>
#include <vector>

namespace sorby::formats {

/// The points of a Python or NumPy literal: one pair `(3, 4)`, or a list of pairs in tuples or lists, with
/// commas or blanks between, `[(0, 0), (0, 74.5)]`, `((0 0) (0 74))`, `[[0,0],[0,74]]`; more brackets around
/// one list and quotes around it all do not count. Nothing, `[]`, `nan` and `None` are no points.
///
/// The error's message begins with the character where the text goes wrong ("character 12: ...", 1-based);
/// `where` is empty. NaN and infinite coordinates are errors.
[[nodiscard]] Result<std::vector<annotation::Point>> parsePoints(std::string_view text);

/// "3", "3.25": whole numbers without point, others in the fewest digits that give the same number again.
[[nodiscard]] std::string formatCoordinate(double value);
/// "(3, 4.5)".
[[nodiscard]] std::string formatPoint(annotation::Point point);
/// "[(0, 0), (0, 74)]".
[[nodiscard]] std::string formatPoints(const std::vector<annotation::Point>& points);

} // namespace sorby::formats
