// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QHash>
#include <QKeySequence>
#include <QList>
#include <QObject>

#include <utility>
#include <vector>

class QAction;
class QSettings;

namespace sorby::app {

/// Which keys every command has: those it came with, or a person's own, which are kept in the settings. A key
/// belongs to one command alone. Keys of the open project's classes come before all others as long as it is
/// open. GUI thread.
class KeyMap : public QObject {
    Q_OBJECT
  public:
    /// `settings` outlives it.
    explicit KeyMap(QSettings& settings, QObject* parent = nullptr);

    /// Takes note of the keys that the actions have now, their defaults, and gives them their own. Each has
    /// an object name that never changes. Null is left out.
    void add(const QList<QAction*>& actions);
    /// A key that no command may have, and what it does.
    void reserve(const QKeySequence& key, const QString& what);

    /// In the order they were added.
    [[nodiscard]] QList<QAction*> actions() const;
    [[nodiscard]] QList<QKeySequence> defaults(const QAction* action) const;
    [[nodiscard]] bool isDefault(const QAction* action) const;
    [[nodiscard]] bool isAllDefault() const { return m_own.isEmpty(); }
    /// The commands that this key would take something away from: the same key, or one begins with the other.
    [[nodiscard]] QList<QAction*> holders(const QKeySequence& key, const QAction* except) const;
    /// What a reserved key does; empty: it is free.
    [[nodiscard]] QString reservedFor(const QKeySequence& key) const;

    /// Takes the keys from whoever has them, and keeps all of that.
    void setKeys(QAction* action, const QList<QKeySequence>& keys);
    /// The defaults again, taken from whoever has them now.
    void restore(QAction* action) { setKeys(action, defaults(action)); }
    void restoreAll();

    /// By object name; not kept. Other commands have theirs again when the project is closed.
    void setProjectKeys(const QHash<QString, QKeySequence>& keys);
    [[nodiscard]] bool isProjectKey(const QAction* action) const;

    /// Where the action is at work: "File", "Tools".
    [[nodiscard]] static QString groupOf(const QAction* action);
    /// Only while the canvas has the keys, or in the whole window?
    [[nodiscard]] static bool isOnCanvas(const QAction* action);

  Q_SIGNALS:
    void changed();

  private:
    struct Command {
        QAction* action = nullptr;
        QList<QKeySequence> defaults;
    };

    [[nodiscard]] const Command* find(const QAction* action) const;
    /// Own keys, or those defaults that are nobody else's own.
    [[nodiscard]] QList<QKeySequence> wanted(const Command& command) const;
    void keep(const QAction* action, const QList<QKeySequence>& keys);
    void apply();

    QSettings& m_settings;
    std::vector<Command> m_commands;
    QHash<QString, QList<QKeySequence>> m_own; ///< also of commands that are not there now
    QHash<QString, QKeySequence> m_project;
    std::vector<std::pair<QKeySequence, QString>> m_reserved;
};

} // namespace sorby::app
