// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/project/locations.h"

#include "core/base/files.h"

#include <system_error>

namespace sorby::project {
namespace fs = std::filesystem;

std::string locationOf(const fs::path& file, const fs::path& parent)
{
    if (file.empty()) {
        return {};
    }
    std::error_code failure;
    // The folder's links are resolved, the file's own are not: the name is what people know it by.
    fs::path absolute = fs::absolute(file, failure).lexically_normal();
    const auto folder = fs::weakly_canonical(absolute.parent_path(), failure);
    if (!failure) {
        absolute = folder / absolute.filename();
    }
    const auto relative = absolute.lexically_relative(parent);
    const bool below = !relative.empty() && relative.is_relative() && *relative.begin() != "..";
    return toUtf8(fs::path((below ? relative : absolute).generic_u8string()));
}

fs::path fileAt(std::string_view location, const std::string& parent)
{
    if (location.empty()) {
        return {};
    }
    constexpr bool kHasDrives = fs::path::preferred_separator != '/';
    const bool isAbsolute =
        location.front() == '/' || (kHasDrives && location.size() > 1 && location[1] == ':');
    return fromUtf8(isAbsolute ? std::string(location) : parent + std::string(location)).make_preferred();
}

std::string folderText(const fs::path& folder)
{
    auto text = toUtf8(folder);
    if (!text.ends_with('/')) {
        text += '/';
    }
    return text;
}

} // namespace sorby::project
