// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/jobs/job.h"

#include <QElapsedTimer>
#include <QMetaObject>
#include <QTimer>

#include <exception>
#include <mutex>
#include <new>
#include <optional>
#include <stop_token>
#include <system_error>
#include <thread>

namespace sorby::jobs {

namespace {

constexpr int kProgressIntervalMs = 100;

Status runGuarded(const Job::Work& work, const JobControl& control)
{
    try {
        return work(control);
    } catch (const std::bad_alloc&) {
        return Error{
            ErrorCode::OutOfMemory, "not enough memory; close other programs or use smaller images", {}};
    } catch (const std::exception& exception) {
        return Error{ErrorCode::Internal, std::string("unexpected failure: ") + exception.what(), {}};
    } catch (...) {
        return Error{ErrorCode::Internal, "unexpected failure", {}};
    }
}

} // namespace

struct Job::Private {
    QString title;
    Work work;
    bool running = false;
    std::jthread thread;

    // Written by the work's thread, read by the GUI thread: only the newest progress is kept, and only one
    // event for it is ever on its way, however often the work reports.
    std::mutex mutex;
    std::optional<Progress> newest;
    bool progressOnItsWay = false;

    // GUI thread only.
    QTimer progressTimer;
    QElapsedTimer sinceProgress;
};

Job::Job(QString title, Work work, QObject* parent) : QObject(parent), d(std::make_unique<Private>())
{
    d->title = std::move(title);
    d->work = std::move(work);
    d->progressTimer.setSingleShot(true);
    d->progressTimer.setTimerType(Qt::PreciseTimer); // a coarse one comes up to 5 % early
    connect(&d->progressTimer, &QTimer::timeout, this, [this] { deliverProgress(); });
}

Job::~Job()
{
    // While the thread ends it may still post to this object, which is whole until here; ~QObject drops those
    // events.
    if (d->thread.joinable()) {
        d->thread.request_stop();
        d->thread.join();
    }
}

const QString& Job::title() const
{
    return d->title;
}

bool Job::isRunning() const
{
    return d->running;
}

void Job::start()
{
    if (d->running) {
        return;
    }
    d->running = true;
    try {
        d->thread = std::jthread([this](std::stop_token stop) {
            const JobControl control{std::move(stop), [this](const Progress& progress) { report(progress); }};
            auto status = runGuarded(d->work, control);
            post([this, status = std::move(status)] { finish(status); });
        });
    } catch (const std::system_error& failure) {
        post([this, reason = std::string(failure.what())] {
            finish(Error{ErrorCode::Internal, "no thread could be started: " + reason, {}});
        });
    }
}

void Job::requestStop()
{
    d->thread.request_stop();
}

bool Job::stopRequested() const
{
    return d->thread.get_stop_token().stop_requested();
}

void Job::post(std::function<void()> delivery)
{
    QMetaObject::invokeMethod(this, std::move(delivery), Qt::QueuedConnection);
}

void Job::report(const Progress& progress)
{
    const std::scoped_lock lock(d->mutex);
    d->newest = progress;
    if (!d->progressOnItsWay) {
        d->progressOnItsWay = true;
        post([this] { progressArrived(); });
    }
}

void Job::progressArrived()
{
    const auto sinceLast = d->sinceProgress.isValid() ? d->sinceProgress.elapsed() : kProgressIntervalMs;
    if (sinceLast >= kProgressIntervalMs) {
        deliverProgress();
    } else {
        d->progressTimer.start(kProgressIntervalMs - static_cast<int>(sinceLast));
    }
}

void Job::deliverProgress()
{
    std::optional<Progress> progress;
    {
        const std::scoped_lock lock(d->mutex);
        progress.swap(d->newest);
        d->progressOnItsWay = false;
    }
    if (progress) {
        d->sinceProgress.start();
        Q_EMIT progressed(*progress);
    }
}

void Job::finish(const Status& status)
{
    if (d->thread.joinable()) {
        d->thread.join(); // it has posted its last event: this waits for its very end only
    }
    d->progressTimer.stop();
    deliverProgress();
    d->sinceProgress.invalidate();
    d->running = false;
    Q_EMIT finished(status);
}

} // namespace sorby::jobs
