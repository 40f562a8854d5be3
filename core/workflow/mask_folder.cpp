// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/workflow/mask_folder.h"

#include "core/base/files.h"
#include "core/imaging/label_png_rows.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

namespace sorby::workflow {
namespace fs = std::filesystem;
namespace {

using annotation::kIgnore;

/// So many masks of 0 and 255 alone, and nothing else before them, are masks that store "yes" as 255.
constexpr std::size_t kEnoughMasks = 20;

bool storesYesAs255(const MaskFolder& folder)
{
    bool found = false;
    std::size_t looked = 0;
    for (const auto& [stem, file] : folder.masks) {
        const auto labels = imaging::readLabelPng(file);
        if (!labels) {
            continue;
        }
        const auto counts = imaging::countValues(*labels);
        if (std::any_of(counts.begin() + 1, counts.begin() + kIgnore,
                        [](std::uint64_t count) { return count > 0; })) {
            return false;
        }
        found = found || counts[kIgnore] > 0;
        if (++looked >= kEnoughMasks) {
            break;
        }
    }
    return found;
}

Result<annotation::ClassList> namedClasses(const fs::path& folder)
{
    for (const auto& place : {folder, folder / ".."}) {
        const fs::path file = place / "classes.json";
        if (isFile(file)) {
            const auto text = readText(file);
            return text ? annotation::parseClassesJson(*text, toUtf8(file))
                        : Result<annotation::ClassList>(text.error());
        }
    }
    return annotation::ClassList{};
}

Result<imaging::LabelImage> understood(const MaskFolder& folder, Result<imaging::LabelImage> labels)
{
    if (labels && folder.yesIs255) {
        const auto pixels = labels->pixels();
        std::replace(pixels.begin(), pixels.end(), std::uint8_t{kIgnore}, std::uint8_t{1});
    }
    return labels;
}

} // namespace

Result<MaskFolder> openMaskFolder(const fs::path& folder)
{
    const auto files = listFiles(folder);
    if (!files) {
        return files.error();
    }
    MaskFolder result;
    result.folder = folder;
    for (const auto& file : *files) {
        if (lowerExtension(file) == ".png") {
            result.masks.emplace(stemOf(file), file);
        }
    }
    if (result.masks.empty()) {
        return Error{ErrorCode::NotFound, "holds no masks (PNG)", toUtf8(folder)};
    }
    result.yesIs255 = storesYesAs255(result);
    auto classes = namedClasses(folder);
    if (!classes) {
        return classes.error();
    }
    result.classes = std::move(*classes);
    return result;
}

Result<imaging::LabelImage> readMask(const MaskFolder& folder, const std::string& stem)
{
    return understood(folder, imaging::readLabelPng(folder.masks.at(stem)));
}

Result<imaging::LabelImage> readMaskRows(const MaskFolder& folder, imaging::LabelPngReader& mask, int first,
                                         int count)
{
    return understood(folder, mask.rows(first, count));
}

std::string listStrayValues(const imaging::LabelImage& labels, std::size_t classCount)
{
    const auto counts = imaging::countValues(labels);
    std::string values;
    for (std::size_t value = classCount; value < kIgnore; ++value) {
        if (counts[value] > 0) {
            values += fmt::format("{}{}", values.empty() ? "" : ", ", value);
        }
    }
    return values;
}

} // namespace sorby::workflow
