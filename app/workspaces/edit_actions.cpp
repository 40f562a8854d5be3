// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/workspaces/edit_actions.h"

#include <QAction>
#include <QActionGroup>
#include <QMenu>
#include <QMenuBar>

namespace sorby::app {

using tools::ToolId;

EditActions::EditActions(QObject* parent) : QObject(parent)
{
    makeEdit();
    makeSelection();
    makeTools();
}

QAction* EditActions::add(const char* id, const QString& text, const QList<QKeySequence>& shortcuts)
{
    auto* action = new QAction(text, this);
    action->setObjectName(QLatin1String(id));
    action->setShortcuts(shortcuts);
    m_all << action;
    return action;
}

void EditActions::makeEdit()
{
    undo = add("edit.undo", tr("&Undo"), {QKeySequence(tr("Ctrl+Z"))});
    redo = add("edit.redo", tr("&Redo"), {QKeySequence(tr("Ctrl+Shift+Z")), QKeySequence(tr("Ctrl+Y"))});
    save = add("edit.save", tr("&Save now"), {QKeySequence(tr("Ctrl+S"))});
    save->setToolTip(tr("Every change is saved by itself within a second; this waits for the last one."));
    cut = add("edit.cut", tr("Cu&t"), {QKeySequence::Cut});
    copy = add("edit.copy", tr("&Copy"), {QKeySequence::Copy});
    paste = add("edit.paste", tr("&Paste"), {QKeySequence::Paste});
    // Without a key of its own: Delete goes to the tool in hand, which knows whether a point or an object is
    // meant.
    remove = add("edit.delete", tr("&Delete"));
    selectAll = add("edit.selectAll", tr("Select &all"), {QKeySequence::SelectAll});
    selectNone = add("edit.selectNone", tr("Select &nothing"));
}

void EditActions::makeSelection()
{
    reclass = add("selection.class", tr("Change to the current &class"), {QKeySequence(tr("Ctrl+R"))});
    merge = add("selection.merge", tr("&Merge"), {QKeySequence(tr("Ctrl+M"))});
    raise = add("selection.raise", tr("To the &top"), {QKeySequence(tr("Ctrl+]"))});
    lower = add("selection.lower", tr("To the &bottom"), {QKeySequence(tr("Ctrl+["))});
    smooth = add("selection.smooth", tr("&Smooth"), {QKeySequence(tr("Shift+S"))});
    simplify = add("selection.simplify", tr("Fe&wer points"));
    grow = add("selection.grow", tr("&Grow"), {QKeySequence(tr("Shift+X"))});
    shrink = add("selection.shrink", tr("S&hrink"), {QKeySequence(tr("Shift+Z"))});
    fillHoles = add("selection.fillHoles", tr("&Fill holes"), {QKeySequence(tr("Shift+F"))});
    removeSmall = add("selection.removeSmall", tr("&Remove small pieces"));
    flatten = add("selection.flatten", tr("F&latten to pixels"));
    trace = add("edit.trace", tr("Trac&e pixels to objects"));
    acceptObjects = add("edit.acceptObjects", tr("Accept the prediction as &objects"));
    acceptPixels = add("edit.acceptPixels", tr("Accept the prediction as pi&xels"));
}

void EditActions::makeTools()
{
    m_toolGroup = new QActionGroup(this);
    const auto addTool = [this](ToolId id, const QString& text, const QKeySequence& key) {
        const auto name = QByteArray("tool.") + tools::toText(id);
        auto* action = add(name.constData(), text, {key});
        action->setCheckable(true);
        m_toolGroup->addAction(action);
        m_tools[static_cast<std::size_t>(id)] = action;
    };
    addTool(ToolId::Select, tr("&Select and move"), Qt::Key_V);
    addTool(ToolId::Vertices, tr("Edit poi&nts of outlines"), Qt::Key_N);
    addTool(ToolId::Polygon, tr("&Polygon"), Qt::Key_P);
    addTool(ToolId::Rectangle, tr("&Rectangle"), Qt::Key_R);
    addTool(ToolId::Ellipse, tr("&Ellipse"), Qt::Key_L);
    addTool(ToolId::Hole, tr("&Hole"), Qt::Key_J);
    addTool(ToolId::Cut, tr("&Cut"), Qt::Key_K);
    addTool(ToolId::Point, tr("P&oint of interest"), Qt::Key_O);
    addTool(ToolId::Brush, tr("&Brush"), Qt::Key_B);
    addTool(ToolId::Eraser, tr("Er&aser"), Qt::Key_E);
    addTool(ToolId::Fill, tr("&Fill"), Qt::Key_F);
    addTool(ToolId::Wand, tr("Magic &wand"), Qt::Key_W);
    addTool(ToolId::Scissors, tr("&Intelligent scissors"), Qt::Key_S);
    addTool(ToolId::Superpixels, tr("S&uperpixels"), Qt::Key_U);
    addTool(ToolId::GrabCut, tr("Cut &out in a box"), Qt::Key_G);
    addTool(ToolId::Pick, tr("Pic&k class"), Qt::Key_I);
    addTool(ToolId::Measure, tr("&Measure"), Qt::Key_M);
    brushLarger = add("brush.larger", tr("&Larger brush"), {Qt::Key_BracketRight});
    brushSmaller = add("brush.smaller", tr("&Smaller brush"), {Qt::Key_BracketLeft});
    brushMuchLarger = add("brush.muchLarger", tr("Much larger brush"), {Qt::SHIFT | Qt::Key_BracketRight});
    brushMuchSmaller = add("brush.muchSmaller", tr("Much smaller brush"), {Qt::SHIFT | Qt::Key_BracketLeft});
    swapClass = add("class.swap", tr("S&wap with the class before"), {Qt::Key_X});
    snap = add("draw.snap", tr("Snap to nei&ghbours"), {Qt::Key_Q});
    snap->setCheckable(true);
    snap->setToolTip(tr("New outlines are laid close to their neighbours, without gap or overlap."));
}

QList<QAction*> EditActions::toolBar() const
{
    QList<QAction*> actions;
    for (const auto& group : {QList{ToolId::Select, ToolId::Vertices},
                              QList{ToolId::Polygon, ToolId::Rectangle, ToolId::Ellipse, ToolId::Scissors},
                              QList{ToolId::Hole, ToolId::Cut},
                              QList{ToolId::Brush, ToolId::Eraser, ToolId::Fill, ToolId::Wand,
                                    ToolId::Superpixels, ToolId::GrabCut},
                              QList{ToolId::Point, ToolId::Pick, ToolId::Measure}}) {
        if (!actions.isEmpty()) {
            actions << nullptr;
        }
        for (const auto id : group) {
            actions << tool(id);
        }
    }
    return actions;
}

QList<QAction*> EditActions::forSelection() const
{
    return {cut,    copy,     remove, selectNone, reclass,   merge,       raise,  lower,
            smooth, simplify, grow,   shrink,     fillHoles, removeSmall, flatten};
}

void EditActions::fill(QMenuBar& bar, const QString& before) const
{
    QAction* place = nullptr;
    for (auto* action : bar.actions()) {
        if (action->menu() != nullptr && action->menu()->objectName() == before) {
            place = action;
        }
    }
    const auto addMenu = [&](const char* id, const QString& title, const QList<QAction*>& actions) {
        auto* menu = new QMenu(title, &bar);
        menu->setObjectName(QLatin1String(id));
        for (auto* action : actions) {
            action == nullptr ? menu->addSeparator() : (menu->addAction(action), nullptr);
        }
        bar.insertMenu(place, menu);
        return menu;
    };
    addMenu("menu.edit", tr("&Edit"),
            {undo, redo, nullptr, cut, copy, paste, remove, nullptr, selectAll, selectNone, nullptr,
             acceptObjects, acceptPixels, trace, nullptr, save});
    addMenu("menu.selection", tr("&Selection"),
            {reclass, merge, raise, lower, nullptr, smooth, simplify, grow, shrink, fillHoles, removeSmall,
             nullptr, flatten});
    auto drawing = toolBar();
    drawing << nullptr << brushLarger << brushSmaller << brushMuchLarger << brushMuchSmaller << nullptr
            << swapClass << snap;
    addMenu("menu.tools", tr("T&ools"), drawing);
}

} // namespace sorby::app
