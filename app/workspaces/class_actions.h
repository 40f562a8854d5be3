// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/annotation/classes.h"

#include <QHash>
#include <QKeySequence>
#include <QObject>

#include <map>

class QAction;
class QWidget;

namespace sorby::tools {
class ToolSettings;
}

namespace sorby::app {

class KeyMap;

/// The commands that choose the class to draw: one for every class ("class.1"), matrix ("class.0") and ignore
/// ("class.ignore"). The digits choose the first ones; a key that a class has in the project takes the place
/// of its digit. GUI thread.
class ClassActions : public QObject {
    Q_OBJECT
  public:
    /// The actions are at work in all of `window`; settings and keys outlive it.
    ClassActions(tools::ToolSettings& settings, KeyMap& keys, QWidget* window);

    /// Classes that are not there cannot be chosen.
    void setClasses(const annotation::ClassList& classes);
    /// They belong to the workspace in which one draws.
    void setActive(bool active);
    /// The keys that choose classes now, as they are to be read.
    [[nodiscard]] std::map<annotation::ClassId, QString> keyTexts() const;

  Q_SIGNALS:
    /// Other classes, or other keys.
    void changed();

  private:
    QAction* actionOf(annotation::ClassId id);
    void enableActions();

    tools::ToolSettings& m_settings;
    KeyMap& m_keys;
    QWidget* m_window = nullptr;
    std::size_t m_classCount = 0;
    bool m_isActive = true;
    std::map<annotation::ClassId, QAction*> m_actions;
};

} // namespace sorby::app
