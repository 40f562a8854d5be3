// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "widgets/jobs/job.h"

#include <QObject>
#include <QPointer>

#include <vector>

namespace sorby::app {

/// The jobs that run now: at most one training and one task (import, evaluation, export ...). GUI thread.
class JobTracker : public QObject {
    Q_OBJECT
  public:
    enum class Kind { Task, Training };

    explicit JobTracker(QObject* parent = nullptr);

    void add(jobs::Job* job, Kind kind);
    [[nodiscard]] bool isBusy() const;
    [[nodiscard]] bool isBusy(Kind kind) const;
    void stopAll();
    void stop(Kind kind);

  Q_SIGNALS:
    void started(sorby::jobs::Job* job, sorby::app::JobTracker::Kind kind);
    void changed();

  private:
    struct Entry {
        QPointer<jobs::Job> job;
        Kind kind = Kind::Task;
    };
    std::vector<Entry> m_entries;
};

} // namespace sorby::app
