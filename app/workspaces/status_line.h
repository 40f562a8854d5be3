// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QElapsedTimer>
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
    /// Why a tool did not do something: until the person goes on, at the latest as long as news.
    void showRefusal(const QString& message);
    /// What to do next with the tool in hand, while there is no news.
    void showHint(const QString& text);
    void showHover(const QString& text);
    /// When the last change was saved; `isFailure` is shown in red.
    void showSaved(const QString& text, bool isFailure);
    void showZoom(double zoom);
    void showProject(const QString& text);
    void watchTask(jobs::Job* job);
    void watchTraining(jobs::Job* job);

  private:
    QLabel* addLabel(const QString& name, int stretch);

    QLabel* m_news = nullptr;
    QLabel* m_hover = nullptr;
    QLabel* m_saved = nullptr;
    QString m_hint;
    panels::JobStrip* m_task = nullptr;
    panels::JobStrip* m_training = nullptr;
    QLabel* m_zoom = nullptr;
    QLabel* m_project = nullptr;
    QTimer m_newsEnd;
    QElapsedTimer m_refused; ///< since a refusal is shown; invalid: none is
};

} // namespace sorby::app
