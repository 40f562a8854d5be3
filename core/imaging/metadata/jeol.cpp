// SPDX-License-Identifier: GPL-3.0-or-later
// JEOL: a file NAME.txt beside the micrograph with lines "$KEY value". The scale bar is stated by its length
// in pixels and its label; what the file has below $CM_FULL_SIZE is the information bar.
#include "core/base/text.h"
#include "core/imaging/metadata/length.h"
#include "core/imaging/metadata/reading.h"
#include "core/imaging/metadata/text.h"

#include <fmt/format.h>

namespace sorby::imaging::metadata {
namespace {

/// The value of "$KEY value" or "$$KEY value".
std::optional<std::string_view> find(const std::vector<std::string_view>& lines, std::string_view key)
{
    for (auto line : lines) {
        if (!line.starts_with('$')) {
            continue;
        }
        line.remove_prefix(line.starts_with("$$") ? 2 : 1);
        if (line.starts_with(key) && line.size() > key.size() &&
            (line[key.size()] == ' ' || line[key.size()] == '\t')) {
            return trimmed(line.substr(key.size()));
        }
    }
    return std::nullopt;
}

} // namespace

MaybeMetadata readJeol(std::string_view text, Size size)
{
    const auto lines = linesOf(text);
    const auto bar = find(lines, "SM_MICRON_BAR");
    const auto marker = find(lines, "SM_MICRON_MARKER");
    const auto full = find(lines, "CM_FULL_SIZE");
    if (!bar && !marker && !full && !find(lines, "CM_FORMAT")) {
        return std::nullopt;
    }
    Reading reading("JEOL", size);
    std::optional<int> width;
    std::optional<int> height;
    if (full) {
        const auto blank = full->find_first_of(" \tx");
        width = parsePixels(full->substr(0, blank));
        height = blank == std::string_view::npos ? std::nullopt : parsePixels(full->substr(blank + 1));
    }
    if (!reading.fitsWidth(width, "$CM_FULL_SIZE")) {
        return std::move(reading).result();
    }
    if (bar && marker) {
        const auto pixels = parseNumber(*bar);
        const auto length = parseLength(*marker);
        const double pixelSize = pixels && length && *pixels > 0 ? length->micrometres / *pixels : 0;
        reading.calibrate(pixelSize, pixelSize,
                          fmt::format("$$SM_MICRON_BAR {}, $$SM_MICRON_MARKER {}", *bar, *marker));
    }
    reading.takeSpecimenHeight(height, "$CM_FULL_SIZE");
    return std::move(reading).result();
}

} // namespace sorby::imaging::metadata
