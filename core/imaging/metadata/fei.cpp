// SPDX-License-Identifier: GPL-3.0-or-later
// FEI and Thermo Fisher: tag 34682 (Helios, Quanta, Apreo ...) or 34680 (Sirion, XL), text in sections.
// Lengths are in metres.
#include "core/imaging/metadata/reading.h"
#include "core/imaging/metadata/text.h"

#include <fmt/format.h>

#include <array>
#include <cmath>

namespace sorby::imaging::metadata {
namespace {

constexpr std::array<std::uint16_t, 2> kTags = {34682, 34680};

struct Found {
    double metres = 0;
    std::string raw;
};

std::optional<Found> pixel(const Ini& ini, std::string_view key)
{
    for (const char* section : {"Scan", "EScan", "IScan"}) {
        if (const auto text = ini.find(section, key); text && !text->empty()) {
            // What is stated and no number is kept as one that no pixel can have, so that it is refused by
            // name.
            return Found{parseNumber(*text).value_or(0), fmt::format("[{}] {} = {}", section, key, *text)};
        }
    }
    return std::nullopt;
}

/// The width of the field over its pixels.
std::optional<Found> fieldOverPixels(const Ini& ini, std::string_view fieldKey, std::string_view beamKey,
                                     int pixels)
{
    const std::array<std::pair<const char*, std::string_view>, 5> places = {
        {{"Scan", fieldKey}, {"EBeam", beamKey}, {"IBeam", beamKey}, {"IRBeam", beamKey}, {"Beam", beamKey}}};
    for (const auto& [section, key] : places) {
        if (const auto text = ini.find(section, key); text && !text->empty()) {
            return Found{parseNumber(*text).value_or(0) / pixels,
                         fmt::format("[{}] {} = {} over {} px", section, key, *text, pixels)};
        }
    }
    return std::nullopt;
}

void takePixelSize(Reading& reading, const Ini& ini)
{
    const int columns = ini.pixels("Image", "ResolutionX").value_or(reading.size().width);
    const auto rows = ini.pixels("Image", "ResolutionY");
    auto x = pixel(ini, "PixelWidth");
    auto y = pixel(ini, "PixelHeight");
    if (!x) {
        x = fieldOverPixels(ini, "HorFieldsize", "HFW", columns);
        y = rows ? fieldOverPixels(ini, "VerFieldsize", "VFW", *rows) : std::nullopt;
    }
    if (!x) {
        return;
    }
    const std::string raw = y && y->raw != x->raw ? x->raw + ", " + y->raw : x->raw;
    reading.calibrate(x->metres * kMicrometresInMetre, (y ? y->metres : x->metres) * kMicrometresInMetre,
                      raw);
}

void takeBar(Reading& reading, const Ini& ini)
{
    const auto scanned = ini.pixels("Image", "ResolutionY");
    const int height = reading.size().height;
    const auto bar = ini.pixels("PrivateFei", "DatabarHeight");
    // Where both are stated they add up. When they do not, the image was saved without its bar, or cropped.
    if (bar && (!scanned || *scanned + *bar == height)) {
        reading.takeBar(bar, "DatabarHeight");
    } else {
        reading.takeSpecimenHeight(scanned, "ResolutionY");
    }
}

} // namespace

MaybeMetadata readFei(TiffTags& tags, Size size)
{
    for (const auto tag : kTags) {
        if (!tags.has(tag)) {
            continue;
        }
        Reading reading("FEI / Thermo Fisher", size);
        const std::string text = decodeText(tags.bytes(tag));
        const Ini ini(text);
        if (reading.fitsWidth(ini.pixels("Image", "ResolutionX"), "[Image] ResolutionX")) {
            takePixelSize(reading, ini);
            takeBar(reading, ini);
        }
        return std::move(reading).result();
    }
    return std::nullopt;
}

} // namespace sorby::imaging::metadata
