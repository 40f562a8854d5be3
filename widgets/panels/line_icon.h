// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QIcon>
#include <QPainterPath>

#include <initializer_list>

/// How Sorby's icons are drawn: lines in the palette's text colour, at any size.
namespace sorby::panels {

/// Lines to be drawn and areas to be filled, on a square of 24 x 24 units.
struct LineDrawing {
    QPainterPath lines;
    QPainterPath areas;
};

void addPolyline(QPainterPath& path, std::initializer_list<QPointF> points, bool close = false);

/// What lies beneath the lines: nothing, or the coloured square of the program's own icon.
enum class Ground { None, Application };

/// Follows the palette, and puts horizontal and vertical lines on whole pixels, so that they are crisp.
[[nodiscard]] QIcon lineIcon(const LineDrawing& drawing, Ground ground = Ground::None);

} // namespace sorby::panels
