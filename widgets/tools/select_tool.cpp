// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/tools/select_tool.h"

#include "core/annotation/picking.h"
#include "core/imaging/painting.h"
#include "widgets/tools/selection_commands.h"
#include "widgets/tools/tool_painting.h"

#include <QPainter>

#include <algorithm>
#include <cmath>

namespace sorby::tools {
namespace {

constexpr double kDragFrom = 4; ///< widget units: less is a click with a shaky hand

} // namespace

SelectTool::SelectTool(ToolContext& context, QObject* parent) : Tool(parent), m_context(context) {}

std::vector<annotation::ObjectId> SelectTool::idsAt(const canvas::Pointer& pointer) const
{
    const auto& objects = m_context.annotations().objects;
    std::vector<annotation::ObjectId> ids;
    for (const auto index : annotation::ObjectPicker(objects).objectsAt(pointer.at, reachPx(pointer))) {
        ids.push_back(objects[index].id);
    }
    return ids;
}

void SelectTool::press(const canvas::Pointer& pointer)
{
    if (pointer.button != canvas::Button::Left) {
        return;
    }
    m_pressedAt = m_at = pointer.at;
    m_state = State::Pressed;
    const auto ids = idsAt(pointer);
    m_wasChosen = std::any_of(ids.begin(), ids.end(),
                              [this](annotation::ObjectId id) { return m_context.selection.contains(id); });
    // What is chosen already is dragged as it is; what else a click means is known when the button comes up.
    if (!m_wasChosen && !ids.empty()) {
        choose(pointer);
    }
    m_moved = m_context.selection.objectsIn(m_context.annotations());
    if (ids.empty()) {
        m_moved.clear();
    }
}

void SelectTool::choose(const canvas::Pointer& pointer)
{
    const auto ids = idsAt(pointer);
    const bool adds = pointer.shift || pointer.control;
    if (ids.empty()) {
        if (!adds) {
            m_context.selection.clear();
        }
        return;
    }
    if (adds) {
        m_context.selection.toggle(ids.front());
        return;
    }
    const auto current = std::find_if(
        ids.begin(), ids.end(), [this](annotation::ObjectId id) { return m_context.selection.contains(id); });
    const bool isOnly = m_context.selection.ids().size() == 1 && current != ids.end();
    const auto next = isOnly && current + 1 != ids.end() ? *(current + 1) : ids.front();
    m_context.selection.set({next});
}

void SelectTool::move(const canvas::Pointer& pointer)
{
    m_at = pointer.at;
    if (m_state == State::Idle) {
        const bool isOver = !idsAt(pointer).empty();
        if (isOver != m_isOverObject) {
            m_isOverObject = isOver;
            Q_EMIT cursorChanged();
        }
        return;
    }
    const double far = std::hypot(m_at.x - m_pressedAt.x, m_at.y - m_pressedAt.y);
    if (m_state == State::Pressed && far >= kDragFrom * pointer.unit) {
        m_state = m_moved.empty() ? State::Framing : State::Moving;
    }
    if (m_state == State::Moving) {
        moveSelection(pointer);
    }
    Q_EMIT repaintWanted();
}

void SelectTool::moveSelection(const canvas::Pointer& pointer)
{
    double dx = pointer.at.x - m_pressedAt.x;
    double dy = pointer.at.y - m_pressedAt.y;
    if (pointer.shift) {
        (std::abs(dx) < std::abs(dy) ? dx : dy) = 0;
    }
    if (!m_context.editor.replace(movedObjects(m_context, m_moved, dx, dy))) {
        cancel(canvas::CancelReason::NotAllowed); // and not refused again at each move
    }
}

void SelectTool::release(const canvas::Pointer& pointer)
{
    if (pointer.button != canvas::Button::Left || m_state == State::Idle) {
        return;
    }
    const auto state = std::exchange(m_state, State::Idle);
    if (state == State::Moving) {
        m_context.editor.finish(tr("Move"));
    } else if (state == State::Framing) {
        chooseInFrame(pointer.shift || pointer.control);
    } else if (m_wasChosen || m_moved.empty()) {
        choose(pointer);
    }
    m_moved.clear();
    Q_EMIT repaintWanted();
}

void SelectTool::chooseInFrame(bool adds)
{
    const auto& objects = m_context.annotations().objects;
    const annotation::Box frame{std::min(m_pressedAt.x, m_at.x), std::min(m_pressedAt.y, m_at.y),
                                std::max(m_pressedAt.x, m_at.x), std::max(m_pressedAt.y, m_at.y)};
    auto ids = adds ? m_context.selection.ids() : std::vector<annotation::ObjectId>();
    for (const auto index : annotation::ObjectPicker(objects).objectsIn(frame)) {
        if (std::find(ids.begin(), ids.end(), objects[index].id) == ids.end()) {
            ids.push_back(objects[index].id);
        }
    }
    m_context.selection.set(std::move(ids));
}

bool SelectTool::doubleClick(const canvas::Pointer& pointer)
{
    if (pointer.button != canvas::Button::Left || idsAt(pointer).empty()) {
        return false;
    }
    Q_EMIT verticesWanted();
    return true;
}

bool SelectTool::key(canvas::ToolKey key)
{
    switch (key) {
    case canvas::ToolKey::Escape:
        if (isBusy()) {
            cancel(canvas::CancelReason::Escape);
            return true;
        }
        if (!m_context.selection.isEmpty()) {
            m_context.selection.clear();
            return true;
        }
        return false;
    case canvas::ToolKey::Delete:
    case canvas::ToolKey::Backspace:
        return !isBusy() && removeSelection(m_context);
    case canvas::ToolKey::Enter:
        break;
    }
    return false;
}

void SelectTool::cancel(canvas::CancelReason /*reason*/)
{
    if (m_state == State::Moving) {
        m_context.editor.cancel();
    }
    m_state = State::Idle;
    m_moved.clear();
    Q_EMIT repaintWanted();
}

void SelectTool::paint(QPainter& painter, const canvas::ViewTransform& view) const
{
    if (m_state == State::Framing) {
        const QRectF frame(view.toWidget(m_pressedAt), view.toWidget(m_at));
        painter.fillRect(frame.normalized(), QColor(86, 180, 233, 40));
        drawLine(painter, QPolygonF(frame.normalized()), QColor(86, 180, 233), Qt::DashLine);
    }
}

Qt::CursorShape SelectTool::cursor() const
{
    return m_isOverObject || m_state == State::Moving ? Qt::SizeAllCursor : Qt::ArrowCursor;
}

QString SelectTool::hint() const
{
    return tr(
        "Click an object; Shift adds, a drag moves it or frames several, a double click shows its points.");
}

} // namespace sorby::tools
