// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/formats/masks_files.h"

#include "core/base/files.h"
#include "core/base/text.h"
#include "core/formats/csv.h"
#include "core/formats/image_folders.h"

#include <algorithm>
#include <set>
#include <system_error>
#include <type_traits>
#include <variant>
#include <vector>

namespace sorby::formats {
namespace fs = std::filesystem;
namespace {

fs::path parentOf(const fs::path& folder)
{
    std::error_code failure;
    fs::path absolute = fs::absolute(folder, failure).lexically_normal();
    if (!absolute.has_filename()) {
        absolute = absolute.parent_path(); // "masks/" has an empty last part
    }
    return absolute.parent_path();
}

fs::path findImages(const fs::path& source, const fs::path& masks)
{
    auto candidates = imageSubfolders(source);
    if (masks == source) {
        for (auto& folder : imageSubfolders(parentOf(source))) {
            candidates.push_back(std::move(folder));
        }
    } else {
        candidates.push_back(source);
    }
    const auto found = std::find_if(candidates.begin(), candidates.end(),
                                    [](const fs::path& folder) { return !listMicrographs(folder).empty(); });
    return found == candidates.end() ? fs::path() : *found;
}

/// Label images have few values, and low ones; micrographs have many.
bool holdsLabels(const fs::path& file)
{
    static constexpr std::size_t kMostValues = 16;
    const auto mask = imaging::readMaskFile(file);
    return mask && std::visit(
                       [](const auto& raster) {
                           const auto pixels = raster.pixels();
                           std::set<std::decay_t<decltype(pixels.front())>> values;
                           for (const auto& pixel : pixels) {
                               if (values.size() > kMostValues) {
                                   break;
                               }
                               values.insert(pixel);
                           }
                           return values.size() <= kMostValues;
                       },
                       mask->pixels);
}

} // namespace

Result<MaskFiles> findMaskFiles(const ImportRequest& request)
{
    if (!isFolder(request.source)) {
        return Error{ErrorCode::NotFound, "is not a folder of masks", toUtf8(request.source)};
    }
    MaskFiles files;
    files.masks = findSubfolder(request.source, "masks").value_or(request.source);
    files.images = request.images.empty() ? findImages(request.source, files.masks) : request.images;
    if (files.images.empty()) {
        return Error{ErrorCode::NotFound,
                     "holds masks but no micrographs; name the folder of the micrographs with --images",
                     toUtf8(request.source)};
    }
    if (!isFolder(files.images)) {
        return Error{ErrorCode::NotFound, "is not a folder of micrographs", toUtf8(files.images)};
    }
    for (const auto& folder : {files.masks, request.source, parentOf(files.masks), parentOf(files.images)}) {
        if (files.classesFile.empty() && isFile(folder / kClassesFile)) {
            files.classesFile = folder / kClassesFile;
        }
        for (const char* name : {kLegendFile, kValuesFile}) {
            if (files.legendFile.empty() && isFile(folder / name)) {
                files.legendFile = folder / name;
            }
        }
    }
    return files;
}

Result<std::optional<annotation::ClassList>> readClasses(const MaskFiles& files)
{
    if (files.classesFile.empty()) {
        return std::optional<annotation::ClassList>();
    }
    const auto text = readText(files.classesFile);
    if (!text) {
        return text.error();
    }
    auto classes = annotation::parseClassesJson(*text, toUtf8(files.classesFile));
    if (!classes) {
        return classes.error();
    }
    return std::optional(std::move(*classes));
}

Result<std::optional<MaskLegend>> readLegend(const MaskFiles& files, const ImportRequest& request)
{
    std::string where = "--legend";
    std::string text = request.legend;
    fs::path file = text.empty() ? files.legendFile : fs::path();
    if (!text.empty() && text.find('=') == std::string::npos && text.find('{') == std::string::npos) {
        file = fromUtf8(text);
    }
    if (!file.empty()) {
        auto content = readText(file);
        if (!content) {
            return content.error();
        }
        where = toUtf8(file);
        text = std::move(*content);
        if (trimmed(text).empty()) {
            return Error{ErrorCode::Malformed,
                         "is empty; a legend is written as {\"#FF0000\": 1, \"255\": 2}", where};
        }
    }
    if (text.empty()) {
        return std::optional<MaskLegend>();
    }
    auto legend = MaskLegend::parse(text, where);
    if (!legend) {
        return legend.error();
    }
    return std::optional(std::move(*legend));
}

bool looksLikeMasks(const fs::path& source)
{
    if (!isFolder(source)) {
        return false;
    }
    const auto subfolder = findSubfolder(source, "masks");
    const fs::path folder = subfolder.value_or(source);
    auto files = listMicrographs(folder);
    std::erase_if(files, [](const fs::path& file) { return !imaging::hasMaskExtension(file); });
    if (files.empty()) {
        return false;
    }
    static constexpr std::size_t kLookedAt = 3;
    files.resize(std::min(files.size(), kLookedAt));
    return subfolder.has_value() || isFile(folder / kClassesFile) ||
           std::all_of(files.begin(), files.end(), holdsLabels);
}

} // namespace sorby::formats
