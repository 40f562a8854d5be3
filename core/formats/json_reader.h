// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/annotation/geometry.h"
#include "core/base/result.h"

#include <nlohmann/json.hpp>

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

/// Private to the importers of JSON formats: reading without exceptions, each value checked for its type.
namespace sorby::formats {

using Json = nlohmann::json;

/// The whole file. A text that is no JSON is an Error (Malformed) whose message says line and column.
[[nodiscard]] Result<Json> readJson(const std::filesystem::path& file);
/// The same of a text; `where` names the file in errors.
[[nodiscard]] Result<Json> parseJson(const std::string& text, const std::string& where);

/// The member, or null when there is none or `object` is no object.
[[nodiscard]] const Json* find(const Json& object, const char* key);
/// Text, number or array of this name; nothing when it is missing or of another type.
[[nodiscard]] std::optional<std::string> textOf(const Json& object, const char* key);
[[nodiscard]] std::optional<double> numberOf(const Json& object, const char* key);
/// Whole numbers, also when written as 3.0 or, as some tools do, "3".
[[nodiscard]] std::optional<std::int64_t> integerOf(const Json& object, const char* key);
[[nodiscard]] const Json* arrayOf(const Json& object, const char* key);
/// Width and height from the members of these names, when both are whole and above 0 and below 2^30.
[[nodiscard]] std::optional<Size> sizeOf(const Json& object, const char* width, const char* height);

/// [[x, y], [x, y]] to points; an Error that says which one is none.
[[nodiscard]] Result<std::vector<annotation::Point>> pointsOf(const Json& pairs);

} // namespace sorby::formats
