// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "widgets/jobs/job.h"

#include <QPointer>
#include <QWidget>

class QLabel;
class QProgressBar;
class QPushButton;

namespace sorby::panels {

/// One running job in the status bar: what it does, how far it is, and Cancel. Hidden while there is none.
/// GUI thread.
class JobStrip : public QWidget {
    Q_OBJECT
  public:
    explicit JobStrip(QWidget* parent = nullptr);

    /// Follows the job until it has finished.
    void watch(jobs::Job* job);
    [[nodiscard]] bool isWatching() const;

  private:
    void showProgress(const Progress& progress);

    QPointer<jobs::Job> m_job;
    QLabel* m_title = nullptr;
    QProgressBar* m_bar = nullptr;
    QPushButton* m_cancel = nullptr;
};

} // namespace sorby::panels
