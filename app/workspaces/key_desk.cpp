// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/workspaces/key_desk.h"

#include "app/workspaces/class_actions.h"
#include "app/workspaces/command_palette.h"
#include "app/workspaces/key_map.h"
#include "app/workspaces/keys_dialog.h"
#include "widgets/panels/annotate_panel.h"
#include "widgets/panels/class_list_box.h"
#include "widgets/panels/tool_options_box.h"

namespace sorby::app {

KeyDesk::KeyDesk(QSettings& settings, tools::ToolSettings& tools, QWidget* window)
    : QObject(window),
      m_window(window),
      m_keys(new KeyMap(settings, this)),
      m_classActions(new ClassActions(tools, *m_keys, window))
{
    m_keys->reserve(Qt::Key_Space, tr("moving the micrograph"));
    m_keys->reserve(Qt::Key_Tab, tr("hiding all layers while it is held"));
    m_keys->reserve(Qt::Key_Escape, tr("giving up what was begun"));
    for (const auto key : {Qt::Key_Return, Qt::Key_Enter}) {
        m_keys->reserve(key, tr("ending what is drawn"));
    }
    for (const auto key : {Qt::Key_Delete, Qt::Key_Backspace}) {
        m_keys->reserve(key, tr("taking out what is chosen, or was drawn last"));
    }
    for (const auto key : {Qt::Key_Left, Qt::Key_Right, Qt::Key_Up, Qt::Key_Down}) {
        m_keys->reserve(key, tr("the micrograph before and after"));
    }
}

void KeyDesk::add(const QList<QAction*>& actions)
{
    m_keys->add(actions);
}

void KeyDesk::join(panels::AnnotatePanel& panel, QWidget* canvas)
{
    auto* classes = panel.classes();
    const auto show = [this, classes] { classes->setKeys(m_classActions->keyTexts()); };
    connect(m_classActions, &ClassActions::changed, classes, show);
    connect(panel.toolOptions(), &panels::ToolOptionsBox::finished, canvas, [canvas] { canvas->setFocus(); });
    show();
}

void KeyDesk::setClasses(const annotation::ClassList& classes)
{
    m_classActions->setClasses(classes);
}

void KeyDesk::setDrawing(bool draws)
{
    m_classActions->setActive(draws);
}

void KeyDesk::openDialog()
{
    (new KeysDialog(*m_keys, m_window))->open();
}

void KeyDesk::openPalette()
{
    (new CommandPalette(m_keys->actions(), m_window))->open();
}

} // namespace sorby::app
