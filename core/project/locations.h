// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <filesystem>
#include <string>
#include <string_view>

namespace sorby::project {

/// How a file is written down in a project whose folder lies in `parent`: relative when below that, absolute
/// otherwise, with '/' everywhere. Empty for no file.
[[nodiscard]] std::string locationOf(const std::filesystem::path& file, const std::filesystem::path& parent);
/// The other way round; it may be missing.
[[nodiscard]] std::filesystem::path fileAt(std::string_view location, const std::filesystem::path& parent);

} // namespace sorby::project
