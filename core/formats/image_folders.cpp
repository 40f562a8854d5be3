// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/formats/image_folders.h"

#include "core/base/files.h"
#include "core/base/text.h"
#include "core/formats/csv.h"
#include "core/imaging/micrograph.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <system_error>
#include <utility>

namespace sorby::formats {
namespace fs = std::filesystem;

std::string fileNameOf(std::string_view reference)
{
    const auto text = trimmed(reference);
    const auto slash = text.find_last_of("/\\");
    return std::string(slash == std::string_view::npos ? text : text.substr(slash + 1));
}

std::optional<fs::path> findSubfolder(const fs::path& parent, std::string_view name)
{
    std::optional<fs::path> found;
    std::error_code failure;
    for (fs::directory_iterator it(parent, failure), end; !failure && it != end; it.increment(failure)) {
        std::error_code ignored;
        const bool isMatch = lowered(toUtf8(it->path().filename())) == name && it->is_directory(ignored);
        if (isMatch && (!found || it->path() < *found)) {
            found = it->path();
        }
    }
    return found;
}

std::vector<fs::path> listMicrographs(const fs::path& folder)
{
    auto files = listFiles(folder);
    if (!files) {
        return {};
    }
    std::erase_if(*files, [](const fs::path& file) { return !imaging::hasMicrographExtension(file); });
    return std::move(*files);
}

std::vector<fs::path> imageSubfolders(const fs::path& parent)
{
    static constexpr std::array<std::string_view, 3> kNames = {"images", "png", "tiff"};
    std::vector<fs::path> folders;
    for (const auto name : kNames) {
        if (auto folder = findSubfolder(parent, name)) {
            folders.push_back(std::move(*folder));
        }
    }
    return folders;
}

ImageFolders::ImageFolders(std::vector<fs::path> folders)
{
    for (auto& folder : folders) {
        std::error_code failure;
        if (!fs::is_directory(folder, failure)) {
            continue;
        }
        for (auto& file : listMicrographs(folder)) {
            m_byName.emplace(toUtf8(file.filename()), m_files.size());
            m_byStem.emplace(lowered(stemOf(file)), m_files.size());
            m_files.push_back(std::move(file));
        }
        m_folders.push_back(std::move(folder));
    }
}

std::optional<fs::path> ImageFolders::find(const std::string& reference) const
{
    const std::string name = fileNameOf(reference);
    const auto relative = fromUtf8(trimmed(reference)).lexically_normal();
    const bool isBelow = relative.has_parent_path() && relative.is_relative() && *relative.begin() != "..";
    for (const auto& folder : m_folders) {
        std::error_code failure;
        if (isBelow && fs::is_regular_file(folder / relative, failure)) {
            return folder / relative;
        }
    }
    if (const auto found = m_byName.find(name); found != m_byName.end()) {
        return m_files[found->second];
    }
    const auto found = m_byStem.find(lowered(stemOf(fromUtf8(name))));
    return found == m_byStem.end() ? std::nullopt : std::optional(m_files[found->second]);
}

std::string ImageFolders::describe() const
{
    std::string text;
    for (const auto& folder : m_folders) {
        text += (text.empty() ? "" : ", ") + toUtf8(folder);
    }
    return text.empty() ? "any folder; name one with --images" : text;
}

std::string pageName(const fs::path& file, int page)
{
    return page == 1 ? toUtf8(file.filename())
                     : fmt::format("{} page {}{}", stemOf(file), page, toUtf8(file.extension()));
}

void attachFile(const fs::path& file, ImportedImage& image, ImportSink& sink, bool takesAllPages)
{
    image.file = file;
    const auto tell = [&](std::string message) {
        sink.finding({Severity::Flagged, toUtf8(file), {}, {}, image.name, std::move(message)});
    };
    const auto info = imaging::probeMicrograph(file, image.page);
    if (!info) {
        tell(info.error().message);
        return;
    }
    image.size = info->size;
    image.info = *info;
    if (info->pages > 1 && !takesAllPages) {
        tell(fmt::format("has {} pages; page {} is used", info->pages, image.page));
    }
}

} // namespace sorby::formats
