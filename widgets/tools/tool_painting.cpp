// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/tools/tool_painting.h"

#include <QPainter>

namespace sorby::tools {
namespace {

const QColor kCasing(0, 0, 0, 170);

} // namespace

void drawLine(QPainter& painter, const QPolygonF& line, QColor colour, Qt::PenStyle style)
{
    if (line.size() < 2) {
        return;
    }
    painter.save();
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setBrush(Qt::NoBrush);
    painter.setPen(QPen(kCasing, 3.5, Qt::SolidLine, Qt::RoundCap, Qt::RoundJoin));
    painter.drawPolyline(line);
    painter.setPen(QPen(colour, 1.6, style, Qt::RoundCap, Qt::RoundJoin));
    painter.drawPolyline(line);
    painter.restore();
}

void drawHandle(QPainter& painter, QPointF place, QColor colour, bool isLarge)
{
    const double half = isLarge ? 4.5 : 3;
    painter.save();
    painter.setRenderHint(QPainter::Antialiasing, false);
    painter.setPen(QPen(kCasing, 1));
    painter.setBrush(colour);
    painter.drawRect(QRectF(place.x() - half, place.y() - half, 2 * half, 2 * half));
    painter.restore();
}

void drawLabel(QPainter& painter, QPointF place, const QString& text)
{
    painter.save();
    const auto box = painter.fontMetrics().boundingRect(text).adjusted(-5, -3, 5, 3);
    const QRectF frame(place.x() + 12, place.y() + 12, box.width(), box.height());
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(Qt::NoPen);
    painter.setBrush(QColor(0, 0, 0, 190));
    painter.drawRoundedRect(frame, 3, 3);
    painter.setPen(Qt::white);
    painter.drawText(frame, Qt::AlignCenter, text);
    painter.restore();
}

} // namespace sorby::tools
