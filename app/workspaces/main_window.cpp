// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/workspaces/main_window.h"

#include "app/workspaces/about_dialog.h"
#include "app/workspaces/actions.h"
#include "app/workspaces/annotation_desk.h"
#include "app/workspaces/backup_watch.h"
#include "app/workspaces/campaign_desk.h"
#include "app/workspaces/central_view.h"
#include "app/workspaces/content_loader.h"
#include "app/workspaces/contrast_keeper.h"
#include "app/workspaces/edit_actions.h"
#include "app/workspaces/key_desk.h"
#include "app/workspaces/project_commands.h"
#include "app/workspaces/recent_projects.h"
#include "app/workspaces/session_keeper.h"
#include "app/workspaces/status_line.h"
#include "app/workspaces/text_field_guard.h"
#include "app/workspaces/training_desk.h"
#include "app/workspaces/training_session.h"
#include "widgets/document/campaign_session.h"
#include "widgets/panels/annotate_panel.h"
#include "widgets/panels/campaign_strip.h"
#include "widgets/panels/class_list_box.h"
#include "widgets/panels/contrast_box.h"
#include "widgets/panels/evaluate_form.h"
#include "widgets/panels/findings_dialog.h"
#include "widgets/panels/image_list_panel.h"
#include "widgets/panels/review_panel.h"
#include "widgets/panels/score_table.h"
#include "widgets/panels/start_page.h"
#include "widgets/panels/train_panel.h"
#include "widgets/support/qt_convert.h"
#include "widgets/support/reveal_file.h"

#include <QAction>
#include <QCloseEvent>
#include <QListView>
#include <QMenu>
#include <QMenuBar>
#include <QSettings>
#include <QShortcut>
#include <QToolBar>

#include <algorithm>

namespace sorby::app {
namespace {

const QString kGeometry = QStringLiteral("window/geometry");
const QString kColumns = QStringLiteral("window/columns");

std::array<canvas::Layers, 3> defaultLayers()
{
    std::array<canvas::Layers, 3> result;
    result[static_cast<std::size_t>(Workspace::Train)].points = false;
    auto& review = result[static_cast<std::size_t>(Workspace::Review)];
    review.polygons = review.points = false;
    review.iouOverlay = true;
    return result;
}

} // namespace

MainWindow::MainWindow(const WindowServices& services, QWidget* parent)
    : QMainWindow(parent),
      m_services(services),
      m_document(new document::ProjectDocument(this)),
      m_campaign(new document::CampaignSession(*m_document, this)),
      m_layers(new panels::LayerSettings(this)),
      m_toolSettings(new tools::ToolSettings(this)),
      m_tracker(new JobTracker(this)),
      m_tasks(new ProjectTasks(*m_document, *m_tracker, services.engine, this)),
      m_training(new TrainingSession(*m_tracker, services.engine, this)),
      m_loader(new ContentLoader(*m_document, services.pyramids, this)),
      m_contrast(new ContrastKeeper(*m_document, this)),
      m_backups(new BackupWatch(*m_document, this)),
      m_recent(new RecentProjects(services.settings, this)),
      m_commands(
          new ProjectCommands({*this, *m_document, *m_tasks, *m_tracker, *m_recent, services.dialogs}, this)),
      m_actions(new Actions(*m_layers, this)),
      m_keys(new KeyDesk(services.settings, *m_toolSettings, this)),
      m_view(new CentralView(*m_document, *m_layers, *m_toolSettings, this)),
      m_status(new StatusLine(this)),
      m_desk(new TrainingDesk(*m_document, *m_training, *m_view->train, *m_view->monitor, services.engine,
                              services.dialogs, this)),
      m_editActions(new EditActions(this)),
      m_drawing(new AnnotationDesk({*m_document, *m_view->canvas, *m_toolSettings, *m_editActions}, this)),
      m_session(new SessionKeeper(*m_document, services.settings, this)),
      m_layersOf(defaultLayers())
{
    setObjectName(QStringLiteral("mainWindow"));
    new TextFieldGuard(this);
    setCentralWidget(m_view);
    setStatusBar(m_status);
    buildToolBar();
    buildMenus();
    connectCommands();
    connectView();
    connectCanvas();
    connectTasks();
    connectTraining();
    connectCampaign();
    connectDocument();
    connectSession();
    connectDrawing();
    resize(1280, 800);
    restoreGeometry(services.settings.value(kGeometry).toByteArray());
    m_view->restoreState(services.settings.value(kColumns).toByteArray());
    m_layers->setLayers(m_layersOf[static_cast<std::size_t>(m_workspace)]);
    m_actions->annotate->setChecked(true);
    showProject();
}

MainWindow::~MainWindow()
{
    // Qt deletes children in the order in which they were made, the document first. Whoever leaves something
    // in it goes before.
    delete m_drawing;
    delete m_session;
    delete m_contrast;
}

void MainWindow::buildToolBar()
{
    auto* bar = new QToolBar(tr("Workspaces"), this);
    bar->setObjectName(QStringLiteral("workspaceBar"));
    bar->setMovable(false);
    bar->setStyleSheet(
        QStringLiteral("QToolBar { background: palette(window); border: none; padding: 4px; }"));
    bar->setContextMenuPolicy(Qt::PreventContextMenu);
    bar->setToolButtonStyle(Qt::ToolButtonTextUnderIcon);
    const int side = fontMetrics().height() * 2;
    bar->setIconSize({side, side});
    bar->addActions({m_actions->annotate, m_actions->train, m_actions->review});
    int widest = 0;
    for (auto* action : bar->actions()) {
        widest = std::max(widest, bar->widgetForAction(action)->sizeHint().width());
    }
    for (auto* action : bar->actions()) {
        bar->widgetForAction(action)->setMinimumWidth(widest);
    }
    addToolBar(Qt::LeftToolBarArea, bar);
}

void MainWindow::buildMenus()
{
    auto* recent = new QMenu(this);
    recent->setObjectName(QStringLiteral("menu.recent"));
    m_actions->fill(*menuBar(), recent);
    m_editActions->fill(*menuBar(), QStringLiteral("menu.view"));
    menuBar()->setObjectName(QStringLiteral("menuBar"));
    m_recent->keep(recent);
    m_view->startPage->setRecentProjects(m_recent->folders());
    connect(m_recent, &RecentProjects::changed, this,
            [this] { m_view->startPage->setRecentProjects(m_recent->folders()); });
}

std::vector<project::ImageId> MainWindow::neighbours() const
{
    const auto* table = m_view->review->table();
    const bool isTable = m_workspace == Workspace::Review && table->model()->rowCount() > 0;
    return isTable ? table->neighbours() : m_view->images->neighbours();
}

void MainWindow::openProject(const QString& folder)
{
    m_commands->openProject(folder);
}

void MainWindow::openSample(const std::filesystem::path& folder)
{
    m_commands->openSample(folder);
}

bool MainWindow::isBusy() const
{
    return m_tracker->isBusy();
}

void MainWindow::setWorkspace(Workspace workspace)
{
    m_layersOf[static_cast<std::size_t>(m_workspace)] = m_layers->layers();
    m_workspace = workspace;
    const std::array actions{m_actions->annotate, m_actions->train, m_actions->review};
    actions[static_cast<std::size_t>(workspace)]->setChecked(true);
    m_layers->setLayers(m_layersOf[static_cast<std::size_t>(workspace)]);
    m_view->setWorkspace(workspace);
    m_session->setWorkspace(workspace);
    m_keys->setDrawing(workspace == Workspace::Annotate);
    m_drawing->setActive(workspace == Workspace::Annotate);
    if (workspace == Workspace::Train) {
        m_desk->askDevices();
    }
    // There is nothing to review of a micrograph that the run was not evaluated on.
    if (workspace == Workspace::Review && !document().iou(document().currentImage())) {
        m_view->review->table()->showWorst();
    }
}

void MainWindow::stepImage(int step)
{
    auto* table = m_view->review->table();
    if (m_workspace == Workspace::Review && table->model()->rowCount() > 0) {
        table->step(step);
    } else {
        m_view->images->step(step);
    }
}

void MainWindow::showContent(const std::shared_ptr<const document::ImageContent>& loaded)
{
    m_loaded = loaded;
    const auto content = m_campaign->visible(loaded);
    const auto& classes = m_document->classes();
    m_view->canvas->setMessage(m_document->isOpen() && m_document->images().empty()
                                   ? tr("This project has no micrographs yet.")
                                   : QString());
    m_view->canvas->setContent(content, classes);
    m_drawing->showContent(loaded);
    m_view->annotate->setContent(content.get(), classes);
    m_keys->setClasses(classes);
    if (content != nullptr) {
        if (const auto left = m_session->takeView(content->record.id)) {
            m_view->canvas->setView(left->zoom, left->centre);
        }
        m_view->annotate->contrast()->setWindow(m_view->canvas->window());
    }
    m_view->review->setContent(content.get());
    m_status->showZoom(content != nullptr ? m_view->canvas->zoom() : 0);
    m_campaignDesk->followContent();
}

void MainWindow::showMasks()
{
    const auto& images = m_document->images();
    const bool areMasksAll =
        std::any_of(images.begin(), images.end(), [](const auto& image) { return image.annotated; }) &&
        std::all_of(images.begin(), images.end(), [](const auto& image) { return image.objectCount == 0; });
    if (!areMasksAll || m_areMasksShown) {
        return;
    }
    m_areMasksShown = true;
    if (m_workspace == Workspace::Annotate) {
        m_layers->edit([](canvas::Layers& layers) { layers.reference = true; });
    } else {
        m_layersOf[static_cast<std::size_t>(Workspace::Annotate)].reference = true;
    }
}

void MainWindow::showProject()
{
    if (m_document->isOpen()) {
        const auto project = m_document->project();
        setWindowTitle(tr("%1 – Sorby").arg(support::toQString(project->name())));
        m_status->showProject(support::toQString(project->name()));
        m_view->images->view()->setFocus();
    } else {
        setWindowTitle(tr("Sorby"));
        m_status->showProject(tr("No project"));
        setWorkspace(Workspace::Annotate);
    }
    updateBanner();
    updateCommands();
}

void MainWindow::updateBanner()
{
    const auto project = m_document->project();
    QString banner;
    if (project != nullptr && project->isReadOnly()) {
        banner = tr("This project is open for reading only, nothing can be changed: %1.")
                     .arg(support::toQString(project->readOnlyReason()));
    } else if (project != nullptr) {
        banner = m_backups->warning();
        if (const auto why = m_drawing->saveFailure(); !why.isEmpty()) {
            banner = tr("The last changes are not saved: %1 They are kept and tried again; File > Save a "
                        "copy saves "
                        "them elsewhere.")
                         .arg(why);
        }
    }
    m_view->setBanner(banner);
}

void MainWindow::updateCommands()
{
    const bool open = m_document->isOpen();
    const bool writable = open && !m_document->project()->isReadOnly();
    const bool training = m_tracker->isBusy(JobTracker::Kind::Training);
    const bool task = m_tracker->isBusy(JobTracker::Kind::Task);
    const bool images = open && !m_document->images().empty();
    const bool run = open && m_document->currentRun() != nullptr;
    m_actions->closeProject->setEnabled(open);
    m_actions->reload->setEnabled(open);
    m_actions->saveCopy->setEnabled(open && !task);
    m_actions->restore->setEnabled(!task && !training);
    m_actions->relink->setEnabled(images && writable && !task && !training);
    m_actions->importData->setEnabled(writable && !task && !training);
    m_actions->exportData->setEnabled(images && !task);
    for (auto* action : {m_actions->annotate, m_actions->train, m_actions->review}) {
        action->setEnabled(open);
    }
    for (auto* action : {m_actions->previousImage, m_actions->nextImage, m_actions->previousUndone,
                         m_actions->nextUndone, m_actions->filterImages}) {
        action->setEnabled(images);
    }
    m_actions->markDone->setEnabled(images && writable);
    m_actions->toggleDone->setEnabled(images && writable);
    m_actions->split->setEnabled(images && writable && !task && !training);
    m_actions->calibrate->setEnabled(images && writable && !task);
    m_actions->databar->setEnabled(images && writable && !task && !training);
    m_actions->consensus->setEnabled(m_document->isOpen() && !task);
    m_actions->classes->setEnabled(m_document->isOpen() && writable && !task && !training);
    m_actions->campaign->setEnabled(images && !task);
    m_actions->check->setEnabled(open && !task);
    m_actions->evaluate->setEnabled(run && writable && !task);
    m_actions->predict->setEnabled(run && writable && images && !task);
    m_actions->startTraining->setEnabled(open && m_view->train->canStart());
    m_actions->stopTraining->setEnabled(training);
    m_view->review->setBusy(task);
    if (m_view->train->isRunning() != training) {
        m_view->train->setRunning(training);
    }
}

void MainWindow::showError(const QString& title, const QString& text)
{
    if (!m_closing) {
        m_services.dialogs.showError(this, title, text);
    }
}

void MainWindow::closeEvent(QCloseEvent* event)
{
    if (isBusy()) {
        event->ignore();
        if (m_closing ||
            !m_services.dialogs.confirm(
                this, tr("Close Sorby"),
                tr("A training or another task is running. Closing stops it; the best network so "
                   "far is kept."),
                tr("Stop and close"))) {
            return;
        }
        m_closing = true;
        m_status->showNews(tr("Sorby closes as soon as the current step is finished."));
        m_tracker->stopAll();
        if (!isBusy()) { // it ended while the question was open
            QMetaObject::invokeMethod(this, &QWidget::close, Qt::QueuedConnection);
        }
        return;
    }
    if (!m_commands->mayLose(tr("Close Sorby"))) {
        event->ignore();
        return;
    }
    m_session->flush();
    m_services.settings.setValue(kGeometry, saveGeometry());
    m_services.settings.setValue(kColumns, m_view->saveState());
    event->accept();
}

} // namespace sorby::app
