// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/formats/imagej_properties.h"

#include "core/base/text.h"
#include "core/formats/csv.h"
#include "core/formats/roi_path.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <cmath>
#include <iterator>
#include <utility>
#include <vector>

namespace sorby::formats {
namespace {

using annotation::Point;
using annotation::Ring;

Point rounded(Point point)
{
    return {static_cast<double>(toRoiFloat(point.x)), static_cast<double>(toRoiFloat(point.y))};
}

/// The points of a selection that is no composite are one path.
std::vector<Ring> pathsOf(const Roi& roi)
{
    return roi.isComposite ? roi.paths : std::vector<Ring>{roi.points};
}

/// Nothing when there is anything but numbers in pairs.
std::optional<Ring> parseRing(std::string_view text)
{
    std::vector<double> numbers;
    const char* at = text.data();
    const char* const end = at + text.size();
    while (at != end) {
        double number = 0;
        const auto read = std::from_chars(at, end, number);
        if (read.ec != std::errc() || !std::isfinite(number)) {
            return std::nullopt;
        }
        numbers.push_back(number);
        at = std::find_if(read.ptr, end, [](char c) { return c != ' '; });
    }
    Ring ring;
    for (std::size_t i = 0; i + 1 < numbers.size(); i += 2) {
        ring.push_back({numbers[i], numbers[i + 1]});
    }
    return numbers.size() % 2 == 0 ? std::optional(std::move(ring)) : std::nullopt;
}

} // namespace

std::string pointToText(annotation::Point point)
{
    return fmt::format("{} {}", point.x, point.y);
}

std::optional<annotation::Point> parsePoint(std::string_view text)
{
    text = trimmed(text);
    const char* const end = text.data() + text.size();
    annotation::Point point;
    const auto first = std::from_chars(text.data(), end, point.x);
    if (first.ec != std::errc() || first.ptr == end || *first.ptr != ' ') {
        return std::nullopt;
    }
    const auto second = std::from_chars(first.ptr + 1, end, point.y);
    const bool isWhole = second.ec == std::errc() && second.ptr == end;
    return isWhole && isFinite(point) ? std::optional(point) : std::nullopt;
}

std::string exactCoordinates(const Roi& roi)
{
    const auto paths = pathsOf(roi);
    const bool isRounded = std::any_of(paths.begin(), paths.end(), [](const Ring& path) {
        return std::any_of(path.begin(), path.end(), [](Point point) { return rounded(point) != point; });
    });
    std::string text;
    for (const auto& path : isRounded ? paths : std::vector<Ring>{}) {
        text += text.empty() ? "" : "; ";
        for (std::size_t i = 0; i < path.size(); ++i) {
            fmt::format_to(std::back_inserter(text), "{}{} {}", i == 0 ? "" : " ", path[i].x, path[i].y);
        }
    }
    return text;
}

void restoreExactCoordinates(Roi& roi)
{
    const auto property = valueOf(roi.properties, kRoiExact);
    if (!property || !(roi.isComposite || roi.isSubPixel)) {
        return;
    }
    std::vector<Ring> exact;
    for (std::string_view rest = *property; !rest.empty();) {
        const auto end = std::min(rest.find(';'), rest.size());
        auto ring = parseRing(trimmed(rest.substr(0, end)));
        if (!ring) {
            return;
        }
        exact.push_back(std::move(*ring));
        rest.remove_prefix(std::min(end + 1, rest.size()));
    }
    const auto held = pathsOf(roi);
    const bool isUnchanged =
        std::equal(exact.begin(), exact.end(), held.begin(), held.end(), [](const Ring& a, const Ring& b) {
            return std::equal(a.begin(), a.end(), b.begin(), b.end(),
                              [](Point p, Point q) { return rounded(p) == q; });
        });
    if (!isUnchanged) {
        return;
    }
    if (roi.isComposite) {
        roi.paths = std::move(exact);
    } else {
        roi.points = std::move(exact.front());
    }
}

bool isAutomaticName(std::string_view name)
{
    return name.find_first_not_of("0123456789-") == std::string_view::npos;
}

} // namespace sorby::formats
