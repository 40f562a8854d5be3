// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/formats/geojson_files.h"

#include "core/base/files.h"
#include "core/formats/image_folders.h"

#include <algorithm>
#include <fstream>
#include <iterator>
#include <string>
#include <string_view>

namespace sorby::formats {
namespace fs = std::filesystem;
namespace {

constexpr std::string_view kBlanks = " \t\r\n";
constexpr std::size_t kLookedAt = 5; // files of a folder, before a format is taken for it

std::string headOf(const fs::path& file)
{
    static constexpr std::streamsize kBytes = 65536;
    std::string text(static_cast<std::size_t>(kBytes), '\0');
    std::ifstream stream(file, std::ios::binary);
    stream.read(text.data(), kBytes);
    text.resize(static_cast<std::size_t>(std::max<std::streamsize>(stream.gcount(), 0)));
    return text;
}

/// Is there a member "type" with the value "Feature" or "FeatureCollection"?
bool namesFeatures(std::string_view text)
{
    static constexpr std::string_view kKey = "\"type\"";
    for (auto key = text.find(kKey); key != std::string_view::npos; key = text.find(kKey, key + 1)) {
        const auto colon = text.find_first_not_of(kBlanks, key + kKey.size());
        if (colon == std::string_view::npos || text[colon] != ':') {
            continue;
        }
        const auto value = text.find_first_not_of(kBlanks, colon + 1);
        const auto rest = value == std::string_view::npos ? std::string_view() : text.substr(value);
        if (rest.starts_with("\"Feature\"") || rest.starts_with("\"FeatureCollection\"")) {
            return true;
        }
    }
    return false;
}

/// By the content; a file *.geojson may hold an empty list, too.
bool fileLooksLikeGeoJson(const fs::path& file)
{
    const std::string extension = lowerExtension(file);
    if (extension != ".geojson" && extension != ".json") {
        return false;
    }
    std::string_view text;
    const std::string head = headOf(file);
    text = head;
    if (text.starts_with("\xEF\xBB\xBF")) {
        text.remove_prefix(3);
    }
    const auto first = text.find_first_not_of(kBlanks);
    if (first == std::string_view::npos || (text[first] != '{' && text[first] != '[')) {
        return false;
    }
    const auto second = text.find_first_not_of(kBlanks, first + 1);
    const bool isEmptyList = text[first] == '[' && second != std::string_view::npos && text[second] == ']';
    return namesFeatures(text) || (isEmptyList && extension == ".geojson");
}

std::vector<fs::path> filesIn(const fs::path& folder)
{
    auto files = listFiles(folder);
    if (!files) {
        return {};
    }
    std::erase_if(*files, [](const fs::path& file) {
        return lowerExtension(file) != ".geojson" &&
               (lowerExtension(file) != ".json" || !fileLooksLikeGeoJson(file));
    });
    return std::move(*files);
}

/// The first files of a folder that may be GeoJSON by their names, looked into.
bool folderLooksLikeGeoJson(const fs::path& folder)
{
    auto files = listFiles(folder);
    if (!files) {
        return false;
    }
    std::erase_if(*files, [](const fs::path& file) {
        return lowerExtension(file) != ".geojson" && lowerExtension(file) != ".json";
    });
    files->resize(std::min(files->size(), kLookedAt));
    return std::any_of(files->begin(), files->end(), fileLooksLikeGeoJson);
}

} // namespace

std::vector<fs::path> listGeoJsonFiles(const fs::path& source)
{
    if (!isFolder(source)) {
        return {source};
    }
    auto files = filesIn(source);
    if (const auto below = findSubfolder(source, "annotations"); below && files.empty()) {
        files = filesIn(*below);
    }
    return files;
}

bool looksLikeGeoJson(const fs::path& source)
{
    if (!isFolder(source)) {
        return fileLooksLikeGeoJson(source);
    }
    const auto below = findSubfolder(source, "annotations");
    return folderLooksLikeGeoJson(source) || (below && folderLooksLikeGeoJson(*below));
}

} // namespace sorby::formats
