// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "widgets/document/image_content.h"
#include "widgets/document/project_document.h"

#include <QObject>

#include <memory>

namespace sorby::jobs {
class Job;
}

namespace sorby::app {

/// Reads the document's current image in the background, again whenever what belongs to it has changed. Only
/// the newest wish counts: what is read for an older one is dropped. GUI thread.
class ContentLoader : public QObject {
    Q_OBJECT
  public:
    /// `options` say where the tiles of large images are kept.
    ContentLoader(document::ProjectDocument& document, imaging::PyramidOptions options,
                  QObject* parent = nullptr);

    /// Reads the current image again, soon; several wishes in one turn of the event loop are one.
    void reload();

  Q_SIGNALS:
    /// Null: there is no image.
    void loaded(const std::shared_ptr<const sorby::document::ImageContent>& content);
    void failed(const QString& message);
    /// A large image is being prepared for the first time: this share of it is done.
    void progressed(double share);

  private:
    void load();
    void finish(project::ImageId image, Result<std::shared_ptr<const document::ImageContent>> content);

    document::ProjectDocument& m_document;
    imaging::PyramidOptions m_options;
    jobs::Job* m_job = nullptr;                           ///< that is reading
    project::ImageId m_image = 0;                         ///< what it reads
    std::shared_ptr<const document::ImageContent> m_last; ///< its micrograph is not read again
    bool m_wished = false;
    bool m_again = false;
};

} // namespace sorby::app
