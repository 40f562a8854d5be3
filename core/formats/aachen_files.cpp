// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/formats/aachen_files.h"

#include "core/base/files.h"
#include "core/base/text.h"
#include "core/formats/csv.h"
#include "core/formats/image_folders.h"

#include <algorithm>
#include <array>
#include <fstream>
#include <string_view>
#include <system_error>

namespace sorby::formats {
namespace fs = std::filesystem;
namespace {

struct Names {
    std::string_view part;    ///< of the file's name, lower case
    std::string_view without; ///< a name with this part is another file's
    const char* preferred;
};
constexpr Names kPolygonNames{"polygon", "", kAachenPolygonFile};
constexpr Names kPointNames{"poi", "polygon", kAachenPointFile};
constexpr Names kMetadataNames{"metadata", "polygon", kAachenMetadataFile};

/// The file that the exporter would write, else the first by name that fits; empty when none does.
fs::path findCsv(const fs::path& folder, const Names& names)
{
    const auto files = listFiles(folder);
    fs::path found;
    for (const auto& file : files ? *files : std::vector<fs::path>{}) {
        const std::string name = lowered(toUtf8(file.filename()));
        const bool fits = name.ends_with(".csv") && name.find(names.part) != std::string::npos &&
                          (names.without.empty() || name.find(names.without) == std::string::npos);
        if (fits && (found.empty() || name == lowered(names.preferred))) {
            found = file;
        }
    }
    return found;
}

bool hasPolygonColumns(const fs::path& file)
{
    static constexpr std::size_t kHeadBytes = 4096;
    std::ifstream stream(file, std::ios::binary);
    std::string head(kHeadBytes, '\0');
    stream.read(head.data(), static_cast<std::streamsize>(head.size()));
    head.resize(static_cast<std::size_t>(std::max<std::streamsize>(stream.gcount(), 0)));
    const CsvReader reader(head);
    return reader.column({"image_url"}) && reader.column({"polygon"});
}

} // namespace

Result<AachenFiles> findAachenFiles(const ImportRequest& request)
{
    AachenFiles files;
    const bool isSourceFolder = isFolder(request.source);
    const fs::path folder = isSourceFolder ? request.source : request.source.parent_path();
    files.polygons = isSourceFolder ? findCsv(folder, kPolygonNames) : request.source;
    if (files.polygons.empty()) {
        return Error{ErrorCode::NotFound, "holds no polygon CSV (a file named *polygon*.csv)",
                     toUtf8(request.source)};
    }
    for (const auto& named : {request.points, request.metadata}) {
        if (!named.empty() && !isFile(named)) {
            return Error{ErrorCode::NotFound, "does not exist", toUtf8(named)};
        }
    }
    files.points = request.points.empty() ? findCsv(folder, kPointNames) : request.points;
    files.metadata = request.metadata.empty() ? findCsv(folder, kMetadataNames) : request.metadata;
    if (!request.images.empty()) {
        if (!isFolder(request.images)) {
            return Error{ErrorCode::NotFound, "is not a folder of micrographs", toUtf8(request.images)};
        }
        files.imageFolders = imageSubfolders(request.images);
        files.imageFolders.insert(files.imageFolders.begin(), request.images);
        return files;
    }
    static constexpr std::array<std::string_view, 3> kSubfolders = {"png", "tiff", "images"};
    for (const auto name : kSubfolders) {
        if (const auto subfolder = findSubfolder(folder, name)) {
            files.imageFolders.push_back(*subfolder);
        }
    }
    files.imageFolders.push_back(folder.empty() ? fs::path(".") : folder);
    std::error_code failure;
    const fs::path above = fs::absolute(folder, failure).lexically_normal() / "..";
    for (const auto name : kSubfolders) {
        if (const auto sibling = findSubfolder(above, name)) {
            files.imageFolders.push_back(*sibling);
        }
    }
    return files;
}

bool looksLikeAachen(const fs::path& source)
{
    if (isFolder(source)) {
        const auto file = findCsv(source, kPolygonNames);
        return !file.empty() && hasPolygonColumns(file);
    }
    return isFile(source) && hasPolygonColumns(source);
}

} // namespace sorby::formats
