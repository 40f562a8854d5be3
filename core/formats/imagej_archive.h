// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/result.h"

#include <cstddef>
#include <filesystem>
#include <memory>
#include <string>
#include <utility>
#include <vector>

namespace sorby::formats {

/// A ZIP archive of selections, opened for reading: wholly in memory as it lies on the disk, its entries
/// unpacked one by one. Movable.
class RoiArchive {
  public:
    /// An error when the file is no archive, is cut off, or larger than 1 GiB.
    [[nodiscard]] static Result<RoiArchive> open(const std::filesystem::path& path);
    RoiArchive(RoiArchive&& other) noexcept;
    ~RoiArchive();

    [[nodiscard]] std::size_t size() const; ///< entries
    /// Of an entry, with its folders, in UTF-8.
    [[nodiscard]] std::string nameOf(std::size_t entry) const;
    /// The unpacked content. An error (without a place) when it is damaged, encrypted, larger than
    /// kMostRoiBytes, or when the entries read so far have more than 1 GiB together.
    [[nodiscard]] Result<std::vector<std::byte>> read(std::size_t entry);

  private:
    struct Content;
    explicit RoiArchive(std::unique_ptr<Content> content);
    std::unique_ptr<Content> m_content;
};

/// Is the entry a selection by its name, and not a copy of its metadata that macOS adds?
[[nodiscard]] bool isRoiName(const std::string& entry);

/// The bytes of an archive: the same for the same entries (name and content), whenever and wherever it is
/// made. No two names are the same.
[[nodiscard]] Result<std::vector<std::byte>>
packRois(const std::vector<std::pair<std::string, std::vector<std::byte>>>& entries);

} // namespace sorby::formats
