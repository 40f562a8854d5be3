// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/imaging/window.h"
#include "core/project/records.h"
#include "widgets/document/project_document.h"

#include <QObject>
#include <QTimer>

#include <memory>
#include <optional>

namespace sorby::app {

/// Stores the contrast that a person sets for a micrograph, since training sees it through the same window: a
/// moment after the last change, and at once before another micrograph is shown. GUI thread.
class ContrastKeeper : public QObject {
    Q_OBJECT
  public:
    explicit ContrastKeeper(document::ProjectDocument& document, QObject* parent = nullptr);
    ~ContrastKeeper() override;

    /// Nothing: the automatic window.
    void keep(project::ImageId image, const std::optional<imaging::Window>& window);
    /// Stores what waits.
    void flush();

  Q_SIGNALS:
    void kept(sorby::project::ImageId image); ///< in the project that is open
    void failed(const QString& title, const QString& text);

  private:
    document::ProjectDocument& m_document;
    std::shared_ptr<project::Project> m_project; ///< that the waiting window belongs to
    project::ImageId m_image = 0;
    std::optional<imaging::Window> m_window;
    QTimer m_timer;
};

} // namespace sorby::app
