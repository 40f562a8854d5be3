// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/formats/format.h"

#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace sorby::formats {

/// "folder/spot 1.tif" and "folder\\spot 1.tif" to "spot 1.tif".
[[nodiscard]] std::string fileNameOf(std::string_view reference);
/// The folder of this name (lower case) inside `parent`, whatever its case; nothing when there is none.
[[nodiscard]] std::optional<std::filesystem::path> findSubfolder(const std::filesystem::path& parent,
                                                                 std::string_view name);
/// The micrographs directly in a folder, by name.
[[nodiscard]] std::vector<std::filesystem::path> listMicrographs(const std::filesystem::path& folder);
/// Folders named images, PNG or TIFF inside `parent`, in this order.
[[nodiscard]] std::vector<std::filesystem::path> imageSubfolders(const std::filesystem::path& parent);

/// Finds micrographs by the names that annotation files give them. The folders are listed once.
class ImageFolders {
  public:
    /// In the order of preference; folders that do not exist are passed over.
    explicit ImageFolders(std::vector<std::filesystem::path> folders);

    /// By the path below a folder, then by file name, then by stem, whatever its case: files often carry
    /// another extension than the annotations say.
    [[nodiscard]] std::optional<std::filesystem::path> find(const std::string& reference) const;
    /// The folders looked through, for a message.
    [[nodiscard]] std::string describe() const;

  private:
    std::vector<std::filesystem::path> m_folders;
    std::vector<std::filesystem::path> m_files;
    std::unordered_map<std::string, std::size_t> m_byName;
    std::unordered_map<std::string, std::size_t> m_byStem;
};

/// Puts the size of the image's page of a file into `image`, and tells the sink when the file cannot be read,
/// or has several pages and not all are taken.
void attachFile(const std::filesystem::path& file, ImportedImage& image, ImportSink& sink,
                bool takesAllPages = false);
/// "stack.tif" for the first page, "stack page 2.tif" for others.
[[nodiscard]] std::string pageName(const std::filesystem::path& file, int page);

} // namespace sorby::formats
