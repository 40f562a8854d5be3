// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QKeySequence>
#include <QList>
#include <QObject>

class QAction;
class QActionGroup;
class QMenu;
class QMenuBar;

namespace sorby::panels {
class LayerSettings;
}

namespace sorby::app {

/// Every command of the window, each with its text, keys and an id as object name. What a command does is
/// connected by the window.
class Actions : public QObject {
    Q_OBJECT
  public:
    explicit Actions(panels::LayerSettings& layers, QObject* parent = nullptr);

    /// The menus in their usual order; `recent` becomes the menu of recent projects.
    void fill(QMenuBar& bar, QMenu* recent) const;
    [[nodiscard]] QList<QAction*> all() const { return m_all; }

    QAction* newProject = nullptr;
    QAction* openProject = nullptr;
    QAction* sampleProject = nullptr;
    QAction* closeProject = nullptr;
    QAction* reload = nullptr;
    QAction* restore = nullptr;
    QAction* saveCopy = nullptr;
    QAction* importData = nullptr;
    QAction* exportData = nullptr;
    QAction* quit = nullptr;

    QAction* annotate = nullptr; ///< workspaces
    QAction* train = nullptr;
    QAction* review = nullptr;
    QAction* zoomIn = nullptr;
    QAction* zoomOut = nullptr;
    QAction* zoomActual = nullptr;
    QAction* zoomFit = nullptr;
    QAction* previousImage = nullptr;
    QAction* nextImage = nullptr;
    QAction* filterImages = nullptr;
    QAction* markDone = nullptr; ///< and go on
    QAction* toggleDone = nullptr;
    QAction* nextUndone = nullptr;
    QAction* previousUndone = nullptr;
    QAction* hideOverlays = nullptr;
    QAction* outlinesOnly = nullptr;
    QAction* autoContrast = nullptr;
    QAction* contrast = nullptr;
    QAction* scaleBar = nullptr; ///< switches, and so are the next ones
    QAction* navigator = nullptr;
    QAction* keepView = nullptr;
    QAction* compareSideBySide = nullptr;
    QAction* compareSwipe = nullptr;
    QAction* compareBlink = nullptr;

    QAction* consensus = nullptr;
    QAction* campaign = nullptr;
    QAction* calibrate = nullptr;
    QAction* databar = nullptr;
    QAction* classes = nullptr;
    QAction* split = nullptr;
    QAction* check = nullptr;
    QAction* relink = nullptr;
    QAction* evaluate = nullptr;
    QAction* predict = nullptr;
    QAction* startTraining = nullptr;
    QAction* stopTraining = nullptr;
    QAction* palette = nullptr;
    QAction* keys = nullptr;
    QAction* about = nullptr;

  private:
    QAction* add(const char* id, const QString& text, const QList<QKeySequence>& shortcuts = {});
    QAction* addCheckable(const char* id, const QString& text, const QList<QKeySequence>& shortcuts = {});
    void makeFile();
    void makeView(panels::LayerSettings& layers);
    void makeLayers(panels::LayerSettings& layers);
    void makeRest();

    QList<QAction*> m_all;
    QList<QAction*> m_layers;
    QActionGroup* m_opacity = nullptr;
};

} // namespace sorby::app
