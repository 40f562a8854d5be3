// SPDX-License-Identifier: GPL-3.0-or-later
// How the parts of the window are connected; main_window.cpp has what it does itself.
#include "app/workspaces/about_dialog.h"
#include "app/workspaces/actions.h"
#include "app/workspaces/annotation_desk.h"
#include "app/workspaces/backup_watch.h"
#include "app/workspaces/campaign_desk.h"
#include "app/workspaces/central_view.h"
#include "app/workspaces/content_loader.h"
#include "app/workspaces/contrast_keeper.h"
#include "app/workspaces/edit_actions.h"
#include "app/workspaces/hold_key.h"
#include "app/workspaces/key_desk.h"
#include "app/workspaces/main_window.h"
#include "app/workspaces/project_commands.h"
#include "app/workspaces/recent_projects.h"
#include "app/workspaces/session_keeper.h"
#include "app/workspaces/status_line.h"
#include "app/workspaces/text_field_guard.h"
#include "app/workspaces/training_desk.h"
#include "app/workspaces/training_session.h"
#include "app/workspaces/view_options.h"
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
#include "widgets/panels/tool_bar.h"
#include "widgets/panels/tool_options_box.h"
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

void MainWindow::connectCommands()
{
    const auto on = [this](QAction* action, auto&& slot) {
        connect(action, &QAction::triggered, this, std::forward<decltype(slot)>(slot));
    };
    on(m_actions->newProject, [this] { m_commands->newProject(); });
    on(m_actions->openProject, [this] { m_commands->chooseProject(); });
    on(m_actions->sampleProject, [this] { m_commands->chooseSample(); });
    on(m_actions->closeProject, [this] { m_commands->closeProject(); });
    on(m_actions->reload, [this] {
        m_document->refresh();
        m_loader->reload();
    });
    on(m_actions->restore, [this] { m_commands->restore(); });
    on(m_actions->saveCopy, [this] { m_commands->saveCopy(); });
    on(m_actions->relink, [this] { m_commands->findMissing(); });
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
    on(m_actions->keys, [this] { m_keys->openDialog(); });
    on(m_actions->palette, [this] { m_keys->openPalette(); });
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
    connectImageList();
    connect(m_actions->filterImages, &QAction::triggered, this, [this] { m_view->images->focusFilter(); });
    connect(m_view->annotate->classes(), &panels::ClassListBox::classesRequested, m_actions->classes,
            &QAction::trigger);
    m_keys->add(m_actions->all());
    m_keys->join(*m_view->annotate, m_view->canvas);
}

void MainWindow::connectImageList()
{
    auto* images = m_view->images;
    connect(images, &panels::ImageListPanel::news, m_status, &StatusLine::showNews);
    connect(images, &panels::ImageListPanel::failed, this, &MainWindow::showError);
    connect(images, &panels::ImageListPanel::revealRequested, this, [this](const auto& ids) {
        if (const auto* image = m_document->image(ids.front())) {
            support::revealFile(image->file);
        }
    });
    connect(m_actions->markDone, &QAction::triggered, images, &panels::ImageListPanel::markDoneAndGoOn);
    connect(m_actions->toggleDone, &QAction::triggered, images, &panels::ImageListPanel::toggleDone);
    connect(m_actions->nextUndone, &QAction::triggered, images, [images] { images->stepUndone(1); });
    connect(m_actions->previousUndone, &QAction::triggered, images, [images] { images->stepUndone(-1); });
    m_loader->setNeighbours([this] { return neighbours(); });
    connect(m_contrast, &ContrastKeeper::kept, this, [this](project::ImageId image) {
        m_loader->forget(image);
        m_document->readAgain({image});
    });
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
    connect(m_actions->contrast, &QAction::triggered, this, [this, contrast] {
        setWorkspace(Workspace::Annotate);
        contrast->setFocus(Qt::ShortcutFocusReason);
    });
    connect(m_actions->autoContrast, &QAction::triggered, contrast, &panels::ContrastBox::useAutomatic);
    connect(m_loader, &ContentLoader::loaded, this, &MainWindow::showContent);
    connect(m_loader, &ContentLoader::progressed, this, [this](double share) {
        const auto* shown = m_view->canvas->content();
        if (shown == nullptr || shown->record.id != m_document->currentImage()) {
            showContent(nullptr);
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
    auto* blink = new HoldKey(Qt::Key_Tab, this);
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

void MainWindow::connectCampaign()
{
    auto* strip = new panels::CampaignStrip(*m_campaign, m_view);
    strip->setObjectName(QStringLiteral("campaignStrip"));
    m_view->setStrip(strip);
    m_campaignDesk = new CampaignDesk(
        {*this, *m_document, *m_campaign, *m_tasks, *m_loader, *m_view->canvas, *strip, m_services.dialogs},
        this);
    connect(m_actions->campaign, &QAction::triggered, m_campaignDesk, &CampaignDesk::openDialog);
    connect(m_campaignDesk, &CampaignDesk::failed, this, &MainWindow::showError);
    // At once, before it is read again: nobody is to see what the one before saw.
    connect(m_campaign, &document::CampaignSession::visibilityChanged, this, [this] {
        if (m_loaded == nullptr) {
            return;
        }
        auto now = std::make_shared<document::ImageContent>(*m_loaded);
        if (const auto& editor = m_drawing->editor(); editor.image() == now->record.id) {
            now->annotations = editor.annotations(); // m_loaded has what was read
        }
        showContent(std::move(now));
    });
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

void MainWindow::connectSession()
{
    connect(m_backups, &BackupWatch::changed, this, &MainWindow::updateBanner);
    connect(m_session, &SessionKeeper::restored, this,
            [this](const SessionState& state) { setWorkspace(state.workspace); });
    auto* canvas = m_view->canvas;
    m_session->setViewSource([canvas]() -> std::optional<SessionState::View> {
        return canvas->content() == nullptr || canvas->isFitted()
                   ? std::nullopt
                   : std::optional(SessionState::View{canvas->zoom(), canvas->centre()});
    });
}

void MainWindow::connectDrawing()
{
    m_view->setToolBar(new panels::ToolBar(m_editActions->toolBar(), m_view));
    m_keys->add(m_editActions->all());
    connect(m_drawing, &AnnotationDesk::news, m_status, &StatusLine::showNews);
    connect(m_drawing, &AnnotationDesk::refused, m_status, &StatusLine::showRefusal);
    connect(m_drawing, &AnnotationDesk::hint, m_status, &StatusLine::showHint);
    connect(m_drawing, &AnnotationDesk::savedTextChanged, this, [this] {
        m_status->showSaved(m_drawing->savedText(), !m_drawing->saveFailure().isEmpty());
        updateBanner();
    });
    m_view->annotate->toolOptions()->follow(m_drawing->tools());
    auto* classes = m_view->annotate->classes();
    connect(&m_drawing->editor(), &document::AnnotationEditor::changed, classes,
            [this, classes](const PixelRect&, bool pixelsOnly) {
                if (!pixelsOnly) {
                    const auto& editor = m_drawing->editor();
                    if (m_campaign->isActive()) {
                        const auto visible = m_campaign->filter(editor.image(), editor.annotations());
                        classes->setObjects(&visible.objects);
                    } else {
                        classes->setObjects(&editor.annotations().objects);
                    }
                }
            });
    const auto showTool = [this] {
        m_session->setTool(QLatin1String(tools::toText(m_drawing->tools().currentId())));
    };
    connect(&m_drawing->tools(), &tools::ToolBox::taken, this, showTool);
    showTool();
    connect(m_toolSettings, &tools::ToolSettings::changed, this,
            [this] { m_session->setClass(m_toolSettings->options().classId); });
    connect(m_session, &SessionKeeper::restored, this, [this](const SessionState& state) {
        if (const auto id = tools::parseToolId(state.tool)) {
            m_drawing->tools().take(*id);
        }
        if (state.classId >= 0 && state.classId <= annotation::kIgnore) {
            m_toolSettings->setClass(static_cast<annotation::ClassId>(state.classId));
        }
    });
    // What is painted is seen.
    connect(&m_drawing->editor(), &document::AnnotationEditor::changed, this,
            [this](const PixelRect& /*area*/, bool pixelsOnly) {
                if (pixelsOnly && !m_layers->layers().reference) {
                    m_layers->edit([](canvas::Layers& layers) { layers.reference = true; });
                }
            });
    connect(m_tasks, &ProjectTasks::editingBarred, &m_drawing->editor(),
            &document::AnnotationEditor::setObstacle);
    connect(&m_drawing->editor(), &document::AnnotationEditor::classesStepWanted, m_tasks,
            &ProjectTasks::exchangeClasses);
    connect(m_tasks, &ProjectTasks::classesExchanged, &m_drawing->editor(),
            &document::AnnotationEditor::endClassesStep);
    connect(m_tasks, &ProjectTasks::editingBarred, m_document, &document::ProjectDocument::barEdits);
    const auto settle = [this]() -> std::function<Status()> {
        return [writer = m_document->writer()]() { return writer ? writer->flush() : Status(); };
    };
    const auto follow = [this, settle] {
        m_tasks->setSettle(settle());
        m_training->setSettle(settle());
    };
    connect(m_document, &document::ProjectDocument::opened, this, follow);
    m_loader->setAnnotations([this]() -> ContentLoader::AnnotationSource {
        const auto writer = m_document->writer();
        if (!writer) {
            return {};
        }
        return [writer](project::ImageId id) { return writer->annotations(id); };
    });
    m_tasks->setUnstored([this] {
        const auto writer = m_document->writer();
        return writer ? writer->pending() : std::vector<project::ProjectEdit>();
    });
    m_commands->setLoss([this] {
        const auto writer = m_document->writer();
        const auto written = writer ? writer->flush() : Status();
        return written ? QString() : support::toUserText(written.error());
    });
    m_drawing->joinCampaign(*m_campaign);
}

} // namespace sorby::app
