// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/workspaces/key_map.h"

#include <QAction>
#include <QSettings>

#include <algorithm>

namespace sorby::app {
namespace {

const QString kGroup = QStringLiteral("keys");

bool clash(const QKeySequence& a, const QKeySequence& b)
{
    return !a.isEmpty() && !b.isEmpty() &&
           (a.matches(b) != QKeySequence::NoMatch || b.matches(a) != QKeySequence::NoMatch);
}

bool clashesWithAny(const QKeySequence& key, const QList<QKeySequence>& keys)
{
    return std::any_of(keys.begin(), keys.end(), [&key](const auto& other) { return clash(key, other); });
}

QList<QKeySequence> without(const QList<QKeySequence>& keys, const QList<QKeySequence>& taken)
{
    QList<QKeySequence> result;
    for (const auto& key : keys) {
        if (!clashesWithAny(key, taken)) {
            result << key;
        }
    }
    return result;
}

/// What of a line of the settings can be read as keys.
QList<QKeySequence> parseKeys(const QString& text)
{
    QList<QKeySequence> result;
    for (const auto& key : QKeySequence::listFromString(text, QKeySequence::PortableText)) {
        if (!key.isEmpty() && key[0].key() != Qt::Key_unknown) {
            result << key;
        }
    }
    return result;
}

} // namespace

KeyMap::KeyMap(QSettings& settings, QObject* parent) : QObject(parent), m_settings(settings)
{
    m_settings.beginGroup(kGroup);
    for (const auto& id : m_settings.childKeys()) {
        m_own.insert(id, parseKeys(m_settings.value(id).toString()));
    }
    m_settings.endGroup();
}

void KeyMap::add(const QList<QAction*>& actions)
{
    for (auto* action : actions) {
        if (action == nullptr || find(action) != nullptr) {
            continue;
        }
        m_commands.push_back({action, action->shortcuts()});
        connect(action, &QObject::destroyed, this, [this](const QObject* gone) {
            std::erase_if(m_commands, [gone](const Command& command) { return command.action == gone; });
        });
    }
    apply();
}

void KeyMap::reserve(const QKeySequence& key, const QString& what)
{
    m_reserved.emplace_back(key, what);
}

QList<QAction*> KeyMap::actions() const
{
    QList<QAction*> result;
    for (const auto& command : m_commands) {
        result << command.action;
    }
    return result;
}

const KeyMap::Command* KeyMap::find(const QAction* action) const
{
    const auto found = std::find_if(m_commands.begin(), m_commands.end(),
                                    [action](const Command& command) { return command.action == action; });
    return found != m_commands.end() ? &*found : nullptr;
}

QList<QKeySequence> KeyMap::defaults(const QAction* action) const
{
    const auto* command = find(action);
    return command != nullptr ? command->defaults : QList<QKeySequence>();
}

bool KeyMap::isDefault(const QAction* action) const
{
    const auto* command = find(action);
    return command == nullptr || wanted(*command) == command->defaults;
}

QList<QKeySequence> KeyMap::wanted(const Command& command) const
{
    const auto own = m_own.constFind(command.action->objectName());
    if (own != m_own.constEnd()) {
        return *own;
    }
    // A later version may bring a default that a person has given to another command.
    QList<QKeySequence> taken;
    for (const auto& other : m_commands) {
        taken << m_own.value(other.action->objectName());
    }
    return without(command.defaults, taken);
}

QList<QAction*> KeyMap::holders(const QKeySequence& key, const QAction* except) const
{
    QList<QAction*> result;
    for (const auto& command : m_commands) {
        if (command.action != except && clashesWithAny(key, wanted(command))) {
            result << command.action;
        }
    }
    return result;
}

QString KeyMap::reservedFor(const QKeySequence& key) const
{
    for (const auto& [reserved, what] : m_reserved) {
        if (clash(key, reserved)) {
            return what;
        }
    }
    return {};
}

void KeyMap::keep(const QAction* action, const QList<QKeySequence>& keys)
{
    const auto id = action->objectName();
    const QString entry = kGroup + u'/' + id;
    if (keys == defaults(action)) {
        m_own.remove(id);
        m_settings.remove(entry);
    } else {
        m_own.insert(id, keys);
        m_settings.setValue(entry, QKeySequence::listToString(keys, QKeySequence::PortableText));
    }
}

void KeyMap::setKeys(QAction* action, const QList<QKeySequence>& keys)
{
    for (const auto& command : m_commands) {
        const auto before = wanted(command);
        const auto left = without(before, keys);
        if (command.action != action && left != before) {
            keep(command.action, left);
        }
    }
    keep(action, keys);
    apply();
}

void KeyMap::restoreAll()
{
    m_own.clear();
    m_settings.remove(kGroup);
    apply();
}

void KeyMap::setProjectKeys(const QHash<QString, QKeySequence>& keys)
{
    if (keys != m_project) {
        m_project = keys;
        apply();
    }
}

bool KeyMap::isProjectKey(const QAction* action) const
{
    return m_project.contains(action->objectName());
}

void KeyMap::apply()
{
    const auto taken = m_project.values();
    for (const auto& command : m_commands) {
        const auto own = m_project.constFind(command.action->objectName());
        command.action->setShortcuts(own != m_project.constEnd() ? QList<QKeySequence>{*own}
                                                                 : without(wanted(command), taken));
    }
    Q_EMIT changed();
}

QString KeyMap::groupOf(const QAction* action)
{
    const std::pair<QLatin1String, QString> groups[] = {
        {QLatin1String("file"), tr("File")},         {QLatin1String("edit"), tr("Edit")},
        {QLatin1String("tool"), tr("Tools")},        {QLatin1String("brush"), tr("Tools")},
        {QLatin1String("draw"), tr("Tools")},        {QLatin1String("selection"), tr("Selection")},
        {QLatin1String("class"), tr("Classes")},     {QLatin1String("workspace"), tr("Workspaces")},
        {QLatin1String("view"), tr("View")},         {QLatin1String("layer"), tr("Layers")},
        {QLatin1String("image"), tr("Micrographs")}, {QLatin1String("project"), tr("Project")},
        {QLatin1String("train"), tr("Training")},    {QLatin1String("help"), tr("Help")}};
    const auto id = action->objectName().section(u'.', 0, 0);
    for (const auto& [prefix, title] : groups) {
        if (id == prefix) {
            return title;
        }
    }
    return tr("More");
}

bool KeyMap::isOnCanvas(const QAction* action)
{
    return action->shortcutContext() == Qt::WidgetShortcut ||
           action->shortcutContext() == Qt::WidgetWithChildrenShortcut;
}

} // namespace sorby::app
