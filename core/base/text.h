// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>
#include <string_view>

namespace sorby {

/// Without white space (blanks, tabs, line ends) on either side.
[[nodiscard]] std::string_view trimmed(std::string_view text);
/// ASCII letters in lower case; other bytes stay.
[[nodiscard]] std::string lowered(std::string_view text);

} // namespace sorby
