// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/result.h"

#include <cstddef>
#include <filesystem>
#include <span>
#include <string>
#include <string_view>

namespace sorby::project {

/// XXH3 (128 bit) of the content, 32 hexadecimal digits.
[[nodiscard]] Result<std::string> hashFile(const std::filesystem::path& path);
[[nodiscard]] std::string hashBytes(std::span<const std::byte> bytes);
[[nodiscard]] std::string hashText(std::string_view text);

} // namespace sorby::project
