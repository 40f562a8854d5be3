// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/result.h"

#include <filesystem>
#include <fstream>
#include <string_view>

namespace sorby::formats {

/// A text file that grows aside (PATH.partial) piece by piece and takes its place when it is whole. What is
/// not committed is removed.
class PartialFile {
  public:
    explicit PartialFile(std::filesystem::path path);
    PartialFile(const PartialFile&) = delete;
    PartialFile& operator=(const PartialFile&) = delete;
    ~PartialFile();

    /// Opens the file at the first call.
    [[nodiscard]] Status append(std::string_view text);
    [[nodiscard]] Status commit();
    [[nodiscard]] bool isOpen() const { return m_stream.is_open(); }

  private:
    [[nodiscard]] Error error(std::string_view reason) const;

    std::filesystem::path m_path;
    std::filesystem::path m_partial;
    std::ofstream m_stream;
};

} // namespace sorby::formats
