// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QColor>
#include <QPolygonF>

class QPainter;

/// How tools draw what is in the making: lines with a dark casing, so that they stand out from any grey, and
/// handles of one size on the screen. Widget units.
namespace sorby::tools {

void drawLine(QPainter& painter, const QPolygonF& line, QColor colour, Qt::PenStyle style = Qt::SolidLine);
/// A square; a larger one for the point that closes an outline, or that the pointer is on.
void drawHandle(QPainter& painter, QPointF place, QColor colour, bool isLarge = false);
/// A small sign with a text beside a place: a length, a tolerance.
void drawLabel(QPainter& painter, QPointF place, const QString& text);

} // namespace sorby::tools
