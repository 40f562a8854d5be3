// SPDX-License-Identifier: GPL-3.0-or-later
// Phenom: tag 34683, XML: <FeiImage> with <pixelWidth unit="um">, <pixelHeight> and <databarHeight>.
#include "core/base/text.h"
#include "core/imaging/metadata/length.h"
#include "core/imaging/metadata/reading.h"
#include "core/imaging/metadata/text.h"
#include "core/imaging/metadata/xml.h"

#include <fmt/format.h>

#include <pugixml.hpp>

namespace sorby::imaging::metadata {
namespace {

constexpr std::uint16_t kPhenomTag = 34683;

/// In micrometres; 0 for what is stated and is no length.
double lengthOf(const pugi::xml_node& node)
{
    const auto number = parseNumber(node.text().get());
    const auto unit = micrometresOf(node.attribute("unit").value());
    return number && unit ? *number * *unit : 0;
}

std::string rawOf(const pugi::xml_node& node)
{
    return fmt::format("{} = {} {}", node.name(), trimmed(node.text().get()), node.attribute("unit").value());
}

} // namespace

MaybeMetadata readPhenom(TiffTags& tags, Size size)
{
    const std::string text = tags.has(kPhenomTag) ? decodeText(tags.bytes(kPhenomTag)) : std::string();
    pugi::xml_document document;
    if (text.find("FeiImage") == std::string::npos || !parseXml(document, text)) {
        return std::nullopt;
    }
    Reading reading("Phenom", size);
    const auto image = childOf(document, "FeiImage");
    const auto width = childOf(image, "pixelWidth");
    const auto height = childOf(image, "pixelHeight");
    if (width) {
        const double x = lengthOf(width);
        reading.calibrate(x, height ? lengthOf(height) : x,
                          height ? rawOf(width) + ", " + rawOf(height) : rawOf(width));
    }
    reading.takeBar(parsePixels(childOf(image, "databarHeight").text().get()), "databarHeight");
    return std::move(reading).result();
}

} // namespace sorby::imaging::metadata
