// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace sorby::formats {

/// Big-endian UTF-16 to UTF-8; half a character becomes U+FFFD. An odd byte at the end is left out.
[[nodiscard]] std::string fromUtf16(std::span<const std::byte> bytes);
/// UTF-8 to big-endian UTF-16; bytes that are no UTF-8 become U+FFFD.
[[nodiscard]] std::vector<std::byte> toUtf16(std::string_view text);

/// What a ROI says about itself beside its outline: names without blanks and their values, in order.
using RoiProperties = std::vector<std::pair<std::string, std::string>>;

/// "key: value" on lines. Line breaks and backslashes of a value stand behind a backslash.
[[nodiscard]] RoiProperties parseRoiProperties(std::string_view text);
[[nodiscard]] std::string toText(const RoiProperties& properties);
/// The value of the first of this name, whatever its case; nothing when there is none.
[[nodiscard]] std::optional<std::string> valueOf(const RoiProperties& properties, std::string_view name);

} // namespace sorby::formats
