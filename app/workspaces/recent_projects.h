// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QObject>
#include <QStringList>

class QMenu;
class QSettings;

namespace sorby::app {

/// The projects opened lately, newest first, kept in the settings. GUI thread.
class RecentProjects : public QObject {
    Q_OBJECT
  public:
    static constexpr int kMost = 10;

    explicit RecentProjects(QSettings& settings, QObject* parent = nullptr);

    /// Those that still exist.
    [[nodiscard]] QStringList folders() const;
    void add(const QString& folder);
    /// Fills the menu now and whenever the list changes.
    void keep(QMenu* menu);

  Q_SIGNALS:
    void changed();
    void chosen(const QString& folder);

  private:
    void fill(QMenu* menu);

    QSettings& m_settings;
};

} // namespace sorby::app
