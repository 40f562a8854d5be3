// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>
#include <string_view>

namespace sorby {

/// Is all of the text UTF-8?
[[nodiscard]] bool isUtf8(std::string_view text);
/// Every byte is a character of Latin-1.
[[nodiscard]] std::string latin1ToUtf8(std::string_view text);

} // namespace sorby
