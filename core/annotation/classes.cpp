// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/annotation/classes.h"

#include "core/base/text.h"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <array>
#include <charconv>
#include <map>
#include <optional>
#include <utility>

namespace sorby::annotation {
namespace {

constexpr std::size_t kMaxClasses = std::size_t{kMaxClassId} + 1;

/// Names in the order of their ids to a list with the default colours.
Result<ClassList> makeClasses(const std::vector<std::string>& names, const std::string& where)
{
    if (names.size() < 2 || names.size() > kMaxClasses) {
        return Error{ErrorCode::InvalidArgument,
                     fmt::format("{} classes are given; the matrix and 1 to {} more are needed, for example "
                                 "\"matrix, MA island\"",
                                 names.size(), kMaxClassId),
                     where};
    }
    ClassList classes;
    for (const auto& name : names) {
        const auto id = classes.size();
        if (name.empty()) {
            return Error{ErrorCode::InvalidArgument, fmt::format("class {} has no name", id), where};
        }
        const auto isSame = [&](const auto& other) { return lowered(other.name) == lowered(name); };
        if (const auto other = std::find_if(classes.begin(), classes.end(), isSame); other != classes.end()) {
            return Error{ErrorCode::InvalidArgument, fmt::format("two classes are named '{}'", other->name),
                         where};
        }
        const auto classId = static_cast<ClassId>(id);
        classes.push_back({classId, name, defaultClassColour(classId)});
    }
    return classes;
}

template <typename Number>
std::optional<Number> parseWhole(std::string_view text, int base)
{
    Number number = 0;
    const auto [end, status] = std::from_chars(text.data(), text.data() + text.size(), number, base);
    if (status != std::errc{} || end != text.data() + text.size()) {
        return {};
    }
    return number;
}

} // namespace

Rgb8 defaultClassColour(ClassId id)
{
    // The seven hues of Okabe and Ito, then their usual eighth, grey; their black is the matrix.
    static constexpr std::array<Rgb8, 8> kColours{{{230, 159, 0},
                                                   {86, 180, 233},
                                                   {0, 158, 115},
                                                   {240, 228, 66},
                                                   {0, 114, 178},
                                                   {213, 94, 0},
                                                   {204, 121, 167},
                                                   {153, 153, 153}}};
    if (id == kMatrix) {
        return {};
    }
    return kColours[(id - std::size_t{1}) % kColours.size()];
}

Rgb8 freeClassColour(const ClassList& classes, ClassId id)
{
    const auto isTaken = [&](Rgb8 colour) {
        return std::any_of(classes.begin(), classes.end(),
                           [&](const auto& one) { return one.colour == colour; });
    };
    const auto usual = defaultClassColour(id);
    if (!isTaken(usual)) {
        return usual;
    }
    for (int other = 1; other <= kMaxClassId; ++other) {
        if (const auto colour = defaultClassColour(static_cast<ClassId>(other)); !isTaken(colour)) {
            return colour;
        }
    }
    return usual;
}

Result<ClassList> parseClassNames(std::string_view commaSeparated)
{
    std::vector<std::string> names;
    while (true) {
        const auto comma = commaSeparated.find(',');
        names.emplace_back(trimmed(commaSeparated.substr(0, comma)));
        if (comma == std::string_view::npos) {
            return makeClasses(names, {});
        }
        commaSeparated.remove_prefix(comma + 1);
    }
}

ClassList numberedClasses(int count)
{
    const int last = std::clamp(count, 1, int{kMaxClassId});
    ClassList classes{{kMatrix, "matrix", defaultClassColour(kMatrix)}};
    for (int id = 1; id <= last; ++id) {
        const auto classId = static_cast<ClassId>(id);
        classes.push_back({classId, fmt::format("class {}", id), defaultClassColour(classId)});
    }
    return classes;
}

Result<ClassList> parseClassesJson(std::string_view json, const std::string& where)
{
    const auto malformed = [&](std::string message) {
        return Error{ErrorCode::Malformed, std::move(message), where};
    };
    const auto document = nlohmann::json::parse(json, nullptr, false);
    if (!document.is_object()) {
        return malformed("classes are written as {\"0\": \"matrix\", \"1\": \"MA island\"}");
    }
    std::map<std::size_t, std::string> byId;
    for (const auto& [key, value] : document.items()) {
        const auto id = parseWhole<std::size_t>(key, 10);
        if (!id) {
            return malformed(fmt::format("'{}' is not the id of a class", key));
        }
        if (!value.is_string()) {
            return malformed(fmt::format("the name of class {} is not a text", *id));
        }
        byId[*id] = trimmed(value.get_ref<const std::string&>());
    }
    std::vector<std::string> names;
    for (auto& [id, name] : byId) {
        if (id != names.size()) {
            return malformed(fmt::format("class {} is missing: ids run from 0 without gaps", names.size()));
        }
        names.push_back(std::move(name));
    }
    return makeClasses(names, where);
}

std::string toClassesJson(const ClassList& classes)
{
    nlohmann::ordered_json document = nlohmann::ordered_json::object();
    for (const auto& info : classes) {
        document[std::to_string(info.id)] = info.name;
    }
    return document.dump(2, ' ', false, nlohmann::ordered_json::error_handler_t::replace) + "\n";
}

std::string toHex(Rgb8 colour)
{
    return fmt::format("#{:02X}{:02X}{:02X}", colour.r, colour.g, colour.b);
}

Result<Rgb8> parseHex(std::string_view text)
{
    const auto number = text.size() == 7 && text.front() == '#'
                            ? parseWhole<std::uint32_t>(text.substr(1), 16)
                            : std::nullopt;
    if (!number) {
        return Error{ErrorCode::InvalidArgument,
                     fmt::format("'{}' is not a colour; write for example #E69F00", text),
                     {}};
    }
    return Rgb8{static_cast<std::uint8_t>(*number >> 16), static_cast<std::uint8_t>(*number >> 8 & 0xFFU),
                static_cast<std::uint8_t>(*number & 0xFFU)};
}

} // namespace sorby::annotation
