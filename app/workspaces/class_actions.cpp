// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/workspaces/class_actions.h"

#include "app/workspaces/key_map.h"
#include "widgets/panels/colour_swatch.h"
#include "widgets/support/command_text.h"
#include "widgets/support/qt_convert.h"
#include "widgets/tools/tool_settings.h"

#include <QAction>
#include <QWidget>

namespace sorby::app {
namespace {

using annotation::ClassId;

constexpr ClassId kLastDigit = 9;

} // namespace

ClassActions::ClassActions(tools::ToolSettings& settings, KeyMap& keys, QWidget* window)
    : QObject(window), m_settings(settings), m_keys(keys), m_window(window)
{
    // These are always in the table of keys, whatever project is open.
    for (ClassId id = 0; id <= kLastDigit; ++id) {
        actionOf(id);
    }
    actionOf(annotation::kIgnore);
    enableActions();
    connect(&keys, &KeyMap::changed, this, &ClassActions::changed);
}

QAction* ClassActions::actionOf(ClassId id)
{
    auto*& action = m_actions[id];
    if (action == nullptr) {
        const bool isIgnore = id == annotation::kIgnore;
        action = new QAction(isIgnore ? tr("Draw ignore") : tr("Draw class %1").arg(id), this);
        action->setObjectName(isIgnore ? QStringLiteral("class.ignore") : QStringLiteral("class.%1").arg(id));
        if (id <= kLastDigit) {
            action->setShortcut(QKeySequence(static_cast<int>(Qt::Key_0) + id));
        }
        connect(action, &QAction::triggered, this, [this, id] { m_settings.setClass(id); });
        m_window->addAction(action);
        m_keys.add({action});
    }
    return action;
}

void ClassActions::setClasses(const annotation::ClassList& classes)
{
    QHash<QString, QKeySequence> projectKeys;
    for (const auto& info : classes) {
        auto* action = actionOf(info.id);
        action->setText(tr("Draw %1").arg(support::toQString(info.name).replace(u'&', QStringLiteral("&&"))));
        action->setIcon(QIcon(panels::colourSwatch(info.colour, m_window)));
        if (!info.key.empty()) {
            projectKeys.insert(action->objectName(), QKeySequence(support::toQString(info.key).toUpper()));
        }
    }
    for (const auto& [id, action] : m_actions) {
        if (id >= classes.size() && id != annotation::kIgnore) {
            action->setText(tr("Draw class %1").arg(id));
            action->setIcon({});
        }
    }
    m_classCount = classes.size();
    enableActions();
    m_keys.setProjectKeys(projectKeys);
    Q_EMIT changed();
}

void ClassActions::setActive(bool active)
{
    m_isActive = active;
    enableActions();
}

void ClassActions::enableActions()
{
    for (const auto& [id, action] : m_actions) {
        const bool exists = id == annotation::kIgnore ? m_classCount > 0 : id < m_classCount;
        action->setEnabled(m_isActive && exists);
    }
}

std::map<ClassId, QString> ClassActions::keyTexts() const
{
    std::map<ClassId, QString> result;
    for (const auto& [id, action] : m_actions) {
        result.emplace(id, support::keysText(*action));
    }
    return result;
}

} // namespace sorby::app
