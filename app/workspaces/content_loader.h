// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/workspaces/content_cache.h"
#include "widgets/document/image_content.h"
#include "widgets/document/project_document.h"

#include <QObject>

#include <functional>
#include <memory>
#include <vector>

namespace sorby::jobs {
class Job;
}

namespace sorby::app {

/// Reads the document's current image in the background, again whenever what belongs to it has changed. Only
/// the newest wish counts: what is read for an older one is dropped. While there is nothing else to do it
/// reads the images that are likely to be wanted next, so that they are shown at once. GUI thread.
class ContentLoader : public QObject {
    Q_OBJECT
  public:
    /// `options` say where the tiles of large images are kept; `mostBytes` bounds what is kept in memory, by
    /// ContentCache::estimate().
    explicit ContentLoader(document::ProjectDocument& document, imaging::PyramidOptions options = {},
                           QObject* parent = nullptr, std::uint64_t mostBytes = std::uint64_t{384} << 20U);

    /// Who knows the annotations as they are being edited; the project's own without one. Called in jobs.
    using AnnotationSource = std::function<Result<annotation::Annotations>(project::ImageId)>;
    void setAnnotations(std::function<AnnotationSource()> source) { m_annotations = std::move(source); }
    /// Who knows what comes after the current image; the likeliest first.
    void setNeighbours(std::function<std::vector<project::ImageId>()> neighbours);
    /// Reads the current image again, soon, and forgets all others; several wishes in one turn of the event
    /// loop are one.
    void reload();
    /// What was read of this image holds no longer. The current image is not read again for it.
    void forget(project::ImageId image);
    /// Is the image's content at hand?
    [[nodiscard]] bool isKept(project::ImageId image) const { return m_cache.find(image) != nullptr; }

  Q_SIGNALS:
    /// Null: there is no image.
    void loaded(const std::shared_ptr<const sorby::document::ImageContent>& content);
    void failed(const QString& message);
    /// A large image is being prepared for the first time: this share of it is done.
    void progressed(double share);

  private:
    using Content = std::shared_ptr<const document::ImageContent>;
    void wish();
    void load();
    void read(project::ImageId image, void (ContentLoader::*done)(project::ImageId, Result<Content>));
    void finish(project::ImageId image, Result<Content> content);
    void readAhead();
    void finishAhead(project::ImageId image, Result<Content> content);
    void keep(project::ImageId image, Content content);

    document::ProjectDocument& m_document;
    std::function<std::vector<project::ImageId>()> m_neighbours;
    std::function<AnnotationSource()> m_annotations; ///< of the open project
    imaging::PyramidOptions m_options;
    ContentCache m_cache;
    jobs::Job* m_job = nullptr; ///< that reads the image to be shown
    Content m_last;             ///< its micrograph is not read again
    bool m_wished = false;
    project::ImageId m_loading = 0; ///< the image that is being read to be shown
    bool m_again = false;
    project::ImageId m_ahead = 0; ///< the image that is being read ahead
    bool m_isAheadStale = false;
};

} // namespace sorby::app
