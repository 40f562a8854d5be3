// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/formats/yolo_files.h"

#include "core/base/files.h"
#include "core/base/text.h"
#include "core/formats/csv.h"
#include "core/formats/image_folders.h"
#include "core/formats/yolo_lines.h"

#include <algorithm>
#include <array>
#include <fstream>
#include <set>
#include <string_view>
#include <system_error>
#include <utility>

namespace sorby::formats {
namespace fs = std::filesystem;
namespace {

constexpr const char* kClassesFile = "classes.txt";
constexpr std::size_t kLookedAt = 5; // files of a folder, before a format is taken for it

/// Text files that lie beside labels without being some.
bool isLabelFile(const fs::path& file)
{
    static constexpr std::array<std::string_view, 7> kOthers = {
        kClassesFile,         "train.txt",          "val.txt", "test.txt", "readme.txt",
        "readme.dataset.txt", "readme.roboflow.txt"};
    const std::string name = lowered(toUtf8(file.filename()));
    return lowerExtension(file) == ".txt" && std::find(kOthers.begin(), kOthers.end(), name) == kOthers.end();
}

std::vector<fs::path> labelFilesIn(const fs::path& folder, bool recursive)
{
    auto files = listFiles(folder, recursive);
    if (!files) {
        return {};
    }
    std::erase_if(*files, [](const fs::path& file) { return !isLabelFile(file); });
    return std::move(*files);
}

/// All label files below folders called labels.
std::vector<fs::path> labelFilesBelow(const fs::path& root)
{
    auto files = labelFilesIn(root, true);
    std::erase_if(files, [&](const fs::path& file) {
        return !counterpart(file.parent_path().lexically_relative(root), "labels", "images");
    });
    return files;
}

/// data.yaml or dataset.yaml, else the only YAML file.
std::optional<fs::path> descriptionIn(const fs::path& folder)
{
    auto files = listFiles(folder);
    if (!files) {
        return std::nullopt;
    }
    std::erase_if(*files, [](const fs::path& file) {
        return lowerExtension(file) != ".yaml" && lowerExtension(file) != ".yml";
    });
    for (const std::string_view name : {"data", "dataset"}) {
        const auto found = std::find_if(files->begin(), files->end(),
                                        [&](const fs::path& file) { return lowered(stemOf(file)) == name; });
        if (found != files->end()) {
            return *found;
        }
    }
    return files->size() == 1 ? std::optional(files->front()) : std::nullopt;
}

/// One name in a line.
std::map<int, std::string> namesInLines(std::string_view text)
{
    std::map<int, std::string> names;
    int number = 0;
    while (!text.empty()) {
        const auto end = std::min(text.find('\n'), text.size());
        const auto name = trimmed(text.substr(0, end));
        if (!name.empty()) {
            names[number] = std::string(name);
        }
        ++number;
        text.remove_prefix(std::min(end + 1, text.size()));
    }
    return names;
}

void takeClassesFile(const std::vector<fs::path>& folders, YoloDataSet& data)
{
    for (const auto& folder : folders) {
        const auto file = folder / kClassesFile;
        if (const auto text = isFile(file) ? readCsvText(file) : Result<std::string>(std::string())) {
            if (auto names = namesInLines(*text); !names.empty()) {
                data.names = std::move(names);
                data.namesFrom = file;
                return;
            }
        }
    }
}

/// The label files of the micrographs that a list names, one in a line.
std::vector<fs::path> labelFilesOfList(const fs::path& list)
{
    std::vector<fs::path> files;
    const auto text = readText(list);
    for (const auto& [line, name] : namesInLines(text ? std::string_view(*text) : std::string_view())) {
        const fs::path micrograph = (list.parent_path() / fromUtf8(name)).lexically_normal();
        const auto folder = counterpart(micrograph.parent_path(), "images", "labels");
        const auto file = folder.value_or(micrograph.parent_path()) / fromUtf8(stemOf(micrograph) + ".txt");
        if (isFile(file)) {
            files.push_back(file);
        }
    }
    return files;
}

/// Of one entry of train, val or test.
std::vector<fs::path> labelFilesOfSplit(const fs::path& root, const fs::path& split)
{
    // Some tools write the way from a folder beside the description.
    fs::path inside;
    for (const auto& part : split) {
        if (part != ".." && part != ".") {
            inside /= part;
        }
    }
    for (const auto& way : {split, inside}) {
        const fs::path place = (root / way / "").lexically_normal().parent_path();
        if (isFile(place)) {
            return labelFilesOfList(place);
        }
        const auto folder = counterpart(place, "images", "labels").value_or(place);
        if (auto files = labelFilesIn(folder, true); !files.empty()) {
            return files;
        }
    }
    return {};
}

Result<YoloDataSet> openDescribed(const fs::path& yaml)
{
    auto description = readYoloDescription(yaml);
    if (!description) {
        return description.error();
    }
    std::error_code failure;
    const fs::path here = fs::absolute(yaml, failure).lexically_normal().parent_path();
    fs::path root = here;
    if (description->root && !description->root->empty()) {
        const fs::path stated = (here / *description->root / "").lexically_normal().parent_path();
        root = isFolder(stated) ? stated : here; // where it was on another machine
    }
    YoloDataSet data;
    std::set<fs::path> seen;
    const auto take = [&](const std::vector<fs::path>& files) {
        for (const auto& file : files) {
            if (seen.insert(file).second) {
                data.labels.push_back(file);
            }
        }
    };
    for (const auto& split : description->splits) {
        const auto files = labelFilesOfSplit(root, split);
        if (files.empty()) {
            data.missing.push_back(toUtf8(split));
        }
        take(files);
    }
    if (data.labels.empty()) {
        data.missing.clear();
        take(labelFilesBelow(root));
    }
    if (description->names && !description->names->empty()) {
        data.names = std::move(description->names);
        data.namesFrom = yaml;
    } else {
        takeClassesFile({root, root / "labels"}, data);
    }
    return data;
}

/// Does the first line that is not blank hold a class and shares?
bool fileLooksLikeLabels(const fs::path& file)
{
    static constexpr std::streamsize kBytes = 4096;
    std::string head(static_cast<std::size_t>(kBytes), '\0');
    std::ifstream stream(file, std::ios::binary);
    stream.read(head.data(), kBytes);
    head.resize(static_cast<std::size_t>(std::max<std::streamsize>(stream.gcount(), 0)));
    const auto start = head.find_first_not_of(" \t\r\n");
    if (start == std::string::npos) {
        return false;
    }
    auto end = head.find('\n', start);
    if (end == std::string::npos && std::ssize(head) == kBytes) { // a long line: whole numbers, in pairs
        std::size_t pairs = 0;
        for (auto blank = head.find(' ', start); blank != std::string::npos;
             blank = head.find(' ', blank + 1)) {
            end = pairs++ % 2 == 0 ? blank : end;
        }
    }
    const auto line = std::string_view(head).substr(start, std::min(end, head.size()) - start);
    return isYoloLine(line);
}

bool folderLooksLikeLabels(const fs::path& folder, bool recursive)
{
    auto files = labelFilesIn(folder, recursive);
    std::erase_if(files, [](const fs::path& file) {
        std::error_code failure;
        return fs::file_size(file, failure) == 0; // an image without objects
    });
    files.resize(std::min(files.size(), kLookedAt));
    return std::any_of(files.begin(), files.end(), fileLooksLikeLabels);
}

bool isDescription(const fs::path& file)
{
    const auto description = readYoloDescription(file);
    return description && description->names && !description->names->empty();
}

} // namespace

std::optional<fs::path> counterpart(const fs::path& folder, std::string_view from, std::string_view to)
{
    const std::vector<fs::path> parts(folder.begin(), folder.end());
    const auto last = std::find_if(parts.rbegin(), parts.rend(),
                                   [&](const fs::path& part) { return lowered(toUtf8(part)) == from; });
    if (last == parts.rend()) {
        return std::nullopt;
    }
    fs::path result;
    for (auto part = parts.begin(); part != parts.end(); ++part) {
        result /= part == last.base() - 1 ? fromUtf8(to) : *part;
    }
    return result;
}

fs::path belowLabels(const fs::path& folder)
{
    fs::path below;
    for (const auto& part : folder) {
        below = lowered(toUtf8(part)) == "labels" ? fs::path() : below / part;
    }
    return counterpart(folder, "labels", "images") ? below : fs::path();
}

Result<YoloDataSet> openYolo(const fs::path& source)
{
    if (!isFile(source) && !isFolder(source)) {
        return Error{ErrorCode::NotFound, "does not exist", toUtf8(source)};
    }
    std::error_code failure;
    const fs::path place = (fs::absolute(source, failure) / "").lexically_normal().parent_path();
    const bool isLabels = isFile(place) && lowerExtension(place) == ".txt";
    const auto yaml = isLabels ? std::nullopt : isFile(place) ? std::optional(place) : descriptionIn(place);
    Result<YoloDataSet> data = YoloDataSet();
    if (yaml) {
        data = openDescribed(*yaml);
    } else if (isLabels) {
        data->labels = {place};
        takeClassesFile({place.parent_path(), place.parent_path().parent_path()}, *data);
    } else {
        data->labels = labelFilesBelow(place);
        if (data->labels.empty()) {
            data->labels = labelFilesIn(place, counterpart(place, "labels", "images").has_value());
        }
        takeClassesFile({place, place / "labels", place.parent_path()}, *data);
    }
    if (!data) {
        return data;
    }
    if (!data->names) { // of a folder of labels the description lies above
        if (const auto above = descriptionIn(place.parent_path()); above && !yaml) {
            if (auto description = readYoloDescription(*above); description && description->names) {
                data->names = std::move(description->names);
                data->namesFrom = *above;
            }
        }
    }
    if (data->labels.empty()) {
        return Error{ErrorCode::NotFound, "leads to no label files (labels/*.txt)", toUtf8(source)};
    }
    return data;
}

bool looksLikeYolo(const fs::path& source)
{
    if (!isFolder(source)) {
        const std::string extension = lowerExtension(source);
        return extension == ".txt" ? isLabelFile(source) && fileLooksLikeLabels(source)
                                   : (extension == ".yaml" || extension == ".yml") && isDescription(source);
    }
    if (const auto yaml = descriptionIn(source); yaml && isDescription(*yaml)) {
        return true;
    }
    const auto labels = findSubfolder(source, "labels");
    return (labels && folderLooksLikeLabels(*labels, true)) || folderLooksLikeLabels(source, false);
}

} // namespace sorby::formats
