// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/workspaces/workspace.h"
#include "widgets/document/project_document.h"

#include <QWidget>

class QLabel;
class QSplitter;
class QStackedWidget;

namespace sorby::canvas {
class Canvas;
}
namespace sorby::panels {
class AnnotatePanel;
class CompareBar;
class ImageListPanel;
class LayerSettings;
class ReviewPanel;
class StartPage;
class TrainMonitor;
class TrainPanel;
} // namespace sorby::panels

namespace sorby::app {

/// What fills the window: the start page while there is no project, else the image list, the canvas (in Train
/// with the curves below it) and the workspace's side panel. List and canvas are the same in all workspaces.
class CentralView : public QWidget {
    Q_OBJECT
  public:
    CentralView(document::ProjectDocument& document, panels::LayerSettings& layers,
                QWidget* parent = nullptr);

    void setWorkspace(Workspace workspace);
    /// A line over everything that stays while it is true; empty hides it.
    void setBanner(const QString& text);

    [[nodiscard]] QByteArray saveState() const;
    void restoreState(const QByteArray& state);

    panels::StartPage* startPage = nullptr;
    panels::ImageListPanel* images = nullptr;
    sorby::canvas::Canvas* canvas = nullptr;
    sorby::canvas::Canvas* comparedCanvas = nullptr; ///< beside it while two layers are compared so
    panels::CompareBar* compareBar = nullptr;
    panels::AnnotatePanel* annotate = nullptr;
    panels::TrainPanel* train = nullptr;
    panels::TrainMonitor* monitor = nullptr;
    panels::ReviewPanel* review = nullptr;

  private:
    QWidget* makeCanvasArea();
    QWidget* makeProjectPage(document::ProjectDocument& document, panels::LayerSettings& layers);

    QLabel* m_banner = nullptr;
    QStackedWidget* m_pages = nullptr;
    QStackedWidget* m_sides = nullptr;
    QSplitter* m_columns = nullptr;
    QSplitter* m_rows = nullptr;
};

} // namespace sorby::app
