// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/canvas/tool_events.h"

#include <QKeyEvent>
#include <QMouseEvent>
#include <QWheelEvent>

namespace sorby::canvas {
namespace {

constexpr double kNotch = 120; ///< angleDelta of one notch

Button toButton(Qt::MouseButtons buttons)
{
    return buttons.testFlag(Qt::LeftButton)    ? Button::Left
           : buttons.testFlag(Qt::RightButton) ? Button::Right
                                               : Button::None;
}

Pointer toPointer(const QMouseEvent& event, const ViewTransform& view, Qt::MouseButtons buttons)
{
    Pointer pointer;
    pointer.at = view.toImage(event.position());
    pointer.button = toButton(buttons);
    pointer.shift = event.modifiers().testFlag(Qt::ShiftModifier);
    pointer.control = event.modifiers().testFlag(Qt::ControlModifier);
    pointer.alt = event.modifiers().testFlag(Qt::AltModifier);
    pointer.unit = 1 / view.scale();
    return pointer;
}

bool isForTools(const QMouseEvent& event)
{
    return event.button() == Qt::LeftButton || event.button() == Qt::RightButton;
}

} // namespace

bool ToolEvents::press(const QMouseEvent& event, const ViewTransform& view)
{
    if (!m_tool || !isForTools(event)) {
        return false;
    }
    m_tool->press(toPointer(event, view, event.button()));
    return true;
}

bool ToolEvents::move(const QMouseEvent& event, const ViewTransform& view)
{
    if (!m_tool) {
        return false;
    }
    m_tool->move(toPointer(event, view, event.buttons()));
    return true;
}

bool ToolEvents::release(const QMouseEvent& event, const ViewTransform& view)
{
    if (!m_tool || !isForTools(event)) {
        return false;
    }
    m_tool->release(toPointer(event, view, event.button()));
    return true;
}

bool ToolEvents::doubleClick(const QMouseEvent& event, const ViewTransform& view)
{
    return m_tool && isForTools(event) && m_tool->doubleClick(toPointer(event, view, event.button()));
}

bool ToolEvents::wheel(const QWheelEvent& event)
{
    if (!m_tool || !event.modifiers().testFlag(Qt::AltModifier)) {
        return false;
    }
    // Some systems turn the wheel sideways while Alt is held.
    const auto delta = event.angleDelta();
    const double notches = (delta.y() != 0 ? delta.y() : delta.x()) / kNotch;
    return notches != 0 && m_tool->wheel(notches);
}

bool ToolEvents::key(const QKeyEvent& event)
{
    if (!m_tool) {
        return false;
    }
    switch (event.key()) {
    case Qt::Key_Return:
    case Qt::Key_Enter:
        return m_tool->key(ToolKey::Enter);
    case Qt::Key_Escape:
        return m_tool->key(ToolKey::Escape);
    case Qt::Key_Backspace:
        return m_tool->key(ToolKey::Backspace);
    case Qt::Key_Delete:
        return m_tool->key(ToolKey::Delete);
    default:
        return false;
    }
}

void ToolEvents::leave()
{
    if (m_tool) {
        m_tool->leave();
    }
}

} // namespace sorby::canvas
