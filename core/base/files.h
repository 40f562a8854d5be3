// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/result.h"

#include <cstddef>
#include <filesystem>
#include <functional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace sorby {

/// UTF-8 at every border: a path as text for messages and files, and back. Use these two, never
/// path::string().
[[nodiscard]] std::string toUtf8(const std::filesystem::path& path);
[[nodiscard]] std::filesystem::path fromUtf8(std::string_view text);

/// The file name without its last extension, in UTF-8: "spot#3 (2).tif" gives "spot#3 (2)".
[[nodiscard]] std::string stemOf(const std::filesystem::path& path);
/// The extension in lower case with its dot, ".tif"; empty when there is none.
[[nodiscard]] std::string lowerExtension(const std::filesystem::path& path);

/// Is there one? What cannot be looked at counts as no.
[[nodiscard]] bool isFolder(const std::filesystem::path& path);
[[nodiscard]] bool isFile(const std::filesystem::path& path);

[[nodiscard]] Result<std::vector<std::byte>> readBytes(const std::filesystem::path& path);
[[nodiscard]] Result<std::string> readText(const std::filesystem::path& path);

/// What a file has to outlive. Waiting for the disk takes milliseconds, which only what cannot be made again
/// is worth.
enum class Outlives {
    PowerCut,   ///< flushed to disk before it takes its place
    ProgramEnd, ///< the program's own end at any moment, but not the machine's
};

/// Writes aside (PATH.partial) and renames, so that a reader sees the old file or the whole
/// new one. Makes missing parent folders.
[[nodiscard]] Status writeFileAtomically(const std::filesystem::path& path, std::span<const std::byte> bytes,
                                         Outlives outlives = Outlives::PowerCut);
[[nodiscard]] Status writeFileAtomically(const std::filesystem::path& path, std::string_view text);
/// The same for a library that writes to a path by itself: `write` gets the name of the partial file.
[[nodiscard]] Status writeFileAtomically(const std::filesystem::path& path,
                                         const std::function<Status(const std::filesystem::path&)>& write,
                                         Outlives outlives = Outlives::PowerCut);

/// Makes the folder and its parents; an error names the folder and the reason.
[[nodiscard]] Status makeFolder(const std::filesystem::path& folder);

/// The regular files below `folder`, sorted by name; hidden ones are left out.
[[nodiscard]] Result<std::vector<std::filesystem::path>> listFiles(const std::filesystem::path& folder,
                                                                   bool recursive = false);

} // namespace sorby
