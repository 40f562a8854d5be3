// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/workspaces/main_window.h"

#include "app/workspaces/about_dialog.h"
#include "app/workspaces/actions.h"
#include "app/workspaces/central_view.h"
#include "app/workspaces/content_loader.h"
#include "app/workspaces/contrast_keeper.h"
#include "app/workspaces/hold_key.h"
#include "app/workspaces/keys_dialog.h"
#include "app/workspaces/project_commands.h"
#include "app/workspaces/recent_projects.h"
#include "app/workspaces/status_line.h"
#include "app/workspaces/text_field_guard.h"
#include "app/workspaces/training_desk.h"
#include "app/workspaces/training_session.h"
#include "app/workspaces/view_options.h"
#include "widgets/panels/annotate_panel.h"
#include "widgets/panels/contrast_box.h"
#include "widgets/panels/evaluate_form.h"
#include "widgets/panels/findings_dialog.h"
#include "widgets/panels/image_list_panel.h"
#include "widgets/panels/review_panel.h"
#include "widgets/panels/score_table.h"
#include "widgets/panels/start_page.h"
#include "widgets/panels/train_panel.h"
#include "widgets/support/qt_convert.h"

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
      m_layers(new panels::LayerSettings(this)),
      m_tracker(new JobTracker(this)),
      m_tasks(new ProjectTasks(*m_document, *m_tracker, services.engine, this)),
      m_training(new TrainingSession(*m_tracker, services.engine, this)),
      m_loader(new ContentLoader(*m_document, services.pyramids, this)),
      m_contrast(new ContrastKeeper(*m_document, this)),
      m_recent(new RecentProjects(services.settings, this)),
      m_commands(
          new ProjectCommands({*this, *m_document, *m_tasks, *m_tracker, *m_recent, services.dialogs}, this)),
      m_actions(new Actions(*m_layers, this)),
      m_view(new CentralView(*m_document, *m_layers, this)),
      m_status(new StatusLine(this)),
      m_desk(new TrainingDesk(*m_document, *m_training, *m_view->train, *m_view->monitor, services.engine,
                              this)),
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
    connectDocument();
    resize(1280, 800);
    restoreGeometry(services.settings.value(kGeometry).toByteArray());
    m_view->restoreState(services.settings.value(kColumns).toByteArray());
    m_layers->setLayers(m_layersOf[static_cast<std::size_t>(m_workspace)]);
    m_actions->annotate->setChecked(true);
    showProject();
}

MainWindow::~MainWindow() = default;

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
    menuBar()->setObjectName(QStringLiteral("menuBar"));
    m_recent->keep(recent);
    m_view->startPage->setRecentProjects(m_recent->folders());
    connect(m_recent, &RecentProjects::changed, this,
            [this] { m_view->startPage->setRecentProjects(m_recent->folders()); });
}

void MainWindow::connectCommands()
{
    const auto on = [this](QAction* action, auto&& slot) {
        connect(action, &QAction::triggered, this, std::forward<decltype(slot)>(slot));
    };
    on(m_actions->newProject, [this] { m_commands->newProject(); });
    on(m_actions->openProject, [this] { m_commands->chooseProject(); });
    on(m_actions->sampleProject, [this] { m_commands->chooseSample(); });
    on(m_actions->closeProject, [this] { m_commands->closeProject(); });
    on(m_actions->importData, [this] { m_commands->importData(); });
    on(m_actions->exportData, [this] { m_commands->exportData(); });
    on(m_actions->quit, [this] { close(); });
    on(m_actions->annotate, [this] { setWorkspace(Workspace::Annotate); });
    on(m_actions->train, [this] { setWorkspace(Workspace::Train); });
    on(m_actions->review, [this] { setWorkspace(Workspace::Review); });
    on(m_actions->split, [this] { m_commands->split(); });
    on(m_actions->calibrate, [this] { m_commands->calibrate(); });
    on(m_actions->databar, [this] { m_commands->databar(); });
    on(m_actions->classes, [this] { m_commands->classes(); });
    on(m_actions->consensus, [this] { m_commands->consensus(); });
    on(m_actions->check, [this] { m_tasks->check(); });
    on(m_actions->evaluate, [this] { m_commands->evaluate(); });
    on(m_actions->predict, [this] { m_tasks->predictCurrent(); });
    on(m_actions->startTraining, [this] {
        setWorkspace(Workspace::Train);
        m_view->train->start();
    });
    on(m_actions->stopTraining, [this] { m_training->stop(); });
    on(m_actions->keys, [this] { (new KeysDialog(m_actions->all(), this))->open(); });
    on(m_actions->about, [this] { openAboutDialog(this); });
    connect(m_recent, &RecentProjects::chosen, m_commands, &ProjectCommands::openProject);
}

void MainWindow::connectView()
{
    using panels::StartPage;
    connect(m_view->startPage, &StartPage::openRequested, m_commands, &ProjectCommands::chooseProject);
    connect(m_view->startPage, &StartPage::newRequested, m_commands, &ProjectCommands::newProject);
    connect(m_view->startPage, &StartPage::sampleRequested, m_commands, &ProjectCommands::chooseSample);
    connect(m_view->startPage, &StartPage::recentRequested, m_commands, &ProjectCommands::openProject);
    connect(m_view->images, &panels::ImageListPanel::importRequested, m_commands,
            &ProjectCommands::importData);
    connect(m_view->train, &panels::TrainPanel::splitRequested, m_commands, &ProjectCommands::split);
    connect(m_view->review, &panels::ReviewPanel::trainRequested, this,
            [this] { setWorkspace(Workspace::Train); });
    connect(m_view->review, &panels::ReviewPanel::evaluateRequested, this,
            [this] { m_tasks->evaluate(m_view->review->form()->request()); });
    connect(m_actions->filterImages, &QAction::triggered, this, [this] { m_view->images->focusFilter(); });
}

void MainWindow::connectCanvas()
{
    auto* canvas = m_view->canvas;
    connect(m_actions->zoomIn, &QAction::triggered, canvas, &canvas::Canvas::zoomIn);
    connect(m_actions->zoomOut, &QAction::triggered, canvas, &canvas::Canvas::zoomOut);
    connect(m_actions->zoomActual, &QAction::triggered, canvas, [canvas] { canvas->setZoom(1); });
    connect(m_actions->zoomFit, &QAction::triggered, canvas, &canvas::Canvas::fit);
    connect(canvas, &canvas::Canvas::hovered, m_status, &StatusLine::showHover);
    connect(canvas, &canvas::Canvas::zoomChanged, m_status, &StatusLine::showZoom);
    new ViewOptions(*m_actions, *m_view, *m_layers, m_services.settings, this);
    auto* contrast = m_view->annotate->contrast();
    connect(contrast, &panels::ContrastBox::windowChanged, canvas, &canvas::Canvas::setWindow);
    connect(contrast, &panels::ContrastBox::windowChanged, this, [this](const imaging::Window& window) {
        if (const auto* content = m_view->canvas->content()) {
            const bool isAutomatic = window == content->automaticWindow;
            m_contrast->keep(content->record.id, isAutomatic ? std::nullopt : std::optional(window));
        }
    });
    connect(m_contrast, &ContrastKeeper::failed, this, &MainWindow::showError);
    connect(m_actions->autoContrast, &QAction::triggered, contrast, &panels::ContrastBox::useAutomatic);
    connect(m_loader, &ContentLoader::loaded, this, &MainWindow::showContent);
    connect(m_loader, &ContentLoader::progressed, this, [this](double share) {
        const auto* shown = m_view->canvas->content();
        if (shown == nullptr || shown->record.id != m_document->currentImage()) {
            m_view->canvas->setContent(nullptr, {});
            m_view->canvas->setMessage(
                tr("Preparing the micrograph for fast viewing, once: %1 %").arg(qRound(share * 100)));
        }
    });
    connect(m_loader, &ContentLoader::failed, this, [this](const QString& message) {
        showContent(nullptr);
        m_view->canvas->setMessage(tr("This micrograph cannot be shown. %1").arg(message));
    });
    connect(m_actions->previousImage, &QAction::triggered, this, [this] { stepImage(-1); });
    connect(m_actions->nextImage, &QAction::triggered, this, [this] { stepImage(1); });
    // Arrows belong to lists and sliders elsewhere.
    for (const auto& [key, step] : {std::pair{Qt::Key_Left, -1}, std::pair{Qt::Key_Up, -1},
                                    std::pair{Qt::Key_Right, 1}, std::pair{Qt::Key_Down, 1}}) {
        auto* shortcut = new QShortcut(key, canvas);
        shortcut->setContext(Qt::WidgetShortcut);
        connect(shortcut, &QShortcut::activated, this, [this, step = step] { stepImage(step); });
    }
    auto* blink = new HoldKey(Qt::Key_B, this);
    blink->watch(canvas);
    blink->watch(m_view->images->view());
    blink->watch(m_view->review->table());
    connect(blink, &HoldKey::held, m_layers, &panels::LayerSettings::setBlinkedAway);
}

void MainWindow::connectTasks()
{
    connect(m_tracker, &JobTracker::started, this, [this](jobs::Job* job, JobTracker::Kind kind) {
        kind == JobTracker::Kind::Task ? m_status->watchTask(job) : m_status->watchTraining(job);
    });
    connect(m_tracker, &JobTracker::changed, this, [this] {
        updateCommands();
        if (m_closing && !isBusy()) {
            QMetaObject::invokeMethod(this, &QWidget::close, Qt::QueuedConnection);
        }
    });
    connect(m_tasks, &ProjectTasks::succeeded, m_status, &StatusLine::showNews);
    connect(m_tasks, &ProjectTasks::cancelled, m_status, &StatusLine::showNews);
    connect(m_tasks, &ProjectTasks::failed, this, &MainWindow::showError);
    connect(m_tasks, &ProjectTasks::evaluated, this, [this] {
        setWorkspace(Workspace::Review);
        m_view->review->table()->showWorst();
    });
    connect(m_tasks, &ProjectTasks::detailsChanged, m_loader, &ContentLoader::reload);
    connect(m_commands, &ProjectCommands::lineWanted, this, [this] {
        m_view->canvas->startMeasuring();
        m_status->showNews(tr("Draw a line over the scale bar; Shift keeps it straight, Escape gives up."));
    });
    connect(m_view->canvas, &canvas::Canvas::measured, m_commands, &ProjectCommands::calibrateOnLine);
    connect(m_tasks, &ProjectTasks::predicted, this, [this] {
        m_layers->edit([this](canvas::Layers& layers) {
            layers.prediction = layers.prediction || m_workspace != Workspace::Review;
        });
        m_loader->reload();
    });
    connect(m_tasks, &ProjectTasks::reported, this,
            [this](const QString& title, const QString& summary, const auto& findings) {
                if (!m_closing) {
                    (new panels::FindingsDialog(title, summary, findings, this))->open();
                }
            });
}

void MainWindow::connectTraining()
{
    connect(m_view->train, &panels::TrainPanel::canStartChanged, this, &MainWindow::updateCommands);
    connect(m_desk, &TrainingDesk::news, m_status, &StatusLine::showNews);
    connect(m_desk, &TrainingDesk::failed, this, &MainWindow::showError);
}

void MainWindow::connectDocument()
{
    using document::ProjectDocument;
    connect(m_document, &ProjectDocument::opened, this, &MainWindow::showProject);
    connect(m_document, &ProjectDocument::imagesChanged, this, &MainWindow::updateCommands);
    connect(m_document, &ProjectDocument::opened, this, [this] { m_areMasksShown = false; });
    connect(m_document, &ProjectDocument::opened, this, &MainWindow::showMasks);
    connect(m_document, &ProjectDocument::imagesChanged, this, &MainWindow::showMasks);
    connect(m_document, &ProjectDocument::runsChanged, this, &MainWindow::updateCommands);
    connect(m_document, &ProjectDocument::failed, this,
            [this](const QString& message) { showError(tr("The project cannot be read"), message); });
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

void MainWindow::showContent(const std::shared_ptr<const document::ImageContent>& content)
{
    const auto& classes = m_document->classes();
    m_view->canvas->setMessage(m_document->isOpen() && m_document->images().empty()
                                   ? tr("This project has no micrographs yet.")
                                   : QString());
    m_view->canvas->setContent(content, classes);
    m_view->annotate->setContent(content.get(), classes);
    if (content != nullptr) {
        m_view->annotate->contrast()->setWindow(m_view->canvas->window());
    }
    m_view->review->setContent(content.get());
    m_status->showZoom(content != nullptr ? m_view->canvas->zoom() : 0);
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
    QString banner;
    if (m_document->isOpen()) {
        const auto project = m_document->project();
        setWindowTitle(tr("%1 – Sorby").arg(support::toQString(project->name())));
        m_status->showProject(support::toQString(project->name()));
        m_view->images->view()->setFocus();
        if (project->isReadOnly()) {
            banner = tr("This project is open for reading only, nothing can be changed: %1.")
                         .arg(support::toQString(project->readOnlyReason()));
        }
    } else {
        setWindowTitle(tr("Sorby"));
        m_status->showProject(tr("No project"));
        setWorkspace(Workspace::Annotate);
    }
    m_view->setBanner(banner);
    updateCommands();
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
    m_actions->importData->setEnabled(writable && !task && !training);
    m_actions->exportData->setEnabled(images && !task);
    for (auto* action : {m_actions->annotate, m_actions->train, m_actions->review}) {
        action->setEnabled(open);
    }
    for (auto* action : {m_actions->previousImage, m_actions->nextImage, m_actions->filterImages}) {
        action->setEnabled(images);
    }
    m_actions->split->setEnabled(images && writable && !task && !training);
    m_actions->calibrate->setEnabled(images && writable && !task);
    m_actions->databar->setEnabled(images && writable && !task && !training);
    m_actions->consensus->setEnabled(m_document->isOpen() && !task);
    m_actions->classes->setEnabled(m_document->isOpen() && writable && !task && !training);
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
    m_services.settings.setValue(kGeometry, saveGeometry());
    m_services.settings.setValue(kColumns, m_view->saveState());
    event->accept();
}

} // namespace sorby::app
