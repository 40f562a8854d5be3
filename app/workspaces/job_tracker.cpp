// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/workspaces/job_tracker.h"

#include <algorithm>

namespace sorby::app {

JobTracker::JobTracker(QObject* parent) : QObject(parent) {}

void JobTracker::add(jobs::Job* job, Kind kind)
{
    m_entries.push_back({job, kind});
    connect(job, &jobs::Job::finished, this, [this, job] {
        std::erase_if(m_entries, [job](const Entry& entry) { return entry.job == job || !entry.job; });
        Q_EMIT changed();
    });
    Q_EMIT started(job, kind);
    Q_EMIT changed();
}

bool JobTracker::isBusy() const
{
    return std::any_of(m_entries.begin(), m_entries.end(),
                       [](const Entry& entry) { return entry.job && entry.job->isRunning(); });
}

bool JobTracker::isBusy(Kind kind) const
{
    return std::any_of(m_entries.begin(), m_entries.end(), [kind](const Entry& entry) {
        return entry.kind == kind && entry.job && entry.job->isRunning();
    });
}

void JobTracker::stopAll()
{
    stop(Kind::Task);
    stop(Kind::Training);
}

void JobTracker::stop(Kind kind)
{
    for (const auto& entry : m_entries) {
        if (entry.kind == kind && entry.job) {
            entry.job->requestStop();
        }
    }
}

} // namespace sorby::app
