// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/formats/masks_files.h"

#include "core/base/files.h"
#include "core/formats/csv.h"
#include "core/formats/image_folders.h"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <array>
#include <charconv>
#include <numeric>
#include <system_error>
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
    const auto labels = imaging::readLabelPng(file);
    if (!labels) {
        return false;
    }
    const auto counts = imaging::countValues(*labels);
    const auto values = static_cast<std::size_t>(
        std::count_if(counts.begin(), counts.end(), [](std::uint64_t count) { return count > 0; }));
    return values <= kMostValues;
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
        if (files.valuesFile.empty() && isFile(folder / kValuesFile)) {
            files.valuesFile = folder / kValuesFile;
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

Result<std::optional<ValueMap>> readValueMap(const MaskFiles& files)
{
    if (files.valuesFile.empty()) {
        return std::optional<ValueMap>();
    }
    const auto text = readText(files.valuesFile);
    if (!text) {
        return text.error();
    }
    const Error malformed{ErrorCode::Malformed,
                          R"(is not a map from values to class ids, such as {"0": 0, "255": 1})",
                          toUtf8(files.valuesFile)};
    const auto json = nlohmann::json::parse(*text, nullptr, false);
    if (!json.is_object()) {
        return malformed;
    }
    ValueMap map{};
    std::iota(map.begin(), map.end(), std::uint8_t{0});
    for (const auto& [key, id] : json.items()) {
        std::size_t value = 0;
        const auto [end, status] = std::from_chars(key.data(), key.data() + key.size(), value);
        const bool isValue = status == std::errc{} && end == key.data() + key.size() && value < map.size();
        const bool isId = id.is_number_unsigned() &&
                          (id.get<std::uint64_t>() <= annotation::kMaxClassId || id == annotation::kIgnore);
        if (!isValue || !isId) {
            return malformed;
        }
        map[value] = id.get<std::uint8_t>();
    }
    return std::optional(map);
}

bool looksLikeMasks(const fs::path& source)
{
    if (!isFolder(source)) {
        return false;
    }
    const auto subfolder = findSubfolder(source, "masks");
    const fs::path folder = subfolder.value_or(source);
    auto files = listMicrographs(folder);
    std::erase_if(files, [](const fs::path& file) { return lowerExtension(file) != ".png"; });
    if (files.empty()) {
        return false;
    }
    static constexpr std::size_t kLookedAt = 3;
    files.resize(std::min(files.size(), kLookedAt));
    return subfolder.has_value() || isFile(folder / kClassesFile) ||
           std::all_of(files.begin(), files.end(), holdsLabels);
}

} // namespace sorby::formats
