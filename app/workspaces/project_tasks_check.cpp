// SPDX-License-Identifier: GPL-3.0-or-later
// The health check of the open project and the repairs that it offers.
#include "app/workspaces/project_tasks.h"
#include "app/workspaces/project_tasks_run.h"

namespace sorby::app {

void ProjectTasks::check(const workflow::CheckOptions& options)
{
    using Outcome = Found<workflow::CheckReport>;
    run<Outcome>(
        tr("Check"),
        [project = m_document.project(), options](const JobControl& control) {
            Findings findings;
            auto report = workflow::checkProject(*project, control, into(findings), options);
            return together(std::move(report), std::move(findings));
        },
        [this, options](const Outcome& outcome) {
            const QString summary =
                tr("%n image(s) were checked.", nullptr, static_cast<int>(outcome.report.images));
            Q_EMIT succeeded(summary);
            Q_EMIT checked(summary, outcome.findings, outcome.report.repairable, options);
        });
}

void ProjectTasks::repair()
{
    using Outcome = Found<workflow::RepairReport>;
    Q_EMIT editingBarred(tr("Wait until the annotations are repaired."));
    run<Outcome>(
        tr("Repair"),
        [project = m_document.project()](const JobControl& control) -> Result<Outcome> {
            if (const auto kept = project->backUp(); !kept) {
                return kept.error(); // nothing was repaired
            }
            Findings findings;
            auto report = workflow::repairProject(*project, control, into(findings));
            return together(std::move(report), std::move(findings));
        },
        [this](const Outcome& outcome) {
            const auto& report = outcome.report;
            if (report.repairs > 0) {
                m_document.refresh();
                Q_EMIT m_document.historyEnded(); // an undo would bring back parts of what was repaired
            }
            const QString summary =
                tr("Repairs made: %1. Micrographs changed: %2.").arg(report.repairs).arg(report.images);
            Q_EMIT succeeded(summary);
            Q_EMIT reported(tr("Repair"), summary, outcome.findings);
        });
}

} // namespace sorby::app
