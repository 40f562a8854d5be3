// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/result.h"

#include <cstdint>
#include <string>
#include <string_view>

namespace sorby {

/// A number of bytes as a person writes it: "4GiB", "1.5 GB", "800M", "4096". Binary prefixes with or without
/// the i (a memory limit of 4G is 4 GiB).
[[nodiscard]] Result<std::uint64_t> parseBytes(std::string_view text);

/// "3.2 GiB", "812 MiB", "4 bytes".
[[nodiscard]] std::string formatBytes(std::uint64_t bytes);

/// Seconds of a time as a person writes it: "180", "90s", "3min", "1.5h".
[[nodiscard]] Result<double> parseDuration(std::string_view text);

/// "45 s", "3 min 20 s", "1 h 05 min".
[[nodiscard]] std::string formatDuration(double seconds);

/// "1024x768" into width and height; both at least 1.
struct Size;
[[nodiscard]] Result<Size> parseSize(std::string_view text);

} // namespace sorby
