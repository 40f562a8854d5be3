// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/workspaces/job_tracker.h"
#include "core/workflow/export.h"
#include "core/workflow/train.h"

#include <QObject>
#include <QTimer>

#include <functional>
#include <memory>

namespace sorby::app {

/// One training in a job. What the trainer says is collected on its thread and told here at most ten times a
/// second, epochs all of them, steps the newest. GUI thread.
class TrainingSession : public QObject {
    Q_OBJECT
  public:
    TrainingSession(JobTracker& tracker, workflow::EngineSource engine, QObject* parent = nullptr);

    /// Called in the job before it begins: what is drawn has to be in the store by then.
    void setSettle(std::function<Status()> settle) { m_settle = std::move(settle); }
    void start(std::shared_ptr<project::Project> project, const workflow::TrainRequest& request);
    /// Ends the training within one mini-batch; finished() follows.
    void stop();
    [[nodiscard]] bool isRunning() const;

  Q_SIGNALS:
    void started(int epochs);
    void planned(const sorby::learning::PlanEvent& plan);
    void stepped(const sorby::learning::StepEvent& step);
    void epochFinished(const sorby::learning::EpochEvent& epoch);
    void noticed(const QString& message);
    void finished(const sorby::Result<sorby::workflow::TrainOutcome>& outcome);

  private:
    struct Mailbox;
    void deliver();

    JobTracker& m_tracker;
    workflow::EngineSource m_engine;
    std::function<Status()> m_settle;
    std::shared_ptr<Mailbox> m_mailbox;
    QTimer m_delivery;
};

} // namespace sorby::app
