// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QStringList>
#include <QWidget>

class QLabel;
class QVBoxLayout;

namespace sorby::panels {

/// What the window shows without a project: three ways to begin, and the projects opened lately. GUI thread.
class StartPage : public QWidget {
    Q_OBJECT
  public:
    explicit StartPage(QWidget* parent = nullptr);

    void setRecentProjects(const QStringList& folders);

  Q_SIGNALS:
    void openRequested();
    void newRequested();
    void sampleRequested();
    void recentRequested(const QString& folder);

  private:
    QLabel* m_recentTitle = nullptr;
    QVBoxLayout* m_recent = nullptr;
};

} // namespace sorby::panels
