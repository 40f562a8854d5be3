// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QStatusBar>
#include <QTimer>

class QLabel;

namespace sorby::jobs {
class Job;
}
namespace sorby::panels {
class JobStrip;
}

namespace sorby::app {

/// The line at the bottom: the last message, what is under the cursor, the zoom, the project, running jobs.
/// GUI thread.
class StatusLine : public QStatusBar {
    Q_OBJECT
  public:
    explicit StatusLine(QWidget* parent = nullptr);

    /// Stays for a while.
    void showNews(const QString& message);
    void showHover(const QString& text);
    void showZoom(double zoom);
    void showProject(const QString& text);
    void watchTask(jobs::Job* job);
    void watchTraining(jobs::Job* job);

  private:
    QLabel* addLabel(const QString& name, int stretch);

    QLabel* m_news = nullptr;
    QLabel* m_hover = nullptr;
    panels::JobStrip* m_task = nullptr;
    panels::JobStrip* m_training = nullptr;
    QLabel* m_zoom = nullptr;
    QLabel* m_project = nullptr;
    QTimer m_newsEnd;
};

} // namespace sorby::app
