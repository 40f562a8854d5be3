// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "widgets/tools/tool_box.h"

#include <QKeySequence>
#include <QList>
#include <QObject>

#include <array>

class QAction;
class QActionGroup;
class QMenuBar;

namespace sorby::app {

/// The commands that change annotations: undo, the tools, and what is done with the selection, each with its
/// keys and an id as object name. What they do is connected by AnnotationDesk.
class EditActions : public QObject {
    Q_OBJECT
  public:
    explicit EditActions(QObject* parent = nullptr);

    /// The Edit and Tools menus before the menu of this object name.
    void fill(QMenuBar& bar, const QString& before) const;
    [[nodiscard]] QList<QAction*> all() const { return m_all; }
    [[nodiscard]] QAction* tool(tools::ToolId id) const { return m_tools[static_cast<std::size_t>(id)]; }
    /// In the groups of the tool bar; null between groups.
    [[nodiscard]] QList<QAction*> toolBar() const;
    /// All that needs a selection.
    [[nodiscard]] QList<QAction*> forSelection() const;

    QAction* undo = nullptr;
    QAction* redo = nullptr;
    QAction* save = nullptr;
    QAction* cut = nullptr;
    QAction* copy = nullptr;
    QAction* paste = nullptr;
    QAction* remove = nullptr;
    QAction* selectAll = nullptr;
    QAction* selectNone = nullptr;
    QAction* reclass = nullptr;
    QAction* merge = nullptr;
    QAction* raise = nullptr;
    QAction* lower = nullptr;
    QAction* smooth = nullptr;
    QAction* simplify = nullptr;
    QAction* grow = nullptr;
    QAction* shrink = nullptr;
    QAction* fillHoles = nullptr;
    QAction* removeSmall = nullptr;
    QAction* flatten = nullptr;
    QAction* trace = nullptr;
    QAction* acceptObjects = nullptr; ///< the prediction as objects
    QAction* acceptPixels = nullptr;  ///< the prediction as pixel edits
    QAction* brushLarger = nullptr;
    QAction* brushSmaller = nullptr;
    QAction* brushMuchLarger = nullptr;
    QAction* brushMuchSmaller = nullptr;
    QAction* swapClass = nullptr;
    QAction* snap = nullptr;

  private:
    QAction* add(const char* id, const QString& text, const QList<QKeySequence>& shortcuts = {});
    void makeEdit();
    void makeSelection();
    void makeTools();

    QList<QAction*> m_all;
    std::array<QAction*, tools::kToolCount> m_tools{};
    QActionGroup* m_toolGroup = nullptr;
};

} // namespace sorby::app
