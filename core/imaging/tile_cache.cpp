// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/imaging/tile_cache.h"

#include "core/base/files.h"

#include <algorithm>
#include <chrono>
#include <system_error>
#include <vector>

namespace sorby::imaging {
namespace fs = std::filesystem;
namespace {

constexpr const char* kExtension = ".tiles";
constexpr auto kAbandoned = std::chrono::hours(24); ///< nobody writes a file for that long

} // namespace

fs::path cacheFile(const fs::path& folder, const std::string& key, int page)
{
    return folder / fromUtf8(key + "-" + std::to_string(page) + kExtension);
}

void touchCacheFile(const fs::path& file)
{
    std::error_code ignored;
    fs::last_write_time(file, fs::file_time_type::clock::now(), ignored);
}

void trimCache(const fs::path& folder, std::uint64_t limit, std::uint64_t needed)
{
    struct Entry {
        fs::path path;
        fs::file_time_type used;
        std::uint64_t bytes = 0;
    };
    std::vector<Entry> entries;
    std::uint64_t total = needed;
    std::error_code failure;
    for (const auto& item : fs::directory_iterator(folder, failure)) {
        std::error_code ignored;
        Entry entry{item.path(), item.last_write_time(ignored), item.file_size(ignored)};
        const auto extension = lowerExtension(entry.path);
        if (extension == ".partial" && fs::file_time_type::clock::now() - entry.used > kAbandoned) {
            fs::remove(entry.path, ignored);
        } else if (extension == kExtension && !ignored) {
            total += entry.bytes;
            entries.push_back(std::move(entry));
        }
    }
    std::sort(entries.begin(), entries.end(), [](const Entry& a, const Entry& b) { return a.used < b.used; });
    for (const auto& entry : entries) {
        if (total <= limit) {
            return;
        }
        std::error_code ignored;
        if (fs::remove(entry.path, ignored)) {
            total -= entry.bytes;
        }
    }
}

} // namespace sorby::imaging
