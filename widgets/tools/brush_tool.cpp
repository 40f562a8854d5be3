// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/tools/brush_tool.h"

#include "widgets/tools/region_painting.h"

#include <QPainter>

namespace sorby::tools {
BrushTool::BrushTool(ToolContext& context, Kind kind, QObject* parent)
    : Tool(parent), m_context(context), m_kind(kind)
{
    connect(&context.settings, &ToolSettings::changed, this, &Tool::repaintWanted);
}

void BrushTool::press(const canvas::Pointer& pointer)
{
    if (m_stroke) {
        return;
    }
    if (const auto why = m_context.editor.obstacle(); !why.isEmpty()) {
        Q_EMIT refused(why);
        return;
    }
    m_pointer = pointer.at;
    m_button = pointer.button;
    m_erases = m_kind == Kind::Eraser || pointer.control || pointer.button == canvas::Button::Right;
    const auto wanted = paintRule(m_context, m_erases);
    m_stroke.emplace(m_context.annotations().pixelEdits, m_context.editor.imageSize(), wanted,
                     wanted.needsLabels() ? labelsOfTile(m_context) : imaging::LabelsOfTile());
    m_last = pointer.shift && m_lastStrokeEnd ? *m_lastStrokeEnd : pointer.at;
    paintTo(pointer.at);
}

void BrushTool::paintTo(annotation::Point to)
{
    const auto spans =
        imaging::brushStroke(m_context.options().brush, m_last, to, m_context.editor.imageSize());
    m_last = to;
    const auto touched = m_stroke->paint(spans);
    if (touched.isEmpty()) {
        return;
    }
    annotation::EditBatch batch;
    for (const auto& [key, tile] : m_stroke->replacementsIn(touched)) {
        batch.emplace_back(annotation::SetTile{key, tile});
    }
    (void)m_context.editor.amendPixels(batch, touched);
}

void BrushTool::move(const canvas::Pointer& pointer)
{
    m_pointer = pointer.at;
    if (m_stroke) {
        paintTo(pointer.at);
    } else {
        m_erases = m_kind == Kind::Eraser || pointer.control;
    }
    Q_EMIT repaintWanted();
}

void BrushTool::release(const canvas::Pointer& pointer)
{
    if (!m_stroke || pointer.button != m_button) {
        return;
    }
    m_stroke.reset();
    m_lastStrokeEnd = pointer.at;
    m_context.editor.finish(paintText(m_context, m_erases));
}

bool BrushTool::doubleClick(const canvas::Pointer& pointer)
{
    press(pointer); // two dabs, not a double click
    return true;
}

void BrushTool::leave()
{
    m_pointer.reset();
    Q_EMIT repaintWanted();
}

bool BrushTool::key(canvas::ToolKey key)
{
    if (key != canvas::ToolKey::Escape || !m_stroke) {
        return false;
    }
    cancel(canvas::CancelReason::Escape);
    return true;
}

bool BrushTool::wheel(double notches)
{
    m_context.settings.growBrush(notches);
    return true;
}

void BrushTool::cancel(canvas::CancelReason reason)
{
    if (m_stroke) {
        m_context.editor.cancel();
    }
    m_stroke.reset();
    if (reason == canvas::CancelReason::OtherImage) {
        m_lastStrokeEnd.reset();
    }
    Q_EMIT repaintWanted();
}

void BrushTool::paint(QPainter& painter, const canvas::ViewTransform& view) const
{
    if (!m_pointer) {
        return;
    }
    const auto& brush = m_context.options().brush;
    const double half = brush.diameterPx / 2 * view.scale();
    const auto middle = view.toWidget(*m_pointer);
    const QRectF box(middle.x() - half, middle.y() - half, 2 * half, 2 * half);
    const auto colour = paintColour(m_context, m_erases);
    painter.save();
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setBrush(Qt::NoBrush);
    for (const auto& pen : {QPen(QColor(0, 0, 0, 190), 3), QPen(colour, 1.4)}) {
        painter.setPen(pen);
        brush.shape == imaging::BrushShape::Round ? painter.drawEllipse(box) : painter.drawRect(box);
        painter.drawLine(middle - QPointF(3, 0), middle + QPointF(3, 0));
        painter.drawLine(middle - QPointF(0, 3), middle + QPointF(0, 3));
    }
    painter.restore();
}

QString BrushTool::hint() const
{
    return m_kind == Kind::Brush
               ? tr("Paint; hold Ctrl to erase, Shift for a straight line, Alt and the wheel for the size.")
               : tr("Erase; Alt and the wheel change the size.");
}

} // namespace sorby::tools
