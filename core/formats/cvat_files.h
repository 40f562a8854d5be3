// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/result.h"

#include <filesystem>
#include <memory>
#include <optional>
#include <vector>

namespace pugi {
class xml_node;
} // namespace pugi

/// Private to the importer of CVAT files.
namespace sorby::formats {

/// An XML file in memory that knows the lines of its elements.
class CvatFile {
  public:
    CvatFile(CvatFile&& other) noexcept;
    ~CvatFile();

    /// An Error with line and column when the file is no whole XML, and when it is not one of CVAT.
    [[nodiscard]] static Result<CvatFile> open(const std::filesystem::path& path);

    /// <annotations>
    [[nodiscard]] pugi::xml_node root() const;
    /// The line in which the element begins, counted from 1; nothing when the file is not in UTF-8.
    [[nodiscard]] std::optional<int> lineOf(const pugi::xml_node& node) const;

  private:
    struct Content;
    explicit CvatFile(std::unique_ptr<Content> content);

    std::unique_ptr<Content> m_content;
};

/// A file by itself; of a folder annotations.xml, or without one all files that look like CVAT's.
[[nodiscard]] std::vector<std::filesystem::path> listCvatFiles(const std::filesystem::path& source);
/// Is the root of the file, or of one in the folder, <annotations>?
[[nodiscard]] bool looksLikeCvat(const std::filesystem::path& source);

} // namespace sorby::formats
