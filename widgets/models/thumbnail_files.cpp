// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/models/thumbnail_files.h"

#include "core/base/files.h"
#include "widgets/support/qt_convert.h"

#include <QBuffer>
#include <QStandardPaths>

#include <algorithm>
#include <system_error>
#include <vector>

namespace sorby::models {

namespace fs = std::filesystem;

namespace {

struct Entry {
    fs::path file;
    std::uint64_t bytes = 0;
    fs::file_time_type usedAt;
};

/// All files below the folder that can be looked at.
std::vector<Entry> entriesIn(const fs::path& folder)
{
    std::vector<Entry> entries;
    std::error_code failure;
    fs::recursive_directory_iterator place(folder, fs::directory_options::skip_permission_denied, failure);
    while (!failure && place != fs::recursive_directory_iterator()) {
        std::error_code gone;
        if (place->is_regular_file(gone) && !gone) {
            Entry entry{place->path(), place->file_size(gone), place->last_write_time(gone)};
            if (!gone) {
                entries.push_back(std::move(entry));
            }
        }
        place.increment(failure);
    }
    return entries;
}

} // namespace

ThumbnailFiles::ThumbnailFiles(fs::path folder, std::uint64_t mostBytes)
    : m_folder(std::move(folder)), m_mostBytes(mostBytes)
{}

fs::path ThumbnailFiles::usualFolder()
{
    return support::toPath(QStandardPaths::writableLocation(QStandardPaths::CacheLocation)) / "thumbnails";
}

/// Spread over 256 folders: some file systems grow slow with many files in one.
fs::path ThumbnailFiles::fileOf(const std::string& key) const
{
    return m_folder / key.substr(0, 2) / (key + ".png");
}

QImage ThumbnailFiles::find(const std::string& key) const
{
    if (key.empty()) {
        return {};
    }
    const auto file = fileOf(key);
    const auto bytes = readBytes(file);
    if (!bytes) {
        return {};
    }
    std::error_code ignored;
    fs::last_write_time(file, fs::file_time_type::clock::now(), ignored);
    return QImage::fromData(reinterpret_cast<const uchar*>(bytes->data()), static_cast<int>(bytes->size()));
}

void ThumbnailFiles::keep(const std::string& key, const QImage& picture)
{
    if (key.empty() || picture.isNull()) {
        return;
    }
    QByteArray png;
    QBuffer buffer(&png);
    buffer.open(QIODevice::WriteOnly);
    if (!picture.save(&buffer, "PNG")) {
        return;
    }
    const std::span bytes(reinterpret_cast<const std::byte*>(png.constData()),
                          static_cast<std::size_t>(png.size()));
    if (!writeFileAtomically(fileOf(key), bytes, Outlives::ProgramEnd)) {
        return; // a full disk or a folder that cannot be written to: the picture is made again next time
    }
    const std::scoped_lock lock(m_mutex);
    if (m_bytes) {
        *m_bytes += bytes.size();
    }
    if (!m_bytes || *m_bytes > m_mostBytes) {
        makeRoom();
    }
}

/// Counts, and when there is too much, removes until three quarters are left, so that it is not done for each
/// picture.
void ThumbnailFiles::makeRoom()
{
    auto entries = entriesIn(m_folder);
    std::uint64_t bytes = 0;
    for (const auto& entry : entries) {
        bytes += entry.bytes;
    }
    if (bytes > m_mostBytes) {
        std::ranges::sort(entries, {}, &Entry::usedAt);
        for (const auto& entry : entries) {
            if (bytes <= m_mostBytes / 4 * 3) {
                break;
            }
            std::error_code ignored;
            if (fs::remove(entry.file, ignored)) {
                bytes -= entry.bytes;
            }
        }
    }
    m_bytes = bytes;
}

} // namespace sorby::models
