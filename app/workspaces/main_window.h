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
class ProjectDocument;
}
namespace sorby::panels {
class LayerSettings;
}

namespace sorby::app {

class Actions;
class CentralView;
class ContentLoader;
class ContrastKeeper;
class JobTracker;
class ProjectCommands;
class ProjectTasks;
class RecentProjects;
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
    /// Does a training or a task run?
    [[nodiscard]] bool isBusy() const;

  protected:
    void closeEvent(QCloseEvent* event) override;

  private:
    void buildToolBar();
    void buildMenus();
    void connectCommands();
    void connectView();
    void connectCanvas();
    void connectTasks();
    void connectTraining();
    void connectDocument();

    void stepImage(int step);
    void showContent(const std::shared_ptr<const document::ImageContent>& content);
    void showProject();
    /// Once for a project that has masks and no outlines: without the reference there would be nothing to
    /// see.
    void showMasks();
    void updateCommands();
    void showError(const QString& title, const QString& text);

    WindowServices m_services;
    document::ProjectDocument* m_document = nullptr;
    panels::LayerSettings* m_layers = nullptr;
    JobTracker* m_tracker = nullptr;
    ProjectTasks* m_tasks = nullptr;
    TrainingSession* m_training = nullptr;
    ContentLoader* m_loader = nullptr;
    ContrastKeeper* m_contrast = nullptr;
    RecentProjects* m_recent = nullptr;
    ProjectCommands* m_commands = nullptr;
    Actions* m_actions = nullptr;
    CentralView* m_view = nullptr;
    StatusLine* m_status = nullptr;
    TrainingDesk* m_desk = nullptr;
    Workspace m_workspace = Workspace::Annotate;
    std::array<canvas::Layers, 3> m_layersOf; ///< of each workspace
    bool m_areMasksShown = false;
    bool m_closing = false;
};

} // namespace sorby::app
