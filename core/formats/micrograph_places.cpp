// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/formats/micrograph_places.h"

#include "core/formats/image_folders.h"

#include <system_error>
#include <utility>

namespace sorby::formats {
namespace fs = std::filesystem;
namespace {

fs::path resolved(const fs::path& path)
{
    std::error_code failure;
    const fs::path absolute = fs::absolute(path, failure).lexically_normal();
    const fs::path whole = fs::weakly_canonical(absolute, failure);
    return failure ? absolute : whole;
}

} // namespace

std::vector<fs::path> placesOfMicrographs(const fs::path& images, const fs::path& folder)
{
    if (!images.empty()) {
        auto places = imageSubfolders(images);
        places.insert(places.begin(), images);
        return places;
    }
    std::error_code failure;
    const fs::path here = fs::absolute(folder.empty() ? fs::path(".") : folder, failure).lexically_normal();
    std::vector<fs::path> places{here};
    for (const auto& parent : {here, (here / "..").lexically_normal()}) {
        for (auto& subfolder : imageSubfolders(parent)) {
            places.push_back(std::move(subfolder));
        }
    }
    return places;
}

std::string wayTo(const fs::path& micrograph, const fs::path& folder)
{
    // The link itself is named, not the file that it leads to.
    const fs::path file =
        (resolved(micrograph.parent_path() / ".") / micrograph.filename()).lexically_normal();
    const fs::path way = file.lexically_relative(resolved(folder / "."));
    const auto text = (way.empty() ? file : way).generic_u8string();
    return {text.begin(), text.end()};
}

} // namespace sorby::formats
