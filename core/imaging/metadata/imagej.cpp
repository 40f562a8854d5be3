// SPDX-License-Identifier: GPL-3.0-or-later
// ImageJ and Fiji: the description begins with "ImageJ=" and has "unit=micron"; XResolution and YResolution
// are pixels per that unit.
#include "core/imaging/metadata/length.h"
#include "core/imaging/metadata/reading.h"
#include "core/imaging/metadata/text.h"

#include <fmt/format.h>

#include <cmath>

namespace sorby::imaging::metadata {
namespace {

constexpr std::uint16_t kDescription = 270;
constexpr std::uint16_t kXResolution = 282;
constexpr std::uint16_t kYResolution = 283;
constexpr double kInch = 25400;
constexpr double kCentimetre = 1e4;
constexpr double kLeastForPrint = 72;
constexpr double kMostForPrint = 600;

/// ImageJ keeps the resolution for printing that a file came with as pixels per inch or centimetre.
bool isForPrint(double unit, double resolution)
{
    const double perInch = resolution * kInch / unit;
    return (unit == kInch || unit == kCentimetre) && perInch > kLeastForPrint * 0.99 &&
           perInch < kMostForPrint * 1.01;
}

} // namespace

MaybeMetadata readImageJ(TiffTags& tags, Size size)
{
    const std::string text = tags.has(kDescription) ? decodeText(tags.bytes(kDescription)) : std::string();
    if (!text.starts_with("ImageJ=")) {
        return std::nullopt;
    }
    Reading reading("ImageJ", size);
    const Ini ini(text);
    const auto unitText = ini.find("", "unit").value_or("");
    const auto unit = micrometresOf(unitText);
    const double x = tags.number(kXResolution).value_or(0);
    const double y = tags.number(kYResolution).value_or(x);
    if (!unit || x == 0) {
        return std::move(reading).result();
    }
    const std::string raw =
        fmt::format("unit = {}, XResolution = {:.7g}, YResolution = {:.7g}", unitText, x, y);
    if (isForPrint(*unit, x)) {
        reading.doubt(
            fmt::format("{:.4g} pixels per {} is a resolution for printing, not a pixel size.", x, unitText));
        return std::move(reading).result();
    }
    reading.calibrate(*unit / x, *unit / y, raw);
    return std::move(reading).result();
}

} // namespace sorby::imaging::metadata
