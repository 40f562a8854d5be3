// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QFrame>
#include <QList>

class QAction;
class QLineEdit;
class QTreeWidget;

namespace sorby::app {

/// A small list of all commands that are possible now; typing filters it, Enter runs the chosen one, Escape
/// gives up. It deletes itself. GUI thread.
class CommandPalette : public QFrame {
    Q_OBJECT
  public:
    CommandPalette(const QList<QAction*>& actions, QWidget* parent);

    /// At the top of the parent, with the keyboard.
    void open();

  protected:
    bool eventFilter(QObject* watched, QEvent* event) override;

  private:
    void fill(const QString& text);
    void step(int rows);
    void runCurrent();

    QList<QAction*> m_actions;
    QLineEdit* m_filter = nullptr;
    QTreeWidget* m_list = nullptr;
};

} // namespace sorby::app
