// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/formats/json_reader.h"

#include "core/base/files.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <cmath>
#include <string_view>

namespace sorby::formats {
namespace {

constexpr std::int64_t kLargestSide = std::int64_t{1} << 30;
constexpr double kLargestExact = 9007199254740992.0; // 2^53

/// "line 3, column 14" of the character before which the text went wrong.
std::string placeOf(std::string_view text, std::size_t offset)
{
    const auto before = text.substr(0, std::min(offset, text.size()));
    const auto line = std::count(before.begin(), before.end(), '\n') + 1;
    const auto start = before.rfind('\n');
    const auto column = start == std::string_view::npos ? before.size() : before.size() - start - 1;
    return fmt::format("line {}, column {}", line, std::max<std::size_t>(column, 1));
}

std::optional<std::int64_t> wholeNumber(const Json& value)
{
    if (value.is_number_unsigned()) {
        const auto number = value.get<std::uint64_t>();
        return number <= std::uint64_t{INT64_MAX} ? std::optional(static_cast<std::int64_t>(number))
                                                  : std::nullopt;
    }
    if (value.is_number_integer()) {
        return value.get<std::int64_t>();
    }
    if (value.is_number_float()) {
        const auto number = value.get<double>();
        return std::trunc(number) == number && std::abs(number) < kLargestExact
                   ? std::optional(static_cast<std::int64_t>(number))
                   : std::nullopt;
    }
    if (value.is_string()) {
        const auto& text = value.get_ref<const std::string&>();
        std::int64_t number = 0;
        const auto [end, failure] = std::from_chars(text.data(), text.data() + text.size(), number);
        return failure == std::errc{} && end == text.data() + text.size() ? std::optional(number)
                                                                          : std::nullopt;
    }
    return std::nullopt;
}

} // namespace

Result<Json> readJson(const std::filesystem::path& file)
{
    auto text = readText(file);
    if (!text) {
        return text.error();
    }
    return parseJson(*text, toUtf8(file));
}

Result<Json> parseJson(const std::string& text, const std::string& where)
{
    const bool hasMark = text.starts_with("\xEF\xBB\xBF");
    try {
        return Json::parse(text.begin() + (hasMark ? 3 : 0), text.end());
    } catch (const Json::parse_error& error) {
        return Error{ErrorCode::Malformed,
                     fmt::format("is no whole JSON: it goes wrong at {}",
                                 placeOf(text, error.byte + (hasMark ? 3 : 0))),
                     where};
    } catch (const Json::exception& error) {
        return Error{ErrorCode::Malformed, fmt::format("is no JSON that can be read ({})", error.what()),
                     where};
    }
}

const Json* find(const Json& object, const char* key)
{
    if (!object.is_object()) {
        return nullptr;
    }
    const auto found = object.find(key);
    return found == object.end() ? nullptr : &*found;
}

std::optional<std::string> textOf(const Json& object, const char* key)
{
    const auto* value = find(object, key);
    return value != nullptr && value->is_string() ? std::optional(value->get<std::string>()) : std::nullopt;
}

std::optional<double> numberOf(const Json& object, const char* key)
{
    const auto* value = find(object, key);
    return value != nullptr && value->is_number() ? std::optional(value->get<double>()) : std::nullopt;
}

std::optional<std::int64_t> integerOf(const Json& object, const char* key)
{
    const auto* value = find(object, key);
    return value == nullptr ? std::nullopt : wholeNumber(*value);
}

const Json* arrayOf(const Json& object, const char* key)
{
    const auto* value = find(object, key);
    return value != nullptr && value->is_array() ? value : nullptr;
}

std::optional<Size> sizeOf(const Json& object, const char* width, const char* height)
{
    const auto across = integerOf(object, width);
    const auto down = integerOf(object, height);
    const auto isSide = [](const std::optional<std::int64_t>& side) {
        return side && *side > 0 && *side < kLargestSide;
    };
    return isSide(across) && isSide(down)
               ? std::optional(Size{static_cast<int>(*across), static_cast<int>(*down)})
               : std::nullopt;
}

Result<std::vector<annotation::Point>> pointsOf(const Json& pairs)
{
    std::vector<annotation::Point> points;
    if (!pairs.is_array()) {
        return Error{ErrorCode::Malformed, "is no list of points", {}};
    }
    points.reserve(pairs.size());
    for (const auto& pair : pairs) {
        if (!pair.is_array() || pair.size() < 2 || !pair[0].is_number() || !pair[1].is_number()) {
            return Error{
                ErrorCode::Malformed, fmt::format("point {} is no pair of numbers", points.size() + 1), {}};
        }
        points.push_back({pair[0].get<double>(), pair[1].get<double>()});
    }
    return points;
}

} // namespace sorby::formats
