// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/annotation/classes.h"

#include <QHash>
#include <QKeySequence>
#include <QList>
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
/// ("class.ignore"), and the swap with the one before. The digits choose the first ones; a key that a class
/// has in the project takes the place of its digit. GUI thread.
class ClassActions : public QObject {
    Q_OBJECT
  public:
    /// The actions are at work in all of `window`; settings and keys outlive it.
    ClassActions(tools::ToolSettings& settings, KeyMap& keys, QWidget* window);

    /// Classes that are not there have no command.
    void setClasses(const annotation::ClassList& classes);
    /// The swap, matrix, the classes that there are, ignore.
    [[nodiscard]] QList<QAction*> actions() const;
    /// The keys that choose classes now, as they are to be read.
    [[nodiscard]] std::map<annotation::ClassId, QString> keyTexts() const;

  Q_SIGNALS:
    /// Other classes, or other keys.
    void changed();

  private:
    QAction* makeAction(const QString& id, const QList<QKeySequence>& keys);
    QAction* actionOf(annotation::ClassId id);

    tools::ToolSettings& m_settings;
    KeyMap& m_keys;
    QWidget* m_window = nullptr;
    QAction* m_swap = nullptr;
    std::map<annotation::ClassId, QAction*> m_actions;
};

} // namespace sorby::app
