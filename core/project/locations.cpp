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

fs::path fileAt(std::string_view location, const fs::path& parent)
{
    // "parent / absolute" is the absolute path alone.
    return location.empty() ? fs::path{} : (parent / fromUtf8(location)).make_preferred();
}

} // namespace sorby::project
