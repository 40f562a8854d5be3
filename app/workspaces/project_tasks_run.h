// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/workspaces/project_tasks.h"

#include <utility>

/// How each of the ProjectTasks becomes a job; for the source files of that class alone.
namespace sorby::app {

using Findings = std::vector<formats::Finding>;

inline workflow::FindingSink into(Findings& findings)
{
    return [&findings](const formats::Finding& finding) { findings.push_back(finding); };
}

/// What a job gives together with the findings it met.
template <typename Report>
struct Found {
    Report report;
    Findings findings;
};

template <typename Report>
Result<Found<Report>> together(Result<Report> report, Findings findings)
{
    if (!report) {
        return report.error();
    }
    return Found<Report>{std::move(*report), std::move(findings)};
}

template <typename T, typename Work, typename Done>
void ProjectTasks::run(const QString& title, Work work, Done done, bool settles)
{
    if (m_tracker.isBusy(JobTracker::Kind::Task)) {
        Q_EMIT failed(title, tr("Another task is running. Wait until it has finished, or cancel it."));
        return;
    }
    auto settled = [settle = settles ? m_settle : std::function<Status()>(),
                    work = std::move(work)](const JobControl& control) -> Result<T> {
        if (settle) {
            if (auto stored = settle(); !stored) {
                return stored.error();
            }
        }
        return work(control);
    };
    auto* job = jobs::startJob<T>(this, title, std::move(settled),
                                  [this, title, done = std::move(done)](Result<T> result) mutable {
                                      Q_EMIT editingBarred({});
                                      if (result) {
                                          done(std::move(*result));
                                      } else {
                                          tellError(title, result.error());
                                      }
                                  });
    m_tracker.add(job, JobTracker::Kind::Task);
}

} // namespace sorby::app
