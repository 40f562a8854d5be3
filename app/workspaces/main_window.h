// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/workspaces/workspace.h"
#include "core/imaging/pyramid_source.h"
#include "core/workflow/export.h"
#include "widgets/canvas/canvas.h"
#include "widgets/support/dialogs.h"

#include <QMainWindow>

#include <array>
#include <filesystem>
#include <memory>

class QSettings;

namespace sorby::document {
class CampaignSession;
class ProjectDocument;
} // namespace sorby::document
namespace sorby::panels {
class LayerSettings;
}
namespace sorby::tools {
class ToolSettings;
}

namespace sorby::app {

class Actions;
class BackupWatch;
class CampaignDesk;
class CentralView;
class ContentLoader;
class ContrastKeeper;
class JobTracker;
class AnnotationDesk;
class EditActions;
class KeyDesk;
class ProjectCommands;
class ProjectTasks;
class RecentProjects;
class SessionKeeper;
class StatusLine;
class TrainingDesk;
class TrainingSession;

/// What the window gets from outside, so that tests bring their own. Outlives the window.
struct WindowServices {
    support::Dialogs& dialogs;
    workflow::EngineSource engine; ///< called in jobs, when learning is first needed
    QSettings& settings;
    imaging::PyramidOptions pyramids = {}; ///< where the tiles of large images are kept
};

/// The workbench's window: it owns the parts and connects them; what they do is theirs.
class MainWindow : public QMainWindow {
    Q_OBJECT
  public:
    explicit MainWindow(const WindowServices& services, QWidget* parent = nullptr);
    ~MainWindow() override;

    void openProject(const QString& folder);
    /// Makes the sample in this folder when it is not there yet, in a job, and opens it.
    void openSample(const std::filesystem::path& folder);
    void setWorkspace(Workspace workspace);
    [[nodiscard]] Workspace workspace() const { return m_workspace; }
    [[nodiscard]] document::ProjectDocument& document() const { return *m_document; }
    [[nodiscard]] document::CampaignSession& campaign() const { return *m_campaign; }
    /// Does a training or a task run?
    [[nodiscard]] bool isBusy() const;

  protected:
    void closeEvent(QCloseEvent* event) override;

  private:
    void buildToolBar();
    void buildMenus();
    void connectCommands();
    void connectView();
    void connectImageList();
    void connectCanvas();
    void connectTasks();
    void connectTraining();
    void connectCampaign();
    void connectDocument();
    void connectSession();
    void connectDrawing();

    void stepImage(int step);
    /// What stepImage() would show, and the next image that is not done.
    [[nodiscard]] std::vector<project::ImageId> neighbours() const;
    void showContent(const std::shared_ptr<const document::ImageContent>& loaded);
    void showProject();
    /// Once for a project that has masks and no outlines: without the reference there would be nothing to
    /// see.
    void showMasks();
    void updateBanner();
    void updateCommands();
    void showError(const QString& title, const QString& text);

    WindowServices m_services;
    document::ProjectDocument* m_document = nullptr;
    document::CampaignSession* m_campaign = nullptr;
    panels::LayerSettings* m_layers = nullptr;
    tools::ToolSettings* m_toolSettings = nullptr;
    JobTracker* m_tracker = nullptr;
    ProjectTasks* m_tasks = nullptr;
    TrainingSession* m_training = nullptr;
    ContentLoader* m_loader = nullptr;
    ContrastKeeper* m_contrast = nullptr;
    BackupWatch* m_backups = nullptr;
    RecentProjects* m_recent = nullptr;
    ProjectCommands* m_commands = nullptr;
    Actions* m_actions = nullptr;
    KeyDesk* m_keys = nullptr;
    CentralView* m_view = nullptr;
    StatusLine* m_status = nullptr;
    std::shared_ptr<const document::ImageContent> m_loaded; ///< before a campaign hides parts of it
    TrainingDesk* m_desk = nullptr;
    EditActions* m_editActions = nullptr;
    AnnotationDesk* m_drawing = nullptr;
    SessionKeeper* m_session = nullptr;
    CampaignDesk* m_campaignDesk = nullptr;
    Workspace m_workspace = Workspace::Annotate;
    std::array<canvas::Layers, 3> m_layersOf; ///< of each workspace
    bool m_areMasksShown = false;
    bool m_closing = false;
};

} // namespace sorby::app
