// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/imaging/metadata/xml.h"

#include <pugixml.hpp>

namespace sorby::imaging::metadata {

bool parseXml(pugi::xml_document& document, std::string_view text)
{
    return static_cast<bool>(
        document.load_buffer(text.data(), text.size(), pugi::parse_default, pugi::encoding_utf8));
}

pugi::xml_node childOf(const pugi::xml_node& parent, std::string_view name)
{
    return parent.find_child([&](const pugi::xml_node& child) {
        const std::string_view whole = child.name();
        const auto colon = whole.find(':');
        return (colon == std::string_view::npos ? whole : whole.substr(colon + 1)) == name;
    });
}

} // namespace sorby::imaging::metadata
