// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QImage>

#include <cstdint>
#include <filesystem>
#include <mutex>
#include <optional>
#include <string>

namespace sorby::models {

/// Small pictures on disk, so that a project shows them at once when it is opened again. Bounded: the ones
/// that were not looked at for longest go first. What cannot be read or written is simply not there.
/// Thread-safe; several programs may share a folder.
class ThumbnailFiles {
  public:
    static constexpr std::uint64_t kMostBytes = std::uint64_t{256} << 20U;

    /// Makes the folder when something is first kept.
    explicit ThumbnailFiles(std::filesystem::path folder, std::uint64_t mostBytes = kMostBytes);

    /// Null when there is none of this key.
    [[nodiscard]] QImage find(const std::string& key) const;
    void keep(const std::string& key, const QImage& picture);

    /// In the user's cache folder.
    [[nodiscard]] static std::filesystem::path usualFolder();

  private:
    [[nodiscard]] std::filesystem::path fileOf(const std::string& key) const;
    void makeRoom();

    std::filesystem::path m_folder;
    std::uint64_t m_mostBytes;
    std::mutex m_mutex;
    std::optional<std::uint64_t> m_bytes; ///< nothing: not counted yet
};

} // namespace sorby::models
