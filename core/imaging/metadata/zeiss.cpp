// SPDX-License-Identifier: GPL-3.0-or-later
// Zeiss SmartSEM: tag 34118, text. It begins with lines of numbers without names; then each value is a pair
// of lines, "AP_IMAGE_PIXEL_SIZE" and "Image Pixel Size = 558.2 pm". The fourth number is the size of a pixel
// in metres were the image 1024 pixels wide: with it one sees whether the text fits the width that the file
// has.
#include "core/base/text.h"
#include "core/imaging/metadata/length.h"
#include "core/imaging/metadata/reading.h"
#include "core/imaging/metadata/text.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

namespace sorby::imaging::metadata {
namespace {

constexpr std::uint16_t kZeissTag = 34118;
constexpr double kDisplayWidth = 1024;
constexpr std::size_t kPixelSizeLine = 3;

struct Named {
    std::string_view key;
    std::string_view line;
};

bool isKey(std::string_view line)
{
    return line.size() > 3 && line[2] == '_' && lowered(line) != line &&
           line.find_first_of("abcdefghijklmnopqrstuvwxyz= ") == std::string_view::npos;
}

std::optional<Named> find(const std::vector<std::string_view>& lines, std::string_view key)
{
    const auto found = std::find(lines.begin(), lines.end(), key);
    if (found == lines.end() || found + 1 == lines.end()) {
        return std::nullopt;
    }
    return Named{key, *(found + 1)};
}

std::string_view valueOf(std::string_view line)
{
    const auto sign = line.find_first_of("=:");
    return sign == std::string_view::npos ? std::string_view{} : trimmed(line.substr(sign + 1));
}

/// The unnamed pixel size for the width that the file has, in micrometres. Whether blank lines count in its
/// place differs from file to file; both readings are given.
std::vector<double> unnamedSizes(const std::string& text, int width)
{
    std::vector<std::string_view> all;
    std::vector<std::string_view> filled;
    std::string_view rest = text;
    while (!rest.empty() && all.size() < 100) {
        const auto end = std::min(rest.find('\n'), rest.size());
        const auto line = trimmed(rest.substr(0, end));
        if (isKey(line)) {
            break;
        }
        all.push_back(line);
        if (!line.empty()) {
            filled.push_back(line);
        }
        rest.remove_prefix(std::min(end + 1, rest.size()));
    }
    std::vector<double> sizes;
    for (const auto* lines : {&all, &filled}) {
        const auto metres =
            lines->size() > kPixelSizeLine ? parseNumber((*lines)[kPixelSizeLine]) : std::nullopt;
        const double micrometres = metres.value_or(0) * 1e6 * kDisplayWidth / width;
        if (isPixelSize(micrometres)) {
            sizes.push_back(micrometres);
        }
    }
    return sizes;
}

std::optional<int> storedWidth(const std::vector<std::string_view>& lines)
{
    const auto stored = find(lines, "DP_IMAGE_STORE");
    const auto size = stored ? valueOf(stored->line) : std::string_view{};
    return parsePixels(size.substr(0, size.find_first_of("*xX")));
}

void takeText(Reading& reading, const Named& named, const std::vector<double>& unnamed)
{
    const std::string raw = fmt::format("{}: {}", named.key, named.line);
    const auto length = parseLength(valueOf(named.line));
    if (!length || !isPixelSize(length->micrometres)) {
        reading.doubt(fmt::format("\"{}\" is no pixel size of a micrograph.", shortened(raw)));
        return;
    }
    const double text = length->micrometres;
    const double tolerance = std::max(0.01 * text, length->halfStep);
    if (unnamed.empty()) {
        reading.calibrate(text, text, raw);
        return;
    }
    const double nearest = *std::min_element(unnamed.begin(), unnamed.end(), [&](double a, double b) {
        return std::abs(a - text) < std::abs(b - text);
    });
    if (std::abs(nearest - text) > tolerance) {
        reading.doubt(
            fmt::format("the pixel size is not taken. The text says {} ({:.4g} \u00b5m), the numbers before "
                        "it say {:.4g} \u00b5m for {} px of width: the micrograph was resized or cropped "
                        "after it was taken.",
                        shortened(valueOf(named.line)), text, nearest, reading.size().width));
        return;
    }
    // The text is rounded. A number that rounds to it is the same size with more digits; one that does not,
    // but is near, is not as sure as what the microscope showed.
    const double taken = std::abs(nearest - text) <= length->halfStep ? nearest : text;
    reading.calibrate(taken, taken, raw);
}

} // namespace

MaybeMetadata readZeiss(TiffTags& tags, Size size)
{
    if (!tags.has(kZeissTag)) {
        return std::nullopt;
    }
    Reading reading("Zeiss SmartSEM", size);
    const std::string text = decodeText(tags.bytes(kZeissTag));
    const auto lines = linesOf(text);
    const auto unnamed = unnamedSizes(text, size.width);
    auto named = find(lines, "AP_IMAGE_PIXEL_SIZE");
    if (!named) {
        named = find(lines, "AP_PIXEL_SIZE");
    }
    if (!reading.fitsWidth(storedWidth(lines), "The store resolution")) {
        return std::move(reading).result();
    }
    if (named) {
        takeText(reading, *named, unnamed);
    } else if (storedWidth(lines) && !unnamed.empty()) {
        // Nothing else would show that the file was resized, but the width that it was stored with.
        reading.calibrate(unnamed.back(), unnamed.back(),
                          fmt::format("4th line: {:.7g} m for 1024 px of width",
                                      unnamed.back() * 1e-6 * size.width / kDisplayWidth));
    }
    return std::move(reading).result();
}

} // namespace sorby::imaging::metadata
