// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace sorby {

/// Without white space (blanks, tabs, line ends) on either side.
[[nodiscard]] std::string_view trimmed(std::string_view text);
/// ASCII letters in lower case; other bytes stay.
[[nodiscard]] std::string lowered(std::string_view text);
/// 1234567 as "1,234,567".
[[nodiscard]] std::string grouped(std::uint64_t number);
/// "1 image", "3 images"; with a plural of its own "2 holes have no area".
[[nodiscard]] std::string counted(std::uint64_t number, std::string_view singular,
                                  std::string_view plural = {});

} // namespace sorby
