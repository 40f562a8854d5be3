// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/formats/mask_legend.h"

#include "core/base/text.h"
#include "core/formats/csv.h"
#include "core/formats/json_reader.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <set>
#include <string_view>
#include <utility>

namespace sorby::formats {
namespace {

using annotation::ClassId;
using imaging::LabelImage;

constexpr std::size_t kColoursNamed = 8;
constexpr std::uint32_t kHighestValue = 65535;
constexpr const char* kOthers = "*";

std::optional<std::uint32_t> wholeNumber(std::string_view text)
{
    std::uint32_t number = 0;
    const auto [end, failure] = std::from_chars(text.data(), text.data() + text.size(), number);
    return failure == std::errc{} && end == text.data() + text.size() ? std::optional(number) : std::nullopt;
}

/// The sixteen names of HTML.
std::optional<Rgb8> namedColour(const std::string& name)
{
    static const std::map<std::string, Rgb8> colours{
        {"black", {0, 0, 0}},       {"silver", {192, 192, 192}}, {"gray", {128, 128, 128}},
        {"grey", {128, 128, 128}},  {"white", {255, 255, 255}},  {"maroon", {128, 0, 0}},
        {"red", {255, 0, 0}},       {"purple", {128, 0, 128}},   {"fuchsia", {255, 0, 255}},
        {"magenta", {255, 0, 255}}, {"green", {0, 128, 0}},      {"lime", {0, 255, 0}},
        {"olive", {128, 128, 0}},   {"yellow", {255, 255, 0}},   {"navy", {0, 0, 128}},
        {"blue", {0, 0, 255}},      {"teal", {0, 128, 128}},     {"aqua", {0, 255, 255}},
        {"cyan", {0, 255, 255}}};
    const auto found = colours.find(name);
    return found == colours.end() ? std::nullopt : std::optional(found->second);
}

std::optional<Rgb8> colourOf(const std::string& key)
{
    if (const auto named = namedColour(lowered(key))) {
        return named;
    }
    const auto hex = annotation::parseHex(key);
    return hex ? std::optional(*hex) : std::nullopt;
}

bool isClassId(std::uint32_t number)
{
    return number <= annotation::kMaxClassId || number == annotation::kIgnore;
}

/// The colours of a mask in the order in which they come, at most one more than are named in messages.
std::vector<Rgb8> someColours(const Raster<Rgb8>& colours)
{
    std::vector<Rgb8> seen;
    for (const auto& colour : colours.pixels()) {
        if (std::find(seen.begin(), seen.end(), colour) == seen.end()) {
            seen.push_back(colour);
            if (seen.size() > kColoursNamed) {
                break;
            }
        }
    }
    return seen;
}

Error unknownColours(const Raster<Rgb8>& colours)
{
    auto seen = someColours(colours);
    const bool isMore = seen.size() > kColoursNamed;
    seen.resize(std::min(seen.size(), kColoursNamed));
    std::string list;
    std::string offer;
    int id = 0;
    for (const auto& colour : seen) {
        list += (list.empty() ? "" : ", ") + annotation::toHex(colour);
        // The colour of the first pixel is most often the matrix.
        offer += fmt::format("{}{}={}", offer.empty() ? "" : ", ", annotation::toHex(colour), id++);
    }
    return Error{
        ErrorCode::Mismatch,
        fmt::format("is a colour mask with the colours {}{}; say which classes they are with a legend, "
                    "for example --legend \"{}\"{}",
                    list, isMore ? " and more" : "", offer,
                    isMore ? "; a mask with soft edges has to be made anew without them" : ""),
        {}};
}

/// The colours that the palette gives the values of a mask.
Result<Raster<Rgb8>> throughPalette(const Raster<std::uint8_t>& values, const std::vector<Rgb8>& palette)
{
    Raster<Rgb8> colours(values.size());
    const auto source = values.pixels();
    for (std::size_t i = 0; i < source.size(); ++i) {
        if (source[i] >= palette.size()) {
            return Error{
                ErrorCode::Mismatch,
                fmt::format("has the value {}, and its palette ends at {}; say which values are which "
                            "classes with a legend of values, for example --legend \"{}=1\"",
                            source[i], palette.size() - 1, source[i]),
                {}};
        }
        colours.data()[i] = palette[source[i]];
    }
    return colours;
}

} // namespace

Status MaskLegend::add(const std::string& key, Target target, const std::string& where)
{
    if (key == kOthers) {
        m_others = std::move(target);
        return {};
    }
    if (const auto colour = colourOf(key)) {
        m_colours[*colour] = std::move(target);
        return {};
    }
    const auto value = wholeNumber(key);
    if (!value || *value > kHighestValue) {
        return Error{ErrorCode::Malformed,
                     fmt::format("\"{}\" is neither a colour (#FF0000, red), nor a value from 0 to {}, nor *",
                                 key, kHighestValue),
                     where};
    }
    m_values[*value] = std::move(target);
    return {};
}

Result<MaskLegend> MaskLegend::parse(const std::string& text, const std::string& where)
{
    MaskLegend legend;
    const auto targetOf = [&](const std::string& word) -> Result<Target> {
        const auto number = wholeNumber(word);
        if (number && !isClassId(*number)) {
            return Error{ErrorCode::Malformed,
                         fmt::format("{} is no class id; ids go from 0 to {}, and {} is ignore", *number,
                                     annotation::kMaxClassId, annotation::kIgnore),
                         where};
        }
        if (word.empty()) {
            return Error{ErrorCode::Malformed, "an entry of the legend names no class", where};
        }
        return number ? Target{static_cast<ClassId>(*number), {}} : Target{annotation::kMatrix, word};
    };
    const auto take = [&](const std::string& key, const std::string& word) -> Status {
        auto target = targetOf(word);
        if (target && !target->name.empty()) {
            legend.m_names.push_back(target->name);
        }
        return target ? legend.add(key, std::move(*target), where) : Status(target.error());
    };
    if (!trimmed(text).starts_with('{')) {
        std::string_view left = text;
        while (true) {
            const auto comma = left.find(',');
            const auto entry = trimmed(left.substr(0, comma));
            const auto equals = entry.find('=');
            if (equals == std::string_view::npos) {
                return Error{ErrorCode::Malformed,
                             fmt::format("\"{}\" is no entry of a legend, such as red=1", entry), where};
            }
            if (auto taken = take(std::string(trimmed(entry.substr(0, equals))),
                                  std::string(trimmed(entry.substr(equals + 1))));
                !taken) {
                return taken.error();
            }
            if (comma == std::string_view::npos) {
                return legend;
            }
            left.remove_prefix(comma + 1);
        }
    }
    if (const auto json = parseJson(text, where); !json) {
        return json.error(); // which says where it goes wrong
    }
    const auto json = nlohmann::ordered_json::parse(text, nullptr, false);
    for (const auto& [key, value] : json.items()) {
        const auto word = value.is_string()            ? value.get<std::string>()
                          : value.is_number_unsigned() ? std::to_string(value.get<std::uint64_t>())
                                                       : std::string();
        if (auto taken = take(key, word); !taken) {
            return taken.error();
        }
    }
    return legend;
}

MaskLegend MaskLegend::ofClasses(const annotation::ClassList& classes)
{
    MaskLegend legend;
    legend.m_colours[annotation::kIgnoreColour] = {annotation::kIgnore, {}};
    for (const auto& info : classes) {
        legend.m_colours[info.colour] = {info.id, {}};
    }
    return legend;
}

bool MaskLegend::hasNames() const
{
    const auto isNamed = [](const auto& entry) { return !entry.second.name.empty(); };
    return std::any_of(m_colours.begin(), m_colours.end(), isNamed) ||
           std::any_of(m_values.begin(), m_values.end(), isNamed) || (m_others && !m_others->name.empty());
}

Status MaskLegend::resolve(ClassNames& names)
{
    for (const auto& name : m_names) {
        if (const auto id = names.idOf(name); !id) {
            return id.error();
        }
    }
    std::vector<Target*> targets;
    for (auto& [colour, target] : m_colours) {
        targets.push_back(&target);
    }
    for (auto& [value, target] : m_values) {
        targets.push_back(&target);
    }
    if (m_others) {
        targets.push_back(&*m_others);
    }
    for (auto* target : targets) {
        if (target->name.empty()) {
            continue;
        }
        const auto id = names.idOf(target->name);
        if (!id) {
            return id.error();
        }
        *target = {*id, {}};
    }
    return {};
}

Result<LabelImage> MaskLegend::apply(const imaging::MaskFile& mask) const
{
    if (const auto* colours = std::get_if<Raster<Rgb8>>(&mask.pixels)) {
        return applyToColours(*colours);
    }
    if (const auto* wide = std::get_if<Raster<std::uint16_t>>(&mask.pixels)) {
        return applyToValues(*wide);
    }
    const auto& values = std::get<Raster<std::uint8_t>>(mask.pixels);
    if (!mask.palette.empty() && !m_colours.empty() && m_values.empty()) {
        const auto colours = throughPalette(values, mask.palette);
        return colours ? applyToColours(*colours) : colours.error();
    }
    return applyToValues(values);
}

Result<LabelImage> MaskLegend::applyToColours(const Raster<Rgb8>& colours) const
{
    LabelImage labels(colours.size());
    const auto source = colours.pixels();
    Rgb8 last{};
    std::optional<ClassId> lastId;
    for (std::size_t i = 0; i < source.size(); ++i) {
        if (!lastId || source[i] != last) {
            const auto found = m_colours.find(source[i]);
            if (found == m_colours.end() && !m_others) {
                return unknownColours(colours);
            }
            last = source[i];
            lastId = found == m_colours.end() ? m_others->id : found->second.id;
        }
        labels.data()[i] = *lastId;
    }
    return labels;
}

template <typename Value>
Result<LabelImage> MaskLegend::applyToValues(const Raster<Value>& values) const
{
    std::vector<std::optional<ClassId>> table(std::size_t{1} << (8 * sizeof(Value)));
    for (std::size_t value = 0; value < table.size(); ++value) {
        const auto grey = static_cast<std::uint8_t>(std::min<std::size_t>(value, 255));
        const auto found = m_values.find(static_cast<std::uint32_t>(value));
        // A mask of black, white and greys was saved without colours, and means the same.
        const auto asColour = value <= 255 ? m_colours.find({grey, grey, grey}) : m_colours.end();
        if (found != m_values.end()) {
            table[value] = found->second.id;
        } else if (asColour != m_colours.end() && m_values.empty()) {
            table[value] = asColour->second.id;
        } else if (m_others) {
            table[value] = m_others->id;
        } else if (value <= 255) {
            table[value] = static_cast<ClassId>(value);
        }
    }
    LabelImage labels(values.size());
    const auto source = values.pixels();
    for (std::size_t i = 0; i < source.size(); ++i) {
        const auto id = table[source[i]];
        if (!id) {
            const auto highest = *std::max_element(source.begin(), source.end());
            return Error{
                ErrorCode::Mismatch,
                fmt::format("is a mask of 16 bits with values up to {}; class ids go up to {}: if they "
                            "are object numbers, import the folder with --format instances; if they "
                            "stand for classes, say which with --legend \"{}=1\"",
                            highest, annotation::kMaxClassId, highest),
                {}};
        }
        labels.data()[i] = *id;
    }
    return labels;
}

} // namespace sorby::formats
