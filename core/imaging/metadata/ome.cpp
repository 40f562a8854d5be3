// SPDX-License-Identifier: GPL-3.0-or-later
// OME-TIFF: the description is OME-XML; Pixels has PhysicalSizeX and Y with their units (micrometres when
// none is stated) and SizeX, the width.
#include "core/base/text.h"
#include "core/imaging/metadata/length.h"
#include "core/imaging/metadata/reading.h"
#include "core/imaging/metadata/text.h"
#include "core/imaging/metadata/xml.h"

#include <fmt/format.h>

#include <pugixml.hpp>

namespace sorby::imaging::metadata {
namespace {

constexpr std::uint16_t kDescription = 270;

/// In micrometres; 0 for what is stated and is no length.
double physicalSize(const pugi::xml_node& pixels, const char* name, const char* unitName)
{
    const auto unitText = pixels.attribute(unitName);
    const auto unit = unitText ? micrometresOf(unitText.value()) : std::optional(1.0);
    return parseNumber(pixels.attribute(name).value()).value_or(0) * unit.value_or(0);
}

std::string rawOf(const pugi::xml_node& pixels, const char* name, const char* unitName)
{
    const auto unit = pixels.attribute(unitName);
    return fmt::format("{} = {} {}", name, pixels.attribute(name).value(), unit ? unit.value() : "\u00b5m");
}

} // namespace

MaybeMetadata readOme(TiffTags& tags, Size size)
{
    const std::string text = tags.has(kDescription) ? decodeText(tags.bytes(kDescription)) : std::string();
    pugi::xml_document document;
    if (text.find("OME") == std::string::npos || text.find("Pixels") == std::string::npos ||
        !parseXml(document, text)) {
        return std::nullopt;
    }
    const auto pixels = childOf(childOf(childOf(document, "OME"), "Image"), "Pixels");
    if (!pixels) {
        return std::nullopt;
    }
    Reading reading("OME-TIFF", size);
    const auto x = pixels.attribute("PhysicalSizeX");
    // "pixel" is what programs write that know no length.
    const std::string unit = lowered(pixels.attribute("PhysicalSizeXUnit").value());
    if (!x || unit == "pixel" || unit == "reference frame" ||
        !reading.fitsWidth(parsePixels(pixels.attribute("SizeX").value()), "SizeX")) {
        return std::move(reading).result();
    }
    const double width = physicalSize(pixels, "PhysicalSizeX", "PhysicalSizeXUnit");
    if (pixels.attribute("PhysicalSizeY")) {
        reading.calibrate(width, physicalSize(pixels, "PhysicalSizeY", "PhysicalSizeYUnit"),
                          rawOf(pixels, "PhysicalSizeX", "PhysicalSizeXUnit") + ", " +
                              rawOf(pixels, "PhysicalSizeY", "PhysicalSizeYUnit"));
    } else {
        reading.calibrate(width, width, rawOf(pixels, "PhysicalSizeX", "PhysicalSizeXUnit"));
    }
    return std::move(reading).result();
}

} // namespace sorby::imaging::metadata
