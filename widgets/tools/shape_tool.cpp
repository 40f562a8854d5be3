// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/tools/shape_tool.h"

#include "core/annotation/shapes.h"
#include "widgets/support/qt_convert.h"
#include "widgets/tools/tool_painting.h"

#include <QPainter>

#include <algorithm>
#include <cmath>

namespace sorby::tools {

ShapeTool::ShapeTool(ToolContext& context, Kind kind, QObject* parent)
    : Tool(parent), m_context(context), m_kind(kind)
{}

void ShapeTool::press(const canvas::Pointer& pointer)
{
    if (pointer.button != canvas::Button::Left) {
        return;
    }
    if (const auto why = m_context.editor.obstacle(); !why.isEmpty()) {
        Q_EMIT refused(why);
        return;
    }
    m_from = m_corner = m_opposite = pointer.at;
}

void ShapeTool::follow(const canvas::Pointer& pointer)
{
    double dx = pointer.at.x - m_from->x;
    double dy = pointer.at.y - m_from->y;
    if (pointer.shift) {
        const double side = std::max(std::abs(dx), std::abs(dy));
        dx = std::copysign(side, dx);
        dy = std::copysign(side, dy);
    }
    m_opposite = {m_from->x + dx, m_from->y + dy};
    m_corner = pointer.alt ? annotation::Point{m_from->x - dx, m_from->y - dy} : *m_from;
}

void ShapeTool::move(const canvas::Pointer& pointer)
{
    if (m_from) {
        follow(pointer);
        Q_EMIT repaintWanted();
    }
}

annotation::Ring ShapeTool::ring() const
{
    return m_kind == Kind::Rectangle ? annotation::rectangleRing(m_corner, m_opposite)
                                     : annotation::ellipseRing(m_corner, m_opposite);
}

void ShapeTool::release(const canvas::Pointer& pointer)
{
    if (!m_from || pointer.button != canvas::Button::Left) {
        return;
    }
    follow(pointer);
    const annotation::Polygon polygon{ring(), {}};
    m_from.reset();
    Q_EMIT repaintWanted();
    // A click without a drag is a mistake, not an object.
    if (std::abs(m_opposite.x - m_corner.x) < 1 || std::abs(m_opposite.y - m_corner.y) < 1) {
        return;
    }
    if (const auto added = addObject(m_context, polygon); !added) {
        Q_EMIT refused(support::toUserText(added.error()));
    }
}

bool ShapeTool::key(canvas::ToolKey key)
{
    if (key != canvas::ToolKey::Escape || !m_from) {
        return false;
    }
    cancel(canvas::CancelReason::Escape);
    return true;
}

void ShapeTool::cancel(canvas::CancelReason /*reason*/)
{
    m_from.reset();
    Q_EMIT repaintWanted();
}

void ShapeTool::paint(QPainter& painter, const canvas::ViewTransform& view) const
{
    if (!m_from) {
        return;
    }
    QPolygonF line;
    for (const auto& point : ring()) {
        line << view.toWidget(point);
    }
    line << line.front();
    drawLine(painter, line, Qt::white);
    drawLabel(painter, view.toWidget(m_opposite),
              tr("%1 × %2 px")
                  .arg(std::abs(m_opposite.x - m_corner.x), 0, 'f', 0)
                  .arg(std::abs(m_opposite.y - m_corner.y), 0, 'f', 0));
}

QString ShapeTool::hint() const
{
    return m_kind == Kind::Rectangle
               ? tr("Drag from corner to corner; Shift makes a square, Alt draws from the middle.")
               : tr("Drag over a structure; Shift makes a circle, Alt draws from the middle.");
}

} // namespace sorby::tools
