// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/workspaces/project_commands.h"

#include "app/workspaces/recent_projects.h"
#include "widgets/document/missing_images.h"
#include "widgets/panels/calibrate_dialog.h"
#include "widgets/panels/check_dialog.h"
#include "widgets/panels/classes_dialog.h"
#include "widgets/panels/consensus_dialog.h"
#include "widgets/panels/copy_dialog.h"
#include "widgets/panels/databar_dialog.h"
#include "widgets/panels/evaluate_dialog.h"
#include "widgets/panels/export_dialog.h"
#include "widgets/panels/import_dialog.h"
#include "widgets/panels/new_project_dialog.h"
#include "widgets/panels/relink_dialog.h"
#include "widgets/panels/restore_dialog.h"
#include "widgets/panels/split_dialog.h"
#include "widgets/support/qt_convert.h"

#include <QStandardPaths>

#include <algorithm>
#include <system_error>

namespace sorby::app {
namespace fs = std::filesystem;

ProjectCommands::ProjectCommands(const Parts& parts, QObject* parent) : QObject(parent), m_parts(parts)
{
    connect(&parts.tasks, &ProjectTasks::sampleMade, this, &ProjectCommands::openProject);
    connect(&parts.tasks, &ProjectTasks::backupsListed, this, &ProjectCommands::openRestore);
    connect(&parts.tasks, &ProjectTasks::restored, this, &ProjectCommands::openProject);
    connect(&parts.tasks, &ProjectTasks::checked, this, &ProjectCommands::openCheck);
}

bool ProjectCommands::mayLeaveProject(const QString& title)
{
    if (m_parts.tracker.isBusy()) {
        m_parts.dialogs.showError(
            &m_parts.window, title,
            tr("A training or another task is still running. Stop it, or wait until it has finished."));
        return false;
    }
    return mayLose(title);
}

bool ProjectCommands::mayLose(const QString& title)
{
    const auto loss = m_loss ? m_loss() : QString();
    return loss.isEmpty() ||
           m_parts.dialogs.confirm(
               &m_parts.window, title,
               tr("The last changes could not be saved and will be lost: %1 File > Save a copy saves "
                  "them elsewhere.")
                   .arg(loss),
               tr("Lose them"));
}

fs::path ProjectCommands::usualFolder() const
{
    const QStringList recent = m_parts.recent.folders();
    return recent.isEmpty()
               ? support::toPath(QStandardPaths::writableLocation(QStandardPaths::DocumentsLocation))
               : support::toPath(recent.front()).parent_path();
}

void ProjectCommands::finishOpening(const QString& title, const Status& status)
{
    if (!status) {
        m_parts.dialogs.showError(&m_parts.window, title, support::toUserText(status.error()));
        return;
    }
    m_parts.recent.add(support::toQString(m_parts.document.project()->folder()));
}

void ProjectCommands::newProject()
{
    if (!mayLeaveProject(tr("New project"))) {
        return;
    }
    auto* dialog = new panels::NewProjectDialog(usualFolder(), m_parts.dialogs, &m_parts.window);
    connect(dialog, &QDialog::accepted, this, [this, dialog] {
        const auto classes = dialog->classes();
        const auto status =
            classes ? m_parts.document.create(dialog->folder(), *classes) : Status(classes.error());
        finishOpening(tr("New project"), status);
    });
    dialog->open();
}

void ProjectCommands::chooseProject()
{
    const QString title = tr("Open project");
    if (!mayLeaveProject(title)) {
        return;
    }
    const QString folder =
        m_parts.dialogs.openFolder(&m_parts.window, title, support::toQString(usualFolder()));
    if (!folder.isEmpty()) {
        openProject(folder);
    }
}

void ProjectCommands::openProject(const QString& folder)
{
    const QString title = tr("Open project");
    if (!mayLeaveProject(title)) {
        return;
    }
    const auto status = m_parts.document.open(support::toPath(folder));
    if (status || !offerRestore(support::toPath(folder), status.error())) {
        finishOpening(title, status);
    }
}

bool ProjectCommands::offerRestore(const fs::path& folder, const Error& error)
{
    const bool helps = error.code == ErrorCode::Malformed || error.code == ErrorCode::NotFound ||
                       error.code == ErrorCode::Unreadable;
    const auto home = folder.filename() == project::Project::kFileName ? folder.parent_path() : folder;
    if (!helps || !project::findBackup(home, "newest")) {
        return false;
    }
    if (m_parts.dialogs.confirm(&m_parts.window, tr("Open project"),
                                tr("The project cannot be opened. %1\n\nThere are backups of it. Do you want "
                                   "to see them?")
                                    .arg(support::toUserText(error)),
                                tr("Show the backups"))) {
        m_parts.tasks.listBackups(home, support::toUserText(error));
    }
    return true;
}

void ProjectCommands::restore()
{
    const QString title = tr("Restore");
    if (!mayLeaveProject(title)) {
        return;
    }
    if (m_parts.document.isOpen()) {
        m_parts.tasks.listBackups(m_parts.document.project()->folder(), {});
        return;
    }
    const QString folder = m_parts.dialogs.openFolder(&m_parts.window, tr("The project to be restored"),
                                                      support::toQString(usualFolder()));
    if (!folder.isEmpty()) {
        m_parts.tasks.listBackups(support::toPath(folder), {});
    }
}

void ProjectCommands::openRestore(const QString& folder, const QString& damage,
                                  const std::vector<project::BackupRecord>& backups)
{
    const auto home = support::toPath(folder);
    auto* dialog =
        new panels::RestoreDialog(support::toQString(home.filename()), damage, backups, &m_parts.window);
    connect(dialog, &QDialog::accepted, this, [this, dialog, home] {
        const auto name = dialog->backup()->name;
        std::weak_ptr<project::Project> closed;
        if (mayLeaveProject(tr("Restore"))) {
            if (m_parts.document.isOpen() && m_parts.document.project()->folder() == home) {
                closed = m_parts.document.project();
                m_parts.document.close();
            }
            m_parts.tasks.restoreBackup(home, name, closed);
        }
    });
    dialog->open();
}

void ProjectCommands::saveCopy()
{
    auto* dialog = new panels::CopyDialog(m_parts.document.project()->folder(),
                                          !m_parts.document.runs().empty(), m_parts.dialogs, &m_parts.window);
    connect(dialog, &QDialog::accepted, this, [this, dialog] { m_parts.tasks.saveCopy(dialog->request()); });
    dialog->open();
}

void ProjectCommands::findMissing()
{
    const auto& missing = m_parts.document.missingImages();
    QStringList names;
    for (const auto& image : m_parts.document.images()) {
        if (missing.contains(image.id)) {
            names << support::toQString(image.name);
        }
    }
    auto* dialog = new panels::RelinkDialog(names, m_parts.document.project()->folder().parent_path(),
                                            m_parts.dialogs, &m_parts.window);
    connect(dialog, &QDialog::accepted, this,
            [this, dialog] { m_parts.tasks.findMissing(dialog->request()); });
    dialog->open();
}

void ProjectCommands::closeProject()
{
    if (mayLeaveProject(tr("Close project"))) {
        m_parts.document.close();
    }
}

void ProjectCommands::chooseSample()
{
    const QString title = tr("Where to make the sample project");
    if (!mayLeaveProject(title)) {
        return;
    }
    const QString chosen =
        m_parts.dialogs.openFolder(&m_parts.window, title, support::toQString(usualFolder()));
    if (chosen.isEmpty()) {
        return;
    }
    const fs::path parent = support::toPath(chosen);
    std::error_code ignored;
    fs::path folder = parent / "sorby-sample";
    for (int number = 2; fs::exists(folder, ignored); ++number) {
        folder = parent / ("sorby-sample-" + std::to_string(number));
    }
    openSample(folder);
}

void ProjectCommands::openSample(const fs::path& folder)
{
    if (mayLeaveProject(tr("Sample project"))) {
        m_parts.tasks.makeSample(folder);
    }
}

void ProjectCommands::importData()
{
    auto* dialog = new panels::ImportDialog(m_parts.dialogs, &m_parts.window);
    connect(dialog, &QDialog::accepted, this, [this, dialog] {
        const auto& images = m_parts.document.images();
        const auto annotated = static_cast<int>(
            std::count_if(images.begin(), images.end(), [](const auto& image) { return image.annotated; }));
        const bool goesOn =
            annotated == 0 ||
            m_parts.dialogs.confirm(
                &m_parts.window, tr("Import"),
                tr("There are annotations of %n micrograph(s). Where the import has some of the same one, "
                   "they take the place of those that are there. A backup of the project is made before; "
                   "File > Restore brings it back.",
                   "micrographs", annotated),
                tr("Import"));
        if (goesOn) {
            m_parts.tasks.importFrom(dialog->options(), annotated > 0);
        }
    });
    dialog->open();
}

void ProjectCommands::exportData()
{
    auto* dialog = new panels::ExportDialog(m_parts.document, m_parts.dialogs, &m_parts.window);
    connect(dialog, &QDialog::accepted, this, [this, dialog] { m_parts.tasks.exportTo(dialog->request()); });
    dialog->open();
}

void ProjectCommands::split()
{
    const auto& images = m_parts.document.images();
    const bool hasSpecimens =
        std::any_of(images.begin(), images.end(), [](const auto& image) { return !image.specimen.empty(); });
    auto* dialog = new panels::SplitDialog(hasSpecimens, m_parts.dialogs, &m_parts.window);
    connect(dialog, &QDialog::accepted, this, [this, dialog] { m_parts.tasks.split(dialog->request()); });
    dialog->open();
}

void ProjectCommands::openCheck(const QString& summary, const std::vector<formats::Finding>& findings,
                                std::size_t repairable, const workflow::CheckOptions& options)
{
    panels::CheckDialog::Repairs repairs{repairable, {}};
    if (m_parts.document.project()->isReadOnly()) {
        repairs.obstacle = tr("This project is open for reading only.");
    } else if (m_parts.tracker.isBusy(JobTracker::Kind::Training)) {
        repairs.obstacle = tr("Wait until the training has finished, or stop it, and check again.");
    }
    auto* dialog = new panels::CheckDialog(summary, findings, options, repairs, &m_parts.window);
    connect(dialog, &panels::CheckDialog::checkWanted, &m_parts.tasks, &ProjectTasks::check);
    connect(dialog, &panels::CheckDialog::repairWanted, this, [this, dialog] {
        if (m_parts.dialogs.confirm(
                dialog, tr("Repair"),
                tr("Repeated points, spikes and holes without area are dropped, holes that turn the wrong "
                   "way are turned round, and objects that reach beyond the micrograph are cut at its edge. "
                   "What was changed before can then not be undone any more. A backup of the project is "
                   "made first; File > Restore brings it back."),
                tr("Repair"))) {
            dialog->accept();
            m_parts.tasks.repair();
        }
    });
    dialog->open();
}

void ProjectCommands::evaluate()
{
    auto* dialog = new panels::EvaluateDialog(m_parts.document, m_parts.dialogs, &m_parts.window);
    connect(dialog, &QDialog::accepted, this, [this, dialog] { m_parts.tasks.evaluate(dialog->request()); });
    dialog->open();
}

void ProjectCommands::openCalibrate(const std::function<void(panels::CalibrateDialog&)>& prepare)
{
    const auto* image = m_parts.document.image(m_parts.document.currentImage());
    if (image == nullptr) {
        return;
    }
    const auto presets = workflow::CalibrationPresets::read();
    if (!presets) {
        m_parts.dialogs.showError(&m_parts.window, tr("Calibrate"), support::toUserText(presets.error()));
        return;
    }
    auto* dialog = new panels::CalibrateDialog(*image, *presets, m_parts.dialogs, &m_parts.window);
    prepare(*dialog);
    connect(dialog, &panels::CalibrateDialog::lineWanted, this, &ProjectCommands::lineWanted);
    connect(dialog, &QDialog::accepted, this, [this, dialog] {
        const auto request = dialog->request();
        if (const auto name = dialog->presetName(); !name.empty()) {
            auto known = dialog->presets(); // without those that were removed
            if (const auto saved = known.save(name, request.calibration); !saved) {
                m_parts.dialogs.showError(&m_parts.window, tr("Calibrate"),
                                          support::toUserText(saved.error()));
            }
        }
        m_parts.tasks.calibrate(request);
    });
    dialog->open();
}

void ProjectCommands::calibrate()
{
    openCalibrate([](panels::CalibrateDialog&) {});
}

void ProjectCommands::calibrateOnLine(double dxPx, double dyPx)
{
    openCalibrate([dxPx, dyPx](panels::CalibrateDialog& dialog) { dialog.setLine(dxPx, dyPx); });
}

void ProjectCommands::databar()
{
    const auto* image = m_parts.document.image(m_parts.document.currentImage());
    if (image == nullptr) {
        return;
    }
    auto* dialog = new panels::DatabarDialog(*image, &m_parts.window);
    connect(dialog, &QDialog::accepted, this,
            [this, dialog] { m_parts.tasks.setDatabars(dialog->request()); });
    dialog->open();
}

void ProjectCommands::classes()
{
    auto* dialog = new panels::ClassesDialog(m_parts.document.classes(), &m_parts.window);
    connect(dialog, &QDialog::accepted, this,
            [this, dialog] { m_parts.tasks.changeClasses(dialog->change()); });
    dialog->open();
}

void ProjectCommands::consensus()
{
    const auto points = m_parts.document.project()->pointCount();
    auto* dialog = new panels::ConsensusDialog(points && *points > 0, m_parts.dialogs, &m_parts.window);
    connect(dialog, &QDialog::accepted, this, [this, dialog] {
        std::visit([this](const auto& request) { m_parts.tasks.findConsensus(request); }, dialog->request());
    });
    dialog->open();
}

} // namespace sorby::app
