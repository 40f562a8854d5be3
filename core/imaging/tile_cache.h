// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>

/// The folder of tile files. Failures are silent: what is not in the cache is made again.
namespace sorby::imaging {

/// Where the tiles of one page lie, or are to lie. `key` is the content's hash.
[[nodiscard]] std::filesystem::path cacheFile(const std::filesystem::path& folder, const std::string& key,
                                              int page);
/// It was used just now.
void touchCacheFile(const std::filesystem::path& file);
/// Removes the least recently used files until `needed` bytes more would still stay within `limit`, and what
/// unfinished ones a crash has left.
void trimCache(const std::filesystem::path& folder, std::uint64_t limit, std::uint64_t needed);

} // namespace sorby::imaging
