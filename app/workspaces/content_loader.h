// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "widgets/document/image_content.h"
#include "widgets/document/project_document.h"

#include <QObject>

#include <memory>

namespace sorby::app {

/// Reads the document's current image in the background, again whenever what belongs to it has changed. Only
/// the newest wish counts: what is read for an older one is dropped. GUI thread.
class ContentLoader : public QObject {
    Q_OBJECT
  public:
    explicit ContentLoader(document::ProjectDocument& document, QObject* parent = nullptr);

    /// Reads the current image again, soon; several wishes in one turn of the event loop are one.
    void reload();

  Q_SIGNALS:
    /// Null: there is no image.
    void loaded(const std::shared_ptr<const sorby::document::ImageContent>& content);
    void failed(const QString& message);

  private:
    void load();
    void finish(project::ImageId image, Result<std::shared_ptr<const document::ImageContent>> content);

    document::ProjectDocument& m_document;
    bool m_wished = false;
    bool m_loading = false;
    bool m_again = false;
};

} // namespace sorby::app
