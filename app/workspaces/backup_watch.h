// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/project/backups.h"
#include "widgets/document/project_document.h"

#include <QObject>
#include <QString>

#include <memory>

namespace sorby::app {

/// Follows the backup that is made in the background when a project is opened, and says what a person has to
/// know of it: that there is none, or that the file is damaged. GUI thread.
class BackupWatch : public QObject {
    Q_OBJECT
  public:
    explicit BackupWatch(document::ProjectDocument& document, QObject* parent = nullptr);

    /// For the banner of the window; empty when all is well.
    [[nodiscard]] const QString& warning() const { return m_warning; }

  Q_SIGNALS:
    void changed();

  private:
    void follow();
    void take(const project::BackupReport& report);

    document::ProjectDocument& m_document;
    QString m_warning;
};

} // namespace sorby::app
