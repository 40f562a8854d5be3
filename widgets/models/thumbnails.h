// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/project/records.h"

#include <QObject>
#include <QPixmap>

#include <cstdint>
#include <memory>
#include <string>

namespace sorby::models {

/// Small pictures of micrographs, made in the background when they are first asked for; the newest wishes
/// first, so that what is on the screen comes before what was scrolled past. Keeps a bounded number. GUI
/// thread.
class Thumbnails : public QObject {
    Q_OBJECT
  public:
    static constexpr int kWidth = 96; ///< widget units; pictures fit in and are centred
    static constexpr int kHeight = 72;

    explicit Thumbnails(QObject* parent);
    ~Thumbnails() override;

    /// The picture, or a placeholder while it is being made. A broken image has a picture of its own.
    [[nodiscard]] QPixmap picture(const project::ImageRecord& image);
    /// Forgets all pictures and wishes: another project.
    void clear();

  Q_SIGNALS:
    /// picture() has something new for this image.
    void arrived(sorby::project::ImageId id);

  private:
    void wish(const project::ImageRecord& image);
    void fulfilNewest(); ///< on a thread of the pool
    void keep(project::ImageId id, const std::string& contentHash, const QImage& image,
              std::uint64_t generation);

    struct Private;
    std::unique_ptr<Private> d;
};

} // namespace sorby::models
