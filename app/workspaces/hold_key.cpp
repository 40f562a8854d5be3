// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/workspaces/hold_key.h"

#include <QKeyEvent>

namespace sorby::app {

HoldKey::HoldKey(Qt::Key key, QObject* parent) : QObject(parent), m_key(key) {}

void HoldKey::watch(QObject* widget)
{
    widget->installEventFilter(this);
}

bool HoldKey::eventFilter(QObject* watched, QEvent* event)
{
    const auto set = [this](bool down) {
        if (down != m_down) {
            m_down = down;
            Q_EMIT held(down);
        }
    };
    if (event->type() == QEvent::KeyPress || event->type() == QEvent::KeyRelease) {
        const auto* key = static_cast<QKeyEvent*>(event);
        if (key->key() == m_key && key->modifiers() == Qt::NoModifier) {
            if (!key->isAutoRepeat()) {
                set(event->type() == QEvent::KeyPress);
            }
            return true;
        }
    } else if (event->type() == QEvent::FocusOut) {
        set(false); // its release goes elsewhere
    }
    return QObject::eventFilter(watched, event);
}

} // namespace sorby::app
