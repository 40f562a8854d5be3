// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <filesystem>
#include <string>
#include <string_view>

namespace sorby::project {

/// How a file is written down in a project whose folder lies in `parent`: relative when below that, absolute
/// otherwise, with '/' everywhere. Empty for no file.
[[nodiscard]] std::string locationOf(const std::filesystem::path& file, const std::filesystem::path& parent);
/// The other way round, with the parent by folderText(); it may be missing. Joining texts takes half the time
/// of joining paths.
[[nodiscard]] std::filesystem::path fileAt(std::string_view location, const std::string& parent);
/// A folder as text that ends with a separator.
[[nodiscard]] std::string folderText(const std::filesystem::path& folder);

} // namespace sorby::project
