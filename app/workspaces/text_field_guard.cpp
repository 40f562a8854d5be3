// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/workspaces/text_field_guard.h"

#include <QAbstractSpinBox>
#include <QComboBox>
#include <QCoreApplication>
#include <QKeyEvent>
#include <QLineEdit>
#include <QPlainTextEdit>
#include <QTextEdit>

namespace sorby::app {
namespace {

bool takesText(const QObject* object)
{
    if (const auto* line = qobject_cast<const QLineEdit*>(object)) {
        return !line->isReadOnly();
    }
    if (const auto* number = qobject_cast<const QAbstractSpinBox*>(object)) {
        return !number->isReadOnly();
    }
    if (const auto* choice = qobject_cast<const QComboBox*>(object)) {
        return choice->isEditable();
    }
    if (const auto* text = qobject_cast<const QTextEdit*>(object)) {
        return !text->isReadOnly();
    }
    const auto* text = qobject_cast<const QPlainTextEdit*>(object);
    return text != nullptr && !text->isReadOnly();
}

/// Is it a key that writes, moves or ends something in a field?
bool isForTyping(const QKeyEvent& key)
{
    const bool hasControl = key.modifiers().testFlag(Qt::ControlModifier);
    const bool hasAlt = key.modifiers().testFlag(Qt::AltModifier);
    if (hasControl && hasAlt) { // AltGr, as some systems tell it, when it makes a sign
        return !key.text().isEmpty() && key.text()[0].isPrint();
    }
    const bool isFunctionKey = key.key() >= Qt::Key_F1 && key.key() <= Qt::Key_F35;
    return !hasControl && !hasAlt && !isFunctionKey;
}

} // namespace

TextFieldGuard::TextFieldGuard(QObject* parent) : QObject(parent)
{
    QCoreApplication::instance()->installEventFilter(this);
}

bool TextFieldGuard::eventFilter(QObject* watched, QEvent* event)
{
    if (event->type() == QEvent::ShortcutOverride && takesText(watched) &&
        isForTyping(*static_cast<QKeyEvent*>(event))) {
        event->accept();
        return true;
    }
    return QObject::eventFilter(watched, event);
}

} // namespace sorby::app
