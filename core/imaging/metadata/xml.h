// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string_view>

namespace pugi {
class xml_document;
class xml_node;
} // namespace pugi

/// Private to core/imaging: XML whose names may carry the prefix of a name space.
namespace sorby::imaging::metadata {

/// Of text that is UTF-8 by now, whatever its first line says. False when it is not well-formed.
[[nodiscard]] bool parseXml(pugi::xml_document& document, std::string_view text);

/// The first child of that name, without its prefix; an empty node when there is none.
[[nodiscard]] pugi::xml_node childOf(const pugi::xml_node& parent, std::string_view name);

} // namespace sorby::imaging::metadata
