// SPDX-License-Identifier: GPL-3.0-or-later
// Hitachi: a file NAME.txt beside the micrograph, in ASCII or UTF-16, with lines below [SemImageFile].
// PixelSize is in nanometres. The S-4700 and its like leave it out; their magnification is that of a print
// 127 mm wide.
#include "core/base/units.h"
#include "core/imaging/metadata/reading.h"
#include "core/imaging/metadata/text.h"

#include <fmt/format.h>

namespace sorby::imaging::metadata {
namespace {

constexpr std::string_view kSection = "SemImageFile";
constexpr double kNanometre = 1e-3;
constexpr double kPrintWidth = 127e3;

void takeMagnification(Reading& reading, const Ini& ini)
{
    const auto instrument = ini.find(kSection, "InstructName").value_or("");
    const auto magnification = ini.find(kSection, "Magnification");
    if (!instrument.starts_with("S-4") || !magnification) {
        return;
    }
    const auto times = parseNumber(*magnification);
    const double pixelSize = times && *times > 0 ? kPrintWidth / *times / reading.size().width : 0;
    reading.calibrate(
        pixelSize, pixelSize,
        fmt::format("{}: Magnification = {} of a print 127 mm wide", instrument, *magnification));
}

} // namespace

MaybeMetadata readHitachi(std::string_view text, Size size)
{
    const Ini ini(text);
    if (!ini.hasSection(kSection)) {
        return std::nullopt;
    }
    Reading reading("Hitachi", size);
    const auto stated = parseSize(ini.find(kSection, "DataSize").value_or(""));
    if (!reading.fitsWidth(stated ? std::optional(stated.valueOr({}).width) : std::nullopt, "DataSize")) {
        return std::move(reading).result();
    }
    if (const auto pixel = ini.find(kSection, "PixelSize"); pixel && !pixel->empty()) {
        const double pixelSize = parseNumber(*pixel).value_or(0) * kNanometre;
        reading.calibrate(pixelSize, pixelSize, fmt::format("PixelSize = {} nm", *pixel));
    } else {
        takeMagnification(reading, ini);
    }
    if (stated) {
        reading.takeSpecimenHeight(stated.valueOr({}).height, "DataSize");
    }
    return std::move(reading).result();
}

} // namespace sorby::imaging::metadata
