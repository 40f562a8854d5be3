// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/project/records.h"
#include "widgets/models/thumbnail_files.h"
#include "widgets/models/thumbnail_picture.h"

#include <QObject>
#include <QPixmap>

#include <cstdint>
#include <filesystem>
#include <memory>
#include <vector>

namespace sorby::models {

/// Small pictures of micrographs, made in the background when they are first asked for; the newest wishes
/// first. A list says what it shows, and what was scrolled past is not made any more. Keeps a bounded number
/// of bytes in memory, and more on disk. GUI thread.
class Thumbnails : public QObject {
    Q_OBJECT
  public:
    static constexpr int kWidth = 96; ///< widget units; pictures fit in and are centred
    static constexpr int kHeight = 72;

    explicit Thumbnails(QObject* parent, std::filesystem::path folder = ThumbnailFiles::usualFolder());
    ~Thumbnails() override;

    /// The picture, or a placeholder while it is being made. A broken image has a picture of its own.
    [[nodiscard]] QPixmap picture(const project::ImageRecord& image);
    /// Was it tried, and the file could not be read?
    [[nodiscard]] bool hasFailed(project::ImageId id) const;
    /// Makes the pictures of these, in this order, and of no others that were wished for before.
    void want(const std::vector<const project::ImageRecord*>& images);
    /// Tries again what could not be read: a file may have come back.
    void forgetFailures();
    /// Forgets all pictures and wishes: another project.
    void clear();

  Q_SIGNALS:
    /// picture() has something new for this image.
    void arrived(sorby::project::ImageId id);

  private:
    [[nodiscard]] bool isKept(const project::ImageRecord& image) const;
    void startWorkers();
    void work(); ///< on a thread of the pool
    void keep(project::ImageId id, const ThumbnailLook& look, const QImage& image, std::uint64_t generation);

    struct Private;
    std::unique_ptr<Private> d;
};

} // namespace sorby::models
