// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/tools/pick_tool.h"

#include "core/imaging/painting.h"
#include "widgets/tools/tool_painting.h"

#include <QPainter>

#include <cmath>

namespace sorby::tools {

std::optional<annotation::ClassId> classAt(const ToolContext& context, annotation::Point place)
{
    constexpr int kTile = annotation::PixelEdits::kTileSize;
    const auto size = context.editor.imageSize();
    if (!(place.x >= 0 && place.y >= 0 && place.x < size.width && place.y < size.height)) {
        return std::nullopt;
    }
    const int x = static_cast<int>(place.x);
    const int y = static_cast<int>(place.y);
    const auto tile = imaging::ReferenceTiles(context.annotations(), size).tile({x / kTile, y / kTile});
    return tile.at(x % kTile, y % kTile);
}

PickTool::PickTool(ToolContext& context, QObject* parent) : Tool(parent), m_context(context) {}

void PickTool::press(const canvas::Pointer& pointer)
{
    if (const auto id = classAt(m_context, pointer.at)) {
        m_context.settings.setClass(*id);
        Q_EMIT picked();
    }
}

QString PickTool::hint() const
{
    return tr("Click where the class is that you want to draw.");
}

MeasureTool::MeasureTool(ToolContext& context, QObject* parent) : Tool(parent), m_context(context) {}

void MeasureTool::press(const canvas::Pointer& pointer)
{
    if (pointer.button == canvas::Button::Left) {
        m_from = m_to = pointer.at;
        m_isDragging = true;
        m_isShown = false;
    }
}

void MeasureTool::move(const canvas::Pointer& pointer)
{
    if (!m_isDragging) {
        return;
    }
    m_to = pointer.at;
    if (pointer.shift) {
        const bool isFlat = std::abs(m_to.x - m_from.x) >= std::abs(m_to.y - m_from.y);
        (isFlat ? m_to.y : m_to.x) = isFlat ? m_from.y : m_from.x;
    }
    m_isShown = m_to != m_from;
    Q_EMIT repaintWanted();
    Q_EMIT hintChanged();
}

void MeasureTool::release(const canvas::Pointer& pointer)
{
    if (pointer.button == canvas::Button::Left) {
        m_isDragging = false;
        Q_EMIT repaintWanted();
    }
}

bool MeasureTool::key(canvas::ToolKey key)
{
    if (key != canvas::ToolKey::Escape || !(m_isShown || m_isDragging)) {
        return false;
    }
    cancel(canvas::CancelReason::Escape);
    return true;
}

void MeasureTool::cancel(canvas::CancelReason reason)
{
    if (reason != canvas::CancelReason::AnnotationsChanged) {
        m_isDragging = m_isShown = false;
        Q_EMIT repaintWanted();
        Q_EMIT hintChanged();
    }
}

QString MeasureTool::text() const
{
    if (!m_isShown) {
        return {};
    }
    const double dx = m_to.x - m_from.x;
    const double dy = m_to.y - m_from.y;
    const auto pixels = tr("%1 px").arg(std::hypot(dx, dy), 0, 'f', 1);
    if (!m_context.content || !m_context.content->record.calibration) {
        return pixels;
    }
    const auto& calibration = *m_context.content->record.calibration;
    const double length = std::hypot(dx * calibration.xMicrometres, dy * calibration.yMicrometres);
    return length < 1 ? tr("%1 nm (%2)").arg(length * 1000, 0, 'g', 4).arg(pixels)
                      : tr("%1 µm (%2)").arg(length, 0, 'g', 4).arg(pixels);
}

void MeasureTool::paint(QPainter& painter, const canvas::ViewTransform& view) const
{
    if (!m_isShown) {
        return;
    }
    const QColor colour(255, 214, 0);
    drawLine(painter, QPolygonF({view.toWidget(m_from), view.toWidget(m_to)}), colour);
    drawHandle(painter, view.toWidget(m_from), colour);
    drawHandle(painter, view.toWidget(m_to), colour);
    drawLabel(painter, view.toWidget(m_to), text());
}

QString MeasureTool::hint() const
{
    return m_isShown ? text() : tr("Drag a line to measure it; Shift keeps it straight.");
}

} // namespace sorby::tools
