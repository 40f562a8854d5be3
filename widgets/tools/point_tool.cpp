// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/tools/point_tool.h"

#include "widgets/support/qt_convert.h"
#include "widgets/tools/tool_painting.h"

#include <QPainter>

#include <algorithm>
#include <cmath>

namespace sorby::tools {

PointTool::PointTool(ToolContext& context, QObject* parent) : Tool(parent), m_context(context) {}

const annotation::PointOfInterest* PointTool::pointAt(const canvas::Pointer& pointer) const
{
    const annotation::PointOfInterest* nearest = nullptr;
    double best = reachPx(pointer);
    for (const auto& point : m_context.annotations().points) {
        const double far = std::hypot(point.position.x - pointer.at.x, point.position.y - pointer.at.y);
        if (point.annotator == m_context.editor.annotator() && far <= best) {
            best = far;
            nearest = &point;
        }
    }
    return nearest;
}

void PointTool::remove(std::int64_t id)
{
    m_hovered.reset();
    m_context.editor.submit({annotation::RemovePoint{id}}, tr("Delete a point of interest"));
}

void PointTool::press(const canvas::Pointer& pointer)
{
    if (m_dragged) {
        return;
    }
    const auto* present = pointAt(pointer);
    if (pointer.button == canvas::Button::Right) {
        if (present != nullptr) {
            remove(present->id);
        }
        return;
    }
    if (present != nullptr) {
        m_dragged = *present;
        return;
    }
    const auto size = m_context.editor.imageSize();
    const bool isInside =
        pointer.at.x >= 0 && pointer.at.y >= 0 && pointer.at.x < size.width && pointer.at.y < size.height;
    if (!isInside) {
        return;
    }
    annotation::PointOfInterest point;
    point.id = m_context.editor.newId();
    point.annotator = m_context.editor.annotator();
    point.when = m_context.editor.provenance(annotation::Origin::Drawn).when;
    point.position = pointer.at;
    if (m_context.preparePoint) {
        auto prepared = m_context.preparePoint(std::move(point));
        if (!prepared) {
            Q_EMIT refused(support::toUserText(prepared.error()));
            return;
        }
        point = std::move(*prepared);
    }
    m_context.editor.submit({annotation::InsertPoint{m_context.annotations().points.size(), point}},
                            tr("Set a point of interest"));
}

void PointTool::move(const canvas::Pointer& pointer)
{
    if (m_dragged) {
        auto moved = *m_dragged;
        const auto size = m_context.editor.imageSize();
        moved.position = {std::clamp(pointer.at.x, 0.0, std::nextafter(size.width, 0.0)),
                          std::clamp(pointer.at.y, 0.0, std::nextafter(size.height, 0.0))};
        (void)m_context.editor.replace({annotation::ReplacePoint{moved}});
        return;
    }
    const auto* present = pointAt(pointer);
    const auto hovered = present == nullptr ? std::nullopt : std::optional(present->id);
    if (hovered != m_hovered) {
        m_hovered = hovered;
        Q_EMIT repaintWanted();
    }
}

void PointTool::release(const canvas::Pointer& pointer)
{
    if (m_dragged && pointer.button == canvas::Button::Left) {
        m_dragged.reset();
        m_context.editor.finish(tr("Move a point of interest"));
    }
}

bool PointTool::key(canvas::ToolKey key)
{
    if (key == canvas::ToolKey::Escape && m_dragged) {
        cancel(canvas::CancelReason::Escape);
        return true;
    }
    if ((key == canvas::ToolKey::Delete || key == canvas::ToolKey::Backspace) && m_hovered && !m_dragged) {
        remove(*m_hovered);
        return true;
    }
    return false;
}

void PointTool::cancel(canvas::CancelReason /*reason*/)
{
    if (m_dragged) {
        m_context.editor.cancel();
    }
    m_dragged.reset();
    m_hovered.reset();
    Q_EMIT repaintWanted();
}

void PointTool::paint(QPainter& painter, const canvas::ViewTransform& view) const
{
    for (const auto& point : m_context.annotations().points) {
        if (m_hovered == point.id || (m_dragged && m_dragged->id == point.id)) {
            drawHandle(painter, view.toWidget(point.position), QColor(255, 214, 0), true);
        }
    }
}

QString PointTool::hint() const
{
    return tr("Click inside of a structure to mark it; drag a mark to move it, Delete or a right click takes "
              "it out.");
}

} // namespace sorby::tools
