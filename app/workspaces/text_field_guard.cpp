// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/workspaces/text_field_guard.h"

#include <QAbstractSpinBox>
#include <QCoreApplication>
#include <QKeyEvent>
#include <QLineEdit>

namespace sorby::app {

TextFieldGuard::TextFieldGuard(QObject* parent) : QObject(parent)
{
    QCoreApplication::instance()->installEventFilter(this);
}

bool TextFieldGuard::eventFilter(QObject* watched, QEvent* event)
{
    if (event->type() == QEvent::ShortcutOverride) {
        const bool isTextField = qobject_cast<QLineEdit*>(watched) != nullptr ||
                                 qobject_cast<QAbstractSpinBox*>(watched) != nullptr;
        const auto modifiers = static_cast<QKeyEvent*>(event)->modifiers();
        if (isTextField && !modifiers.testFlag(Qt::ControlModifier) && !modifiers.testFlag(Qt::AltModifier)) {
            event->accept();
            return true;
        }
    }
    return QObject::eventFilter(watched, event);
}

} // namespace sorby::app
