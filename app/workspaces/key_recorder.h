// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QKeySequence>
#include <QLineEdit>

class QKeyEvent;

namespace sorby::app {

/// A field that takes the next key, with its modifiers, instead of writing it: Tab and the keys of commands,
/// too. Escape alone gives up. GUI thread.
class KeyRecorder : public QLineEdit {
    Q_OBJECT
  public:
    explicit KeyRecorder(QWidget* parent = nullptr);

    /// Empties the field and takes the keyboard.
    void start();

  Q_SIGNALS:
    void recorded(const QKeySequence& key);
    void cancelled();

  protected:
    bool event(QEvent* event) override;
    void contextMenuEvent(QContextMenuEvent* event) override;

  private:
    void take(const QKeyEvent& event);
};

} // namespace sorby::app
