// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/workspaces/project_tasks.h"

#include "app/workspaces/project_tasks_run.h"
#include "app/workspaces/sample_project.h"
#include "core/formats/format.h"
#include "core/workflow/campaign_files.h"
#include "core/workflow/predict.h"
#include "widgets/panels/consensus_text.h"
#include "widgets/support/qt_convert.h"

#include <chrono>
#include <thread>
#include <utility>

namespace sorby::app {
namespace {

constexpr int kMostWaits = 100;
/// What a change of classes may take of the memory to be taken back: it holds every tile that it changes.
constexpr std::size_t kMostUndoBytes = std::size_t{128} << 20U;

QString formatTitle(const std::string& id)
{
    const auto* format = formats::findFormat(id);
    return format == nullptr ? support::toQString(id) : QString::fromUtf8(format->title());
}

} // namespace

ProjectTasks::ProjectTasks(document::ProjectDocument& document, JobTracker& tracker,
                           workflow::EngineSource engine, QObject* parent)
    : QObject(parent), m_document(document), m_tracker(tracker), m_engine(std::move(engine))
{}

void ProjectTasks::tellError(const QString& title, const Error& error)
{
    if (error.code == ErrorCode::Cancelled) {
        Q_EMIT cancelled(tr("%1 was cancelled.").arg(title));
    } else {
        Q_EMIT failed(title, support::toUserText(error));
    }
}

void ProjectTasks::importFrom(const workflow::ImportOptions& options, bool backsUp)
{
    using Outcome = Found<workflow::ImportReport>;
    Q_EMIT editingBarred(tr("Wait until the import has finished."));
    run<Outcome>(
        tr("Import"),
        [project = m_document.project(), options, backsUp](const JobControl& control) -> Result<Outcome> {
            if (const auto kept =
                    backsUp ? project->backUp() : Result<project::BackupRecord>(project::BackupRecord{});
                !kept) {
                return kept.error(); // nothing was imported
            }
            Findings findings;
            auto report = workflow::importInto(*project, options, control, into(findings));
            return together(std::move(report), std::move(findings));
        },
        [this](Outcome outcome) {
            m_document.refresh();
            Q_EMIT m_document.historyEnded(); // what was drawn before may be gone
            const auto& report = outcome.report;
            const QString summary =
                tr("%1: %2 micrographs, %3 objects and %4 points of interest were taken in.")
                    .arg(formatTitle(report.format))
                    .arg(report.images)
                    .arg(report.objects)
                    .arg(report.points);
            Q_EMIT succeeded(summary);
            Q_EMIT reported(tr("Import"), summary, outcome.findings);
        });
}

void ProjectTasks::split(const workflow::SplitRequest& request)
{
    using Report = workflow::SplitReport;
    run<Report>(
        tr("Split"),
        [project = m_document.project(), request](const JobControl& control) {
            return workflow::splitProject(*project, request, control);
        },
        [this, request, before = m_document.images()](const Report& report) {
            m_document.refresh();
            project::MembershipEdit inverse;
            for (const auto& image : before) {
                inverse.memberships.emplace_back(image.id, image.membership);
            }
            Q_EMIT m_document.edited(tr("Split"), project::ProjectEdit(std::move(inverse)));
            QString text = tr("%1 images for training, %2 for validation, %3 for test.")
                               .arg(report.train)
                               .arg(report.validation)
                               .arg(report.test);
            if (request.folds > 0) {
                text = tr("Fold %1 of %2: %3").arg(request.fold).arg(request.folds).arg(text);
            }
            if (!report.unknown.empty()) {
                text = tr("%1 %n name(s) in the file belong to no image, for example %2.", "sentences",
                          static_cast<int>(report.unknown.size()))
                           .arg(text, support::toQString(report.unknown.front()));
            }
            Q_EMIT succeeded(text);
        });
}

void ProjectTasks::calibrate(const workflow::CalibrateRequest& request)
{
    using Outcome = Found<workflow::CalibrateReport>;
    run<Outcome>(
        tr("Calibration"),
        [project = m_document.project(), request](const JobControl& control) {
            Findings findings;
            auto report = workflow::calibrateImages(*project, request, control, into(findings));
            return together(std::move(report), std::move(findings));
        },
        [this](const Outcome& outcome) {
            m_document.refresh();
            const QString summary =
                tr("%1 of %n micrograph(s) are calibrated.", nullptr, static_cast<int>(outcome.report.images))
                    .arg(outcome.report.calibrated);
            Q_EMIT succeeded(summary);
            Q_EMIT detailsChanged();
            if (!outcome.findings.empty()) {
                Q_EMIT reported(tr("Calibration"), summary, outcome.findings);
            }
        });
}

void ProjectTasks::setDatabars(const workflow::DatabarRequest& request)
{
    using Outcome = Found<workflow::DatabarReport>;
    run<Outcome>(
        tr("Information bar"),
        [project = m_document.project(), request](const JobControl& control) {
            Findings findings;
            auto report = workflow::setDatabars(*project, request, control, into(findings));
            return together(std::move(report), std::move(findings));
        },
        [this](const Outcome& outcome) {
            m_document.refresh();
            const QString summary = tr("%1 of %n micrograph(s) have an information bar that is left out.",
                                       nullptr, static_cast<int>(outcome.report.images))
                                        .arg(outcome.report.withBar);
            Q_EMIT succeeded(summary);
            Q_EMIT detailsChanged();
            if (!outcome.findings.empty()) {
                Q_EMIT reported(tr("Information bar"), summary, outcome.findings);
            }
        });
}

void ProjectTasks::changeClasses(const annotation::ClassChange& change)
{
    Q_EMIT editingBarred(tr("Wait until the classes are changed."));
    using Inverse = std::optional<project::ClassesEdit>; // nothing: too large to be taken back
    run<Inverse>(
        tr("Classes"),
        [project = m_document.project(), change](const JobControl&) -> Result<Inverse> {
            const auto edit = project->classesEdit(change, kMostUndoBytes);
            if (!edit) {
                return edit.error();
            }
            if (!*edit) {
                const auto changed = project->changeClasses(change);
                return changed ? Result<Inverse>(Inverse()) : Result<Inverse>(changed.error());
            }
            auto inverse = project->exchangeClasses(**edit);
            return inverse ? Result<Inverse>(std::move(*inverse)) : Result<Inverse>(inverse.error());
        },
        [this](const Inverse& inverse) {
            m_document.refresh();
            if (inverse) {
                Q_EMIT m_document.edited(tr("Change the classes"), *inverse);
            } else {
                Q_EMIT m_document.historyEnded();
            }
            Q_EMIT succeeded(tr("The classes were changed."));
            Q_EMIT detailsChanged();
        });
}

void ProjectTasks::exchangeClasses(const project::ClassesEdit& edit)
{
    Q_EMIT editingBarred(tr("Wait until the classes are changed."));
    run<project::ClassesEdit>(
        tr("Classes"),
        [project = m_document.project(), edit](const JobControl&) { return project->exchangeClasses(edit); },
        [this](const project::ClassesEdit& inverse) {
            m_document.refresh();
            Q_EMIT classesExchanged(inverse);
            Q_EMIT detailsChanged();
        });
}

void ProjectTasks::findConsensus(const workflow::ConsensusRequest& request)
{
    using Outcome = Found<workflow::ConsensusReport>;
    run<Outcome>(
        tr("Consensus"),
        [project = m_document.project(), request](const JobControl&) {
            Findings findings;
            auto report = workflow::findConsensus(*project, request, into(findings));
            return together(std::move(report), std::move(findings));
        },
        [this](const Outcome& outcome) {
            Q_EMIT succeeded(tr("%n point(s) are agreed.", nullptr, static_cast<int>(outcome.report.agreed)));
            Q_EMIT reported(tr("Consensus"), panels::consensusText(outcome.report), outcome.findings);
        });
}

void ProjectTasks::findConsensus(const workflow::MaskConsensusRequest& request)
{
    using Outcome = Found<workflow::MaskConsensusReport>;
    run<Outcome>(
        tr("Consensus"),
        [request](const JobControl& control) {
            Findings findings;
            auto report = workflow::mergeMasks(request, control, into(findings));
            return together(std::move(report), std::move(findings));
        },
        [this](const Outcome& outcome) {
            Q_EMIT succeeded(
                tr("%n image(s) were compared.", nullptr, static_cast<int>(outcome.report.images)));
            Q_EMIT reported(tr("Consensus"), panels::consensusText(outcome.report), outcome.findings);
        });
}

void ProjectTasks::startCampaign(const workflow::CampaignRequest& request)
{
    run<annotation::Campaign>(
        tr("Annotation campaign"),
        [project = m_document.project(), request](const JobControl&) {
            return workflow::startCampaign(*project, request);
        },
        [this](const annotation::Campaign& campaign) {
            Q_EMIT succeeded(tr("The campaign %1 has begun.").arg(support::toQString(campaign.name)));
            Q_EMIT campaignStarted(campaign.id);
        });
}

void ProjectTasks::closeCampaignMarking(const annotation::Campaign& campaign, workflow::Unfinished unfinished)
{
    run<workflow::CampaignReport>(
        tr("Closing the marking"),
        [project = m_document.project(), campaign,
         unfinished](const JobControl&) -> Result<workflow::CampaignReport> {
            const auto closed = workflow::closeMarking(*project, campaign, unfinished);
            return closed ? workflow::reportCampaign(*project, *closed)
                          : Result<workflow::CampaignReport>(closed.error());
        },
        [this](const workflow::CampaignReport& report) {
            Q_EMIT succeeded(tr("Agreed points: %1. Outlining has begun.").arg(report.agreed));
            Q_EMIT campaignChanged(report.campaign.id);
        });
}

void ProjectTasks::exportCampaign(const annotation::Campaign& campaign, const std::filesystem::path& folder)
{
    using Outcome = Found<std::size_t>;
    run<Outcome>(
        tr("Export"),
        [project = m_document.project(), campaign, folder](const JobControl&) {
            Findings findings;
            auto files = workflow::exportCampaign(*project, campaign, folder, into(findings));
            return together(std::move(files), std::move(findings));
        },
        [this, folder](const Outcome& outcome) {
            const QString summary =
                tr("%n file(s) were written to %1.", nullptr, static_cast<int>(outcome.report))
                    .arg(support::toQString(folder));
            Q_EMIT succeeded(summary);
            if (!outcome.findings.empty()) {
                Q_EMIT reported(tr("Export"), summary, outcome.findings);
            }
        });
}

void ProjectTasks::evaluate(const workflow::EvaluateRequest& request)
{
    using Outcome = Found<workflow::EvaluateReport>;
    run<Outcome>(
        tr("Evaluation"),
        [project = m_document.project(), engineSource = m_engine,
         request](const JobControl& control) -> Result<Outcome> {
            const auto engine = engineSource();
            if (!engine) {
                return engine.error();
            }
            Findings findings;
            auto report = workflow::evaluateRun(*project, **engine, request, control, into(findings));
            return together(std::move(report), std::move(findings));
        },
        [this](const Outcome& outcome) {
            m_document.refresh();
            m_document.setCurrentRun(outcome.report.run);
            const auto summary = outcome.report.report.summary();
            Q_EMIT succeeded(tr("%n image(s) were evaluated.", nullptr, static_cast<int>(summary.images)));
            Q_EMIT evaluated();
            if (!outcome.findings.empty()) {
                Q_EMIT reported(tr("Evaluation"), tr("Some images could not be evaluated."),
                                outcome.findings);
            }
        });
}

void ProjectTasks::exportTo(const workflow::ExportRequest& request)
{
    using Outcome = Found<workflow::ExportReport>;
    run<Outcome>(
        tr("Export"),
        [project = m_document.project(), engine = m_engine, request](const JobControl& control) {
            Findings findings;
            auto report = workflow::exportProject(*project, request, engine, control, into(findings));
            return together(std::move(report), std::move(findings));
        },
        [this](const Outcome& outcome) {
            const QString summary =
                tr("%n file(s) were written to %1.", nullptr, static_cast<int>(outcome.report.files))
                    .arg(support::toQString(outcome.report.out));
            Q_EMIT succeeded(summary);
            if (!outcome.findings.empty()) {
                Q_EMIT reported(tr("Export"), summary, outcome.findings);
            }
        });
}

void ProjectTasks::findMissing(const workflow::RelinkRequest& request)
{
    using Outcome = Found<workflow::RelinkReport>;
    run<Outcome>(
        tr("Search"),
        [project = m_document.project(), request](const JobControl& control) {
            Findings findings;
            auto report = workflow::relinkImages(*project, request, control, into(findings));
            return together(std::move(report), std::move(findings));
        },
        [this](const Outcome& outcome) {
            m_document.refresh();
            const auto& report = outcome.report;
            QString summary =
                tr("%1 of %n missing micrograph(s) were found.", nullptr, static_cast<int>(report.missing))
                    .arg(report.byContent + report.byName);
            if (!report.stillMissing.empty()) {
                summary += QLatin1Char(' ') +
                           tr("Not found: %1").arg(support::toQString(report.stillMissing.front())) +
                           (report.stillMissing.size() > 1 ? QStringLiteral(", …") : QString());
            }
            Q_EMIT succeeded(summary);
            Q_EMIT detailsChanged();
            if (!outcome.findings.empty()) {
                Q_EMIT reported(tr("Find missing micrographs"), summary, outcome.findings);
            }
        });
}

void ProjectTasks::saveCopy(const workflow::CopyProjectRequest& request)
{
    using Report = workflow::CopyProjectReport;
    auto whole = request;
    whole.pending = m_unstored ? m_unstored() : std::vector<project::ProjectEdit>();
    run<Report>(
        tr("Copy"),
        [project = m_document.project(), whole](const JobControl& control) {
            return workflow::copyProject(*project, whole, control);
        },
        [this](const Report& report) {
            Q_EMIT succeeded(tr("A copy was saved in %1.").arg(support::toQString(report.folder)));
        },
        false); // what cannot be stored here is the reason for a copy
}

void ProjectTasks::listBackups(const std::filesystem::path& folder, const QString& damage)
{
    using Backups = std::vector<project::BackupRecord>;
    run<Backups>(
        tr("Restore"), [folder](const JobControl&) { return project::listBackups(folder); },
        [this, folder, damage](const Backups& backups) {
            Q_EMIT backupsListed(support::toQString(folder), damage, backups);
        });
}

void ProjectTasks::restoreBackup(const std::filesystem::path& folder, const std::string& backup,
                                 const std::weak_ptr<project::Project>& closed)
{
    using Outcome = Result<project::RestoreReport>;
    const std::weak_ptr<project::Project> none;
    const bool wasOpen =
        closed.owner_before(none) || none.owner_before(closed); // even when it is gone by now
    run<Outcome>(
        tr("Restore"),
        [folder, backup, closed](const JobControl& control) {
            // A job that reads an image may hold the closed project, and its lock, for a moment yet.
            for (int i = 0; i < kMostWaits && !closed.expired() && !control.stopRequested(); ++i) {
                std::this_thread::sleep_for(std::chrono::milliseconds(50));
            }
            return Result<Outcome>(project::restoreBackup(folder, backup));
        },
        [this, folder, wasOpen](const Outcome& outcome) {
            if (outcome || wasOpen) {
                Q_EMIT restored(support::toQString(folder));
            }
            if (!outcome) {
                tellError(tr("Restore"), outcome.error());
            } else if (outcome->keptAs.empty()) {
                Q_EMIT succeeded(tr("%1 was restored.").arg(support::toQString(outcome->restored.name)));
            } else {
                Q_EMIT succeeded(tr("%1 was restored. What was there before is kept as %2.")
                                     .arg(support::toQString(outcome->restored.name),
                                          support::toQString(outcome->keptAs)));
            }
        });
}

void ProjectTasks::predictCurrent()
{
    const auto* image = m_document.image(m_document.currentImage());
    const auto* record = m_document.currentRun();
    if (image == nullptr || record == nullptr) {
        return;
    }
    run<bool>(
        tr("Prediction"),
        [project = m_document.project(), engineSource = m_engine, runId = record->id, shown = *image,
         prediction = m_document.predictionFile(image->id)](const JobControl& control) -> Result<bool> {
            const auto engine = engineSource();
            if (!engine) {
                return engine.error();
            }
            const auto done =
                workflow::predictIntoFile(*project, **engine, runId, shown, prediction, control);
            return done ? Result<bool>(true) : Result<bool>(done.error());
        },
        [this, name = support::toQString(image->name)](bool) {
            Q_EMIT succeeded(tr("%1 was predicted.").arg(name));
            Q_EMIT predicted();
        });
}

void ProjectTasks::makeSample(const std::filesystem::path& folder)
{
    run<std::filesystem::path>(
        tr("Making the sample project"),
        [folder](const JobControl& control) { return makeSampleProject(folder, sampleOptions(), control); },
        [this](const std::filesystem::path& project) { Q_EMIT sampleMade(support::toQString(project)); });
}

} // namespace sorby::app
