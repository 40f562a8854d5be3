// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/workflow/run_recorder.h"

#include "core/base/text.h"

#include <utility>

namespace sorby::workflow {

RunRecorder::RunRecorder(project::Project& project, project::RunRecord run,
                         const learning::TrainEventSink& sink)
    : m_project(project), m_run(std::move(run)), m_sink(sink)
{}

void RunRecorder::take(const learning::TrainEvent& event)
{
    // Recorded before it is told: whoever hears of an epoch finds it, also when the process is killed then.
    if (const auto* plan = std::get_if<learning::PlanEvent>(&event)) {
        m_run.device = plan->device;
        notice(m_project.updateRun(m_run));
    } else if (const auto* epoch = std::get_if<learning::EpochEvent>(&event)) {
        m_run.epochs = epoch->epoch;
        if (epoch->best) {
            m_run.bestEpoch = epoch->epoch;
        }
        m_run.imagesPerSecond = epoch->imagesPerSecond;
        notice(m_project.addEpoch(m_run.id, {epoch->epoch, epoch->trainLoss, epoch->validationLoss,
                                             epoch->validationIou, epoch->imagesPerSecond, epoch->seconds}));
        notice(m_project.updateRun(m_run));
    }
    forward(event);
}

Status RunRecorder::finish(const learning::TrainReport& report)
{
    m_run.state = report.stopped ? project::RunState::Stopped : project::RunState::Finished;
    m_run.message.clear();
    const auto after = " after " + counted(static_cast<std::uint64_t>(report.epochs), "epoch");
    if (report.stopped) {
        m_run.message = "stopped" + after;
    } else if (report.timeUp) {
        m_run.message = "reached its time limit" + after;
    }
    m_run.epochs = report.epochs;
    m_run.bestEpoch = report.bestEpoch;
    m_run.imagesPerSecond = report.imagesPerSecond;
    m_run.peakBytes = report.peakBytes;
    m_run.waitShare = report.waitShare;
    return m_project.updateRun(m_run);
}

Status RunRecorder::fail(const Error& error)
{
    m_run.state = error.code == ErrorCode::Cancelled ? project::RunState::Stopped : project::RunState::Failed;
    m_run.message = describe(error);
    return m_project.updateRun(m_run);
}

void RunRecorder::forward(const learning::TrainEvent& event) const
{
    if (m_sink) {
        m_sink(event);
    }
}

void RunRecorder::notice(const Status& status)
{
    if (!status && !m_noticed) {
        m_noticed = true;
        forward(learning::NoticeEvent{"the run's record is incomplete: " + describe(status.error())});
    }
}

} // namespace sorby::workflow
