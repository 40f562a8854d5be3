// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QDialog>
#include <QHash>
#include <QKeySequence>

#include <functional>

class QAction;
class QLabel;
class QLineEdit;
class QPushButton;
class QStackedWidget;
class QTreeWidget;
class QTreeWidgetItem;

namespace sorby::app {

class KeyMap;
class KeyRecorder;

/// Every command with its keys, and what the mouse does on the canvas. Keys are changed here: a double click
/// records another one, a key that belongs to another command is taken from there only when that is wanted.
/// Changes are at work and kept at once. GUI thread.
class KeysDialog : public QDialog {
    Q_OBJECT
  public:
    /// `keys` outlives it.
    KeysDialog(KeyMap& keys, QWidget* parent);

  protected:
    void keyPressEvent(QKeyEvent* event) override;

  private:
    enum class Recording { Change, Add };

    QPushButton* addButton(QWidget* page, const QString& name, const QString& text, const QString& toolTip);
    QWidget* makeCommandPage();
    QWidget* makeRecordPage();
    QWidget* makeConflictPage();
    void fill();
    void showKeys();
    void filter(const QString& text);
    void followSelection();
    [[nodiscard]] QAction* current() const;

    void record(Recording kind);
    void take(const QKeySequence& key);
    void endRecording();
    void chooseRemoved();
    /// Asks when one of the keys belongs to another command, then gives them to `action`.
    void give(QAction* action, const QList<QKeySequence>& keys);

    KeyMap& m_keys;
    QHash<QTreeWidgetItem*, QAction*> m_commands;
    QLineEdit* m_filter = nullptr;
    QTreeWidget* m_table = nullptr;
    QStackedWidget* m_pages = nullptr; ///< buttons, recording, question
    QPushButton* m_change = nullptr;
    QPushButton* m_add = nullptr;
    QPushButton* m_remove = nullptr;
    QPushButton* m_restore = nullptr;
    QPushButton* m_restoreAll = nullptr;
    QLabel* m_prompt = nullptr;
    KeyRecorder* m_recorder = nullptr;
    QLabel* m_question = nullptr;
    QPushButton* m_take = nullptr;
    Recording m_recording = Recording::Change;
    std::function<void()> m_answer; ///< what "Take it from there" does
};

} // namespace sorby::app
