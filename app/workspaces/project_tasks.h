// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/workspaces/job_tracker.h"
#include "core/workflow/campaign.h"
#include "core/workflow/check.h"
#include "core/workflow/consensus.h"
#include "core/workflow/copy_project.h"
#include "core/workflow/evaluate.h"
#include "core/workflow/export.h"
#include "core/workflow/image_details.h"
#include "core/workflow/import.h"
#include "core/workflow/mask_consensus.h"
#include "core/workflow/relink.h"
#include "core/workflow/split.h"
#include "widgets/document/project_document.h"

#include <QObject>

#include <filesystem>
#include <functional>
#include <memory>
#include <string>
#include <vector>

namespace sorby::app {

/// The long tasks on the open project, each a job: one at a time. The document is refreshed when one has
/// changed the store, and the outcome is told by a signal. GUI thread.
class ProjectTasks : public QObject {
    Q_OBJECT
  public:
    ProjectTasks(document::ProjectDocument& document, JobTracker& tracker, workflow::EngineSource engine,
                 QObject* parent = nullptr);

    /// Called in each job before its work: what is drawn has to be in the store by then.
    void setSettle(std::function<Status()> settle) { m_settle = std::move(settle); }

    /// What could not be stored: a copy of the project gets it, too.
    void setUnstored(std::function<std::vector<project::ProjectEdit>()> unstored)
    {
        m_unstored = std::move(unstored);
    }

    /// `backsUp`: a backup of the project is made first.
    void importFrom(const workflow::ImportOptions& options, bool backsUp);
    void split(const workflow::SplitRequest& request);
    /// Looks for what would hurt a training; tells it by checked().
    void check(const workflow::CheckOptions& options = {});
    /// Makes every repair that is certain, after a backup of the project.
    void repair();
    void calibrate(const workflow::CalibrateRequest& request);
    void setDatabars(const workflow::DatabarRequest& request);
    void changeClasses(const annotation::ClassChange& change);
    /// Takes such a change back, or does it again; classesExchanged() tells how that is taken back.
    void exchangeClasses(const project::ClassesEdit& edit);
    void findConsensus(const workflow::ConsensusRequest& request);
    void findConsensus(const workflow::MaskConsensusRequest& request);
    void startCampaign(const workflow::CampaignRequest& request);
    void closeCampaignMarking(const annotation::Campaign& campaign, workflow::Unfinished unfinished);
    void exportCampaign(const annotation::Campaign& campaign, const std::filesystem::path& folder);
    void evaluate(const workflow::EvaluateRequest& request);
    void exportTo(const workflow::ExportRequest& request);
    void findMissing(const workflow::RelinkRequest& request);
    void saveCopy(const workflow::CopyProjectRequest& request);
    /// Looks for the backups of a project, for backupsListed(). `damage`: why it cannot be opened, if so.
    void listBackups(const std::filesystem::path& folder, const QString& damage);
    /// Of a project that nobody has open any more; `closed` is what this window had open of it.
    void restoreBackup(const std::filesystem::path& folder, const std::string& backup,
                       const std::weak_ptr<project::Project>& closed);
    /// Predicts the current image with the current run and keeps the prediction with the run.
    void predictCurrent();
    /// A folder with synthetic micrographs and a project on them, ready for training. What is there from an
    /// attempt that was cut short is made anew; a whole one is taken as it is.
    void makeSample(const std::filesystem::path& folder);

  Q_SIGNALS:
    /// A task that changes annotations in the store begins (why they cannot be edited meanwhile) or ends
    /// (empty).
    void editingBarred(const QString& why);
    void succeeded(const QString& message);
    void cancelled(const QString& message);
    void failed(const QString& title, const QString& text);
    /// What a task found, for a table.
    void reported(const QString& title, const QString& summary,
                  const std::vector<sorby::formats::Finding>& findings);
    /// What a check with these options found, and how many of the findings repair() puts right.
    void checked(const QString& summary, const std::vector<sorby::formats::Finding>& findings,
                 std::size_t repairable, const sorby::workflow::CheckOptions& options);
    void campaignStarted(sorby::annotation::CampaignId campaign);
    void campaignChanged(sorby::annotation::CampaignId campaign);
    void evaluated();
    void
    detailsChanged(); ///< what is known of the images, or their classes: the current one is to be shown anew
    void classesExchanged(const sorby::project::ClassesEdit& inverse);
    void predicted();
    void sampleMade(const QString& project);
    void backupsListed(const QString& folder, const QString& damage,
                       const std::vector<sorby::project::BackupRecord>& backups);
    void restored(const QString& folder); ///< to be opened now, also when it had to stay as it was

  private:
    /// Runs `work` unless another task runs. `done` gets its value; an Error is told here.
    template <typename T, typename Work, typename Done>
    void run(const QString& title, Work work, Done done, bool settles = true);
    void tellError(const QString& title, const Error& error);

    document::ProjectDocument& m_document;
    JobTracker& m_tracker;
    workflow::EngineSource m_engine;
    std::function<Status()> m_settle;
    std::function<std::vector<project::ProjectEdit>()> m_unstored;
};

} // namespace sorby::app
