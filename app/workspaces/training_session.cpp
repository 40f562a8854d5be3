// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/workspaces/training_session.h"

#include "widgets/support/qt_convert.h"

#include <chrono>
#include <mutex>
#include <utility>
#include <vector>

namespace sorby::app {
namespace {

using learning::StepEvent;
using learning::TrainEvent;

/// Does `next` tell all that `last` told? A step without a loss must not hide one with a loss.
bool supersedes(const TrainEvent& next, const TrainEvent& last)
{
    const auto* newStep = std::get_if<StepEvent>(&next);
    const auto* oldStep = std::get_if<StepEvent>(&last);
    return newStep != nullptr && oldStep != nullptr && (newStep->loss || !oldStep->loss);
}

void reportStep(const StepEvent& step, int epochs, const JobControl& control)
{
    const auto before = static_cast<std::size_t>(step.epoch - 1) * step.steps;
    control.report(before + step.step, static_cast<std::size_t>(epochs) * step.steps);
}

} // namespace

/// Written by the training's thread, emptied by the GUI thread.
struct TrainingSession::Mailbox {
    std::mutex mutex;
    std::vector<TrainEvent> events;

    void put(const TrainEvent& event)
    {
        const std::scoped_lock lock(mutex);
        if (!events.empty() && supersedes(event, events.back())) {
            events.back() = event;
        } else {
            events.push_back(event);
        }
    }

    std::vector<TrainEvent> take()
    {
        const std::scoped_lock lock(mutex);
        return std::exchange(events, {});
    }
};

TrainingSession::TrainingSession(JobTracker& tracker, workflow::EngineSource engine, QObject* parent)
    : QObject(parent), m_tracker(tracker), m_engine(std::move(engine))
{
    m_delivery.setInterval(std::chrono::milliseconds(100));
    connect(&m_delivery, &QTimer::timeout, this, &TrainingSession::deliver);
}

void TrainingSession::start(std::shared_ptr<project::Project> project, const workflow::TrainRequest& request)
{
    using Outcome = workflow::TrainOutcome;
    m_mailbox = std::make_shared<Mailbox>();
    auto* job = jobs::startJob<Outcome>(
        this, tr("Training"),
        [project = std::move(project), request, engineSource = m_engine, settle = m_settle,
         mailbox = m_mailbox](const JobControl& control) -> Result<Outcome> {
            if (settle) {
                if (auto stored = settle(); !stored) {
                    return stored.error();
                }
            }
            const auto engine = engineSource();
            if (!engine) {
                return engine.error();
            }
            const auto sink = [&](const TrainEvent& event) {
                mailbox->put(event);
                if (const auto* step = std::get_if<StepEvent>(&event)) {
                    reportStep(*step, request.options.epochs, control);
                }
            };
            return workflow::trainProject(*project, **engine, request, control, sink);
        },
        [this](Result<Outcome> outcome) {
            m_delivery.stop();
            deliver();
            Q_EMIT finished(outcome);
        });
    m_delivery.start();
    m_tracker.add(job, JobTracker::Kind::Training);
    Q_EMIT started(request.options.epochs);
}

void TrainingSession::stop()
{
    m_tracker.stop(JobTracker::Kind::Training);
}

bool TrainingSession::isRunning() const
{
    return m_tracker.isBusy(JobTracker::Kind::Training);
}

void TrainingSession::deliver()
{
    for (const auto& event : m_mailbox->take()) {
        if (const auto* plan = std::get_if<learning::PlanEvent>(&event)) {
            Q_EMIT planned(*plan);
        } else if (const auto* step = std::get_if<StepEvent>(&event)) {
            Q_EMIT stepped(*step);
        } else if (const auto* epoch = std::get_if<learning::EpochEvent>(&event)) {
            Q_EMIT epochFinished(*epoch);
        } else if (const auto* notice = std::get_if<learning::NoticeEvent>(&event)) {
            Q_EMIT noticed(support::toQString(notice->message));
        }
    }
}

} // namespace sorby::app
