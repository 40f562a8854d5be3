// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/workspaces/recent_projects.h"

#include <QAction>
#include <QDir>
#include <QFileInfo>
#include <QMenu>
#include <QSettings>

namespace sorby::app {
namespace {

const QString kKey = QStringLiteral("recentProjects");

} // namespace

RecentProjects::RecentProjects(QSettings& settings, QObject* parent) : QObject(parent), m_settings(settings)
{}

QStringList RecentProjects::folders() const
{
    QStringList result;
    for (const auto& folder : m_settings.value(kKey).toStringList()) {
        if (QFileInfo::exists(folder)) {
            result << folder;
        }
    }
    return result;
}

void RecentProjects::add(const QString& folder)
{
    QStringList list = m_settings.value(kKey).toStringList();
    list.removeAll(folder);
    list.prepend(folder);
    m_settings.setValue(kKey, QStringList(list.mid(0, kMost)));
    Q_EMIT changed();
}

void RecentProjects::keep(QMenu* menu)
{
    connect(this, &RecentProjects::changed, menu, [this, menu] { fill(menu); });
    fill(menu);
}

void RecentProjects::fill(QMenu* menu)
{
    menu->clear();
    for (const auto& folder : folders()) {
        auto* action = menu->addAction(QDir::toNativeSeparators(folder).replace(u'&', QStringLiteral("&&")));
        action->setObjectName(QStringLiteral("file.recent"));
        connect(action, &QAction::triggered, this, [this, folder] { Q_EMIT chosen(folder); });
    }
    menu->setEnabled(!menu->isEmpty());
}

} // namespace sorby::app
