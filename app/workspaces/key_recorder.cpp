// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/workspaces/key_recorder.h"

#include <QContextMenuEvent>
#include <QKeyEvent>

#include <algorithm>
#include <array>

namespace sorby::app {

KeyRecorder::KeyRecorder(QWidget* parent) : QLineEdit(parent)
{
    setReadOnly(true);
    setPlaceholderText(tr("Press a key"));
    setAttribute(Qt::WA_InputMethodEnabled, false); // it would swallow letters
}

void KeyRecorder::start()
{
    clear();
    setFocus(Qt::OtherFocusReason);
}

bool KeyRecorder::event(QEvent* event)
{
    switch (event->type()) {
    case QEvent::ShortcutOverride:
        event->accept(); // no command while recording
        return true;
    case QEvent::KeyPress:
        take(*static_cast<QKeyEvent*>(event));
        event->accept();
        return true;
    case QEvent::KeyRelease:
        event->accept();
        return true;
    default:
        return QLineEdit::event(event);
    }
}

void KeyRecorder::contextMenuEvent(QContextMenuEvent* event)
{
    event->accept(); // there is nothing to copy
}

void KeyRecorder::take(const QKeyEvent& event)
{
    const int key = event.key();
    constexpr std::array kModifiers{Qt::Key_Control, Qt::Key_Shift,    Qt::Key_Alt,    Qt::Key_Meta,
                                    Qt::Key_AltGr,   Qt::Key_CapsLock, Qt::Key_NumLock};
    if (key == 0 || key == Qt::Key_unknown ||
        std::find(kModifiers.begin(), kModifiers.end(), key) != kModifiers.end()) {
        return; // its key is still to come
    }
    auto modifiers =
        event.modifiers() & (Qt::ControlModifier | Qt::ShiftModifier | Qt::AltModifier | Qt::MetaModifier);
    if (key == Qt::Key_Escape && modifiers == Qt::NoModifier) {
        Q_EMIT cancelled();
        return;
    }
    // Shift is part of the sign in "+" and "?"; of letters, digits and keys without a sign it is a modifier.
    const auto text = event.text();
    if (!text.isEmpty() && text[0].isPrint() && !text[0].isLetterOrNumber() && !text[0].isSpace()) {
        modifiers &= ~Qt::KeyboardModifiers(Qt::ShiftModifier);
        // On many keyboards "[" needs AltGr, which some systems tell as Ctrl and Alt.
        if (modifiers.testFlag(Qt::ControlModifier) && modifiers.testFlag(Qt::AltModifier)) {
            modifiers &= ~(Qt::ControlModifier | Qt::AltModifier);
        }
    }
    const int plainKey = key == Qt::Key_Backtab ? static_cast<int>(Qt::Key_Tab) : key;
    const QKeySequence sequence(QKeyCombination(modifiers, static_cast<Qt::Key>(plainKey)));
    setText(sequence.toString(QKeySequence::NativeText));
    Q_EMIT recorded(sequence);
}

} // namespace sorby::app
