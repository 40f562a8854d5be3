// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/formats/imagej_files.h"

#include "core/base/files.h"
#include "core/base/text.h"
#include "core/formats/csv.h"
#include "core/formats/image_folders.h"
#include "core/formats/imagej_archive.h"
#include "core/formats/roi_file.h"
#include "core/imaging/micrograph.h"

#include <algorithm>
#include <cstdint>
#include <fstream>
#include <set>
#include <string_view>
#include <system_error>
#include <unordered_map>
#include <utility>

namespace sorby::formats {
namespace fs = std::filesystem;
namespace {

bool isArchive(const fs::path& file)
{
    return lowerExtension(file) == ".zip";
}

void appendFiles(const fs::path& folder, std::vector<fs::path>& files)
{
    auto listed = listFiles(folder);
    for (auto& file : listed ? *listed : std::vector<fs::path>{}) {
        if (isArchive(file) || lowerExtension(file) == ".roi") {
            files.push_back(std::move(file));
        }
    }
}

std::vector<fs::path> subfoldersOf(const fs::path& folder)
{
    std::vector<fs::path> folders;
    std::error_code failure;
    for (fs::directory_iterator it(folder, failure), end; !failure && it != end; it.increment(failure)) {
        const std::string name = toUtf8(it->path().filename());
        if (!name.starts_with('.') && name != "__MACOSX" && isFolder(it->path())) {
            folders.push_back(it->path());
        }
    }
    std::sort(folders.begin(), folders.end());
    return folders;
}

std::vector<fs::path> listRoiFiles(const fs::path& source)
{
    if (!isFolder(source)) {
        return {source};
    }
    std::vector<fs::path> files;
    appendFiles(source, files);
    for (const auto& folder : subfoldersOf(source)) {
        appendFiles(folder, files);
    }
    return files;
}

/// "spot 1_RoiSet" to "spot 1"; "RoiSet" to nothing.
std::string withoutSuffix(std::string stem)
{
    constexpr std::string_view kSuffix = "roiset";
    if (!lowered(stem).ends_with(kSuffix)) {
        return stem;
    }
    stem.resize(stem.size() - kSuffix.size());
    while (!stem.empty() && std::string_view("_- .").find(stem.back()) != std::string_view::npos) {
        stem.pop_back();
    }
    return stem;
}

fs::path parentOf(const fs::path& path)
{
    std::error_code failure;
    return fs::absolute(path, failure).lexically_normal().parent_path();
}

std::vector<fs::path> micrographFolders(const ImportRequest& request)
{
    const auto withSubfolders = [](const fs::path& folder) {
        auto folders = imageSubfolders(folder);
        folders.insert(folders.begin(), folder);
        return folders;
    };
    if (!request.images.empty()) {
        return isFolder(request.images) ? withSubfolders(request.images)
                                        : std::vector<fs::path>{parentOf(request.images)};
    }
    const bool isOfFolder = isFolder(request.source);
    const fs::path here = isOfFolder ? request.source : parentOf(request.source);
    auto folders = withSubfolders(here);
    const fs::path above = parentOf(parentOf(here / "x")); // parentOf("folder/") is the folder itself
    for (auto& folder : imageSubfolders(above)) {
        folders.push_back(std::move(folder));
    }
    if (isOfFolder) {
        folders.push_back(above); // "spot 1/0001.roi" beside "spot 1.tif"
    }
    return folders;
}

/// Gives each file its micrograph.
class Sorter {
  public:
    explicit Sorter(const ImportRequest& request)
        : m_request(request), m_places(micrographFolders(request)), m_folders(m_places)
    {}

    RoiSets run(const std::vector<fs::path>& files)
    {
        m_only = onlyMicrograph();
        std::set<fs::path> foldersByName; // those in which selections are called as micrographs are
        for (const auto& file : files) {
            if (!isArchive(file) && findFor(file)) {
                foldersByName.insert(file.parent_path());
            }
        }
        m_archives = static_cast<std::size_t>(std::count_if(files.begin(), files.end(), isArchive));
        for (const auto& file : files) {
            sort(file, foldersByName.contains(file.parent_path()), files.size());
        }
        m_sets.files = files.size();
        m_sets.lookedIn = m_folders.describe();
        return std::move(m_sets);
    }

  private:
    [[nodiscard]] std::optional<fs::path> onlyMicrograph() const
    {
        if (!m_request.images.empty() && !isFolder(m_request.images)) {
            return m_request.images;
        }
        for (const auto& folder : m_places) {
            const auto found = listMicrographs(folder);
            if (!found.empty()) {
                return found.size() == 1 ? std::optional(found.front()) : std::nullopt;
            }
        }
        return std::nullopt;
    }

    /// By the whole name as a stem; as a file name when it has the extension of a micrograph.
    [[nodiscard]] std::optional<fs::path> find(const std::string& name) const
    {
        if (name.empty()) {
            return std::nullopt;
        }
        if (auto found = m_folders.find(name + ".roi")) {
            return found;
        }
        return imaging::hasMicrographExtension(fromUtf8(name)) ? m_folders.find(name) : std::nullopt;
    }

    /// A micrograph may itself be called "spot_RoiSet".
    [[nodiscard]] std::optional<fs::path> findFor(const fs::path& file) const
    {
        auto found = find(stemOf(file));
        return found ? found : find(withoutSuffix(stemOf(file)));
    }

    void sort(const fs::path& file, bool areCalledAsMicrographs, std::size_t files)
    {
        const std::string ownName = withoutSuffix(stemOf(file));
        const std::string folderName = toUtf8(parentOf(file).filename());
        const bool isSingle = !isArchive(file) && files > 1 && !areCalledAsMicrographs;
        if (auto image = findFor(file)) {
            add(file, toUtf8(image->filename()), image);
        } else if (auto byFolder = isSingle || ownName.empty() ? find(folderName) : std::nullopt) {
            add(file, toUtf8(byFolder->filename()), byFolder);
        } else if (m_only && (isSingle || (isArchive(file) ? m_archives == 1 : files == 1))) {
            add(file, toUtf8(m_only->filename()), m_only);
        } else {
            add(file, isSingle || ownName.empty() ? folderName : ownName, std::nullopt);
        }
    }

    void add(const fs::path& file, std::string name, std::optional<fs::path> image)
    {
        const std::string key = image ? toUtf8(*image) : '\n' + lowered(name);
        const auto [place, isNew] = m_byImage.emplace(key, m_sets.sets.size());
        if (isNew) {
            m_sets.sets.push_back({std::move(name), std::move(image), {}});
        }
        m_sets.sets[place->second].sources.push_back(file);
    }

    const ImportRequest& m_request;
    std::vector<fs::path> m_places;
    ImageFolders m_folders;
    std::optional<fs::path> m_only; ///< when there is one micrograph alone
    std::size_t m_archives = 0;
    RoiSets m_sets;
    std::unordered_map<std::string, std::size_t> m_byImage;
};

/// The names of the entries whose headers lie in the head of an archive; one of them is a selection.
bool headNamesRoi(std::string_view head)
{
    constexpr std::string_view kSignature("PK\3\4", 4);
    constexpr std::size_t kHeaderBytes = 30;
    constexpr std::size_t kNameLength = 26;
    for (auto at = head.find(kSignature); at != std::string_view::npos; at = head.find(kSignature, at + 1)) {
        if (at + kHeaderBytes > head.size()) {
            return false;
        }
        const auto byteAt = [&](std::size_t place) {
            return std::size_t{static_cast<std::uint8_t>(head[at + place])};
        };
        const std::size_t length = byteAt(kNameLength) | (byteAt(kNameLength + 1) << 8U);
        if (isRoiName(std::string(head.substr(at + kHeaderBytes, length)))) {
            return true;
        }
    }
    return false;
}

bool fileLooksLikeImageJ(const fs::path& file)
{
    static constexpr std::size_t kHeadBytes = 65536;
    std::ifstream stream(file, std::ios::binary);
    std::string head(kHeadBytes, '\0');
    stream.read(head.data(), static_cast<std::streamsize>(head.size()));
    head.resize(static_cast<std::size_t>(std::max<std::streamsize>(stream.gcount(), 0)));
    return beginsLikeRoi(std::as_bytes(std::span(head))) || (head.starts_with("PK") && headNamesRoi(head));
}

} // namespace

Result<RoiSets> findRoiSets(const ImportRequest& request)
{
    if (!isFile(request.source) && !isFolder(request.source)) {
        return Error{ErrorCode::NotFound, "does not exist", toUtf8(request.source)};
    }
    if (!request.images.empty() && !isFolder(request.images) && !isFile(request.images)) {
        return Error{ErrorCode::NotFound, "is neither a micrograph nor a folder of them",
                     toUtf8(request.images)};
    }
    const auto files = listRoiFiles(request.source);
    if (files.empty()) {
        return Error{ErrorCode::NotFound, "holds no selections of ImageJ (*.roi, *.zip)",
                     toUtf8(request.source)};
    }
    return Sorter(request).run(files);
}

bool looksLikeImageJ(const fs::path& source)
{
    static constexpr std::size_t kLookedAt = 5;
    auto files = listRoiFiles(source);
    files.resize(std::min(files.size(), kLookedAt));
    return std::any_of(files.begin(), files.end(), fileLooksLikeImageJ);
}

} // namespace sorby::formats
