// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/annotation/classes.h"

#include <QList>
#include <QObject>

class QAction;
class QSettings;
class QWidget;

namespace sorby::panels {
class AnnotatePanel;
}
namespace sorby::tools {
class ToolSettings;
}

namespace sorby::app {

class ClassActions;
class KeyMap;

/// Joins everything about keys: which command has which, the classes' own, the dialog that changes them, and
/// the list that runs any command. GUI thread.
class KeyDesk : public QObject {
    Q_OBJECT
  public:
    /// All of them outlive it.
    KeyDesk(QSettings& settings, tools::ToolSettings& tools, QWidget* window);

    /// Commands whose keys can be changed from now on, and that the palette offers.
    void add(const QList<QAction*>& actions);
    /// The class list shows the classes' keys, and a field that is done with gives the keys to `canvas`.
    void join(panels::AnnotatePanel& panel, QWidget* canvas);
    void setClasses(const annotation::ClassList& classes);
    /// Keys of classes are at work only where one draws.
    void setDrawing(bool draws);
    [[nodiscard]] KeyMap& keys() const { return *m_keys; }

  public Q_SLOTS:
    void openDialog();
    void openPalette();

  private:
    QWidget* m_window = nullptr;
    KeyMap* m_keys = nullptr;
    ClassActions* m_classActions = nullptr;
};

} // namespace sorby::app
