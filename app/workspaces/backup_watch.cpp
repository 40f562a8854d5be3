// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/workspaces/backup_watch.h"

#include "widgets/support/qt_convert.h"

#include <QCoreApplication>
#include <QPointer>

namespace sorby::app {

BackupWatch::BackupWatch(document::ProjectDocument& document, QObject* parent)
    : QObject(parent), m_document(document)
{
    connect(&document, &document::ProjectDocument::opened, this, &BackupWatch::follow);
}

void BackupWatch::follow()
{
    m_warning.clear();
    const auto project = m_document.project();
    if (project == nullptr) {
        return;
    }
    // The report comes on another thread, at the latest while the project is closed.
    const std::weak_ptr<project::Project> followed = project;
    project->whenBackedUp([guard = QPointer(this), followed](const project::BackupReport& report) {
        QMetaObject::invokeMethod(
            QCoreApplication::instance(),
            [guard, followed, report] {
                if (guard != nullptr && guard->m_document.project() == followed.lock() &&
                    !followed.expired()) {
                    guard->take(report);
                }
            },
            Qt::QueuedConnection);
    });
}

void BackupWatch::take(const project::BackupReport& report)
{
    if (report.damage) {
        m_warning =
            tr("The project's file is damaged: %1. Save a copy of your work (File > Save a copy), then "
               "restore a backup (File > Restore).")
                .arg(support::toUserText(*report.damage));
    } else if (report.failure) {
        m_warning = tr("There is no backup of this session: %1").arg(support::toUserText(*report.failure));
    }
    if (!m_warning.isEmpty()) {
        Q_EMIT changed();
    }
}

} // namespace sorby::app
