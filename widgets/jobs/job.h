// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/progress.h"
#include "core/base/result.h"

#include <QObject>
#include <QString>

#include <functional>
#include <memory>
#include <utility>

namespace sorby::jobs {

/// One long piece of work on a thread of its own, with progress and cancel. Lives on the GUI thread; the work
/// touches no QObject. Destroying it requests the stop, waits for the thread and drops what was not
/// delivered. A job that is its owner's child is destroyed after the owner's own members: the work holds
/// values and shared pointers, never references to them.
class Job : public QObject {
    Q_OBJECT
  public:
    using Work = std::function<Status(const JobControl&)>;

    Job(QString title, Work work, QObject* parent);
    ~Job() override;

    [[nodiscard]] const QString& title() const;
    [[nodiscard]] bool isRunning() const;
    void start();
    /// Asks the work to end; it answers within a mini-batch, a tile or an image. finished() follows.
    void requestStop();
    [[nodiscard]] bool stopRequested() const;

    /// From the work's thread: runs `delivery` later on the GUI thread, before finished(); dropped when the
    /// job is gone.
    void post(std::function<void()> delivery);

  Q_SIGNALS:
    /// At most 10 a second, and the last one always.
    void progressed(const sorby::Progress& progress);
    /// Exactly once for each start, on the GUI thread: the work's answer (code Cancelled when it heeded a
    /// stop request), or an Error when it ended by an exception or could not start.
    void finished(const sorby::Status& status);

  private:
    void report(const Progress& progress); ///< from the work's thread
    void progressArrived();
    void deliverProgress();
    void finish(const Status& status);

    struct Private;
    std::unique_ptr<Private> d;
};

/// Starts `work` (JobControl -> Result<T>) as a job and calls `done` (Result<T>) on the GUI thread at its
/// end, after which the job deletes itself. `owner` gone means: stop, and `done` is not called.
template <typename T>
Job* startJob(QObject* owner, const QString& title, std::function<Result<T>(const JobControl&)> work,
              std::function<void(Result<T>)> done)
{
    auto result = std::make_shared<Result<T>>(Error{ErrorCode::Internal, "the job did not run", {}});
    auto* job = new Job(
        title,
        [work = std::move(work), result](const JobControl& control) -> Status {
            *result = work(control);
            return *result ? Status{} : Status{result->error()};
        },
        owner);
    QObject::connect(job, &Job::finished, owner, [job, result, done = std::move(done)](const Status& status) {
        job->deleteLater();
        if (!status) {
            *result = status.error(); // also of work that ended by an exception and set no result
        }
        done(std::move(*result));
    });
    job->start();
    return job;
}

} // namespace sorby::jobs
