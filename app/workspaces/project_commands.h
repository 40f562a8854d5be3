// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/workspaces/project_tasks.h"
#include "widgets/support/dialogs.h"

#include <QObject>

#include <filesystem>
#include <functional>

class QWidget;

namespace sorby::panels {
class CalibrateDialog;
}

namespace sorby::app {

class RecentProjects;

/// The commands that first ask something: each opens its dialog and then starts the task, or opens a project.
/// GUI thread.
class ProjectCommands : public QObject {
    Q_OBJECT
  public:
    struct Parts {
        QWidget& window;
        document::ProjectDocument& document;
        ProjectTasks& tasks;
        JobTracker& tracker;
        RecentProjects& recent;
        support::Dialogs& dialogs;
    };
    ProjectCommands(const Parts& parts, QObject* parent = nullptr);

    /// Why changes would be lost with the project; empty: none would. Asked before it is left.
    void setLoss(std::function<QString()> loss) { m_loss = std::move(loss); }
    /// Asks, when changes would be lost; false: the project stays.
    [[nodiscard]] bool mayLose(const QString& title);

    void newProject();
    void chooseProject();
    void openProject(const QString& folder);
    void closeProject();
    /// In a new folder below one that is asked for.
    void chooseSample();
    void openSample(const std::filesystem::path& folder);
    /// Of the open project, or of one that is asked for.
    void restore();
    void saveCopy();
    void findMissing();
    void importData();
    void exportData();
    void split();
    void evaluate();
    /// Of the current micrograph; with a line that was drawn over its scale bar.
    void calibrate();
    void calibrateOnLine(double dxPx, double dyPx);
    void databar();
    void classes();
    void consensus();

  Q_SIGNALS:
    /// The next drag over the micrograph is to be a line over the scale bar.
    void lineWanted();

  private:
    void openCalibrate(const std::function<void(panels::CalibrateDialog&)>& prepare);
    /// Another project can only be opened when no job works on this one; says so when one does.
    [[nodiscard]] bool mayLeaveProject(const QString& title);
    void finishOpening(const QString& title, const Status& status);
    /// Asks whether a backup is to be put back, when there is one. False when there is none.
    [[nodiscard]] bool offerRestore(const std::filesystem::path& folder, const Error& error);
    void openRestore(const QString& folder, const QString& damage,
                     const std::vector<project::BackupRecord>& backups);
    void openCheck(const QString& summary, const std::vector<formats::Finding>& findings,
                   std::size_t repairable, const workflow::CheckOptions& options);
    [[nodiscard]] std::filesystem::path usualFolder() const;

    Parts m_parts;
    std::function<QString()> m_loss;
};

} // namespace sorby::app
