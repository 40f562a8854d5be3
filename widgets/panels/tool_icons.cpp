// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/panels/tool_icons.h"

#include "widgets/panels/line_icon.h"

#include <QCoreApplication>
#include <QTransform>

#include <initializer_list>

namespace sorby::panels {
namespace {

using tools::ToolId;

QPainterPath closed(std::initializer_list<QPointF> points)
{
    QPainterPath path;
    addPolyline(path, points, true);
    return path;
}

void addSquare(QPainterPath& path, QPointF middle, double side)
{
    path.addRect(QRectF(middle - QPointF(side, side) / 2, QSizeF(side, side)));
}

LineDrawing selectDrawing()
{
    LineDrawing drawing;
    addPolyline(drawing.lines, {{6, 3}, {6, 18.5}, {10, 15}, {12.6, 21}, {15.2, 19.9}, {12.7, 14}, {18, 14}},
                true);
    return drawing;
}

/// An outline whose points are squares to take hold of.
LineDrawing verticesDrawing()
{
    LineDrawing drawing;
    const std::initializer_list<QPointF> corners = {{4, 18}, {8, 5}, {20, 9}, {17, 20}};
    addPolyline(drawing.lines, corners);
    for (const auto& corner : corners) {
        addSquare(drawing.areas, corner, 4.5);
    }
    return drawing;
}

LineDrawing polygonDrawing()
{
    LineDrawing drawing;
    addPolyline(drawing.lines, {{5, 9}, {13, 3.5}, {20.5, 9.5}, {17, 20}, {7, 19}}, true);
    return drawing;
}

LineDrawing rectangleDrawing()
{
    LineDrawing drawing;
    drawing.lines.addRect(QRectF(3.5, 6, 17, 12));
    return drawing;
}

LineDrawing ellipseDrawing()
{
    LineDrawing drawing;
    drawing.lines.addEllipse(QPointF(12, 12), 9, 6.5);
    return drawing;
}

/// A body with a hole in it.
LineDrawing holeDrawing()
{
    LineDrawing drawing;
    drawing.areas.addEllipse(QPointF(12, 12), 9.5, 9.5);
    drawing.areas.addEllipse(QPointF(13, 11.5), 4.5, 4.5);
    return drawing;
}

/// Two halves that have come apart along a line.
LineDrawing cutDrawing()
{
    LineDrawing drawing;
    QPainterPath half;
    half.arcMoveTo(QRectF(-8, -8, 16, 16), 0);
    half.arcTo(QRectF(-8, -8, 16, 16), 0, 180);
    half.closeSubpath();
    for (const double turn : {-45.0, 135.0}) {
        drawing.lines.addPath(QTransform().translate(12, 12).rotate(turn).translate(0, -2.2).map(half));
    }
    return drawing;
}

/// A mark with its middle.
LineDrawing pointDrawing()
{
    LineDrawing drawing;
    drawing.lines.addEllipse(QPointF(12, 12), 6, 6);
    drawing.areas.addEllipse(QPointF(12, 12), 2.2, 2.2);
    addPolyline(drawing.lines, {{12, 2}, {12, 6}});
    addPolyline(drawing.lines, {{12, 18}, {12, 22}});
    addPolyline(drawing.lines, {{2, 12}, {6, 12}});
    addPolyline(drawing.lines, {{18, 12}, {22, 12}});
    return drawing;
}

LineDrawing brushDrawing()
{
    LineDrawing drawing;
    drawing.lines = closed({{18.5, 3}, {21.2, 5.7}, {13.8, 15}, {9.5, 10.6}});
    auto& tip = drawing.areas;
    tip.moveTo(8.6, 12.2);
    tip.cubicTo(4.6, 13.2, 6.6, 17.6, 2.6, 20);
    tip.cubicTo(6.6, 22.2, 12.4, 20.4, 12.4, 16);
    tip.closeSubpath();
    return drawing;
}

LineDrawing eraserDrawing()
{
    LineDrawing drawing;
    drawing.lines = closed({{8, 20}, {3, 15}, {14, 4}, {21, 11}, {12, 20}});
    drawing.areas = closed({{8.4, 9.6}, {15.4, 16.6}, {12, 20}, {8, 20}, {3, 15}});
    addPolyline(drawing.lines, {{12, 20}, {21, 20}});
    return drawing;
}

/// A bucket that is tipped, and a drop.
LineDrawing fillDrawing()
{
    LineDrawing drawing;
    drawing.lines = closed({{3, 12}, {10.5, 4.5}, {18, 12}, {10.5, 19.5}});
    addPolyline(drawing.lines, {{7.5, 1.5}, {10.5, 4.5}});
    drawing.areas = closed({{3, 12}, {18, 12}, {10.5, 19.5}});
    QPainterPath drop(QPointF(20.3, 13.5));
    drop.cubicTo(22.4, 16.5, 22.8, 17.4, 22.8, 18.6);
    drop.cubicTo(22.8, 22, 17.8, 22, 17.8, 18.6);
    drop.cubicTo(17.8, 17.4, 18.2, 16.5, 20.3, 13.5);
    drawing.areas.addPath(drop);
    return drawing;
}

LineDrawing wandDrawing()
{
    LineDrawing drawing;
    drawing.lines = closed({{3, 19}, {11.5, 10.5}, {13.5, 12.5}, {5, 21}});
    drawing.areas = closed(
        {{16.5, 2}, {17.8, 6.2}, {22, 7.5}, {17.8, 8.8}, {16.5, 13}, {15.2, 8.8}, {11, 7.5}, {15.2, 6.2}});
    drawing.areas.addEllipse(QPointF(7, 5), 1.4, 1.4);
    drawing.areas.addEllipse(QPointF(19.5, 17), 1.4, 1.4);
    return drawing;
}

LineDrawing scissorsDrawing()
{
    LineDrawing drawing;
    drawing.lines.addEllipse(QPointF(5.5, 6.5), 3, 3);
    drawing.lines.addEllipse(QPointF(5.5, 17.5), 3, 3);
    addPolyline(drawing.lines, {{8, 8.2}, {21, 18}});
    addPolyline(drawing.lines, {{8, 15.8}, {21, 6}});
    return drawing;
}

/// A field in pieces, one of them painted.
LineDrawing superpixelsDrawing()
{
    LineDrawing drawing;
    drawing.lines.addRect(QRectF(3.5, 3.5, 17, 17));
    addPolyline(drawing.lines, {{10.5, 3.5}, {9, 10}, {3.5, 13}});
    addPolyline(drawing.lines, {{9, 10}, {15.5, 12}, {20.5, 8.5}});
    addPolyline(drawing.lines, {{15.5, 12}, {14, 20.5}});
    drawing.areas = closed({{9, 10}, {15.5, 12}, {14, 20.5}, {3.5, 20.5}, {3.5, 13}});
    return drawing;
}

/// A box around what is to be found.
LineDrawing grabCutDrawing()
{
    LineDrawing drawing;
    for (const double turn : {0.0, 90.0, 180.0, 270.0}) {
        QPainterPath corner;
        addPolyline(corner, {{-9, -4}, {-9, -9}, {-4, -9}});
        drawing.lines.addPath(QTransform().translate(12, 12).rotate(turn).map(corner));
    }
    auto& body = drawing.areas;
    body.moveTo(7, 12);
    body.cubicTo(7, 6, 13, 7.5, 14.5, 7.5);
    body.cubicTo(18.5, 8, 17, 12, 16.5, 14);
    body.cubicTo(15.5, 18.5, 7, 17, 7, 12);
    return drawing;
}

/// A pipette.
LineDrawing pickDrawing()
{
    LineDrawing drawing;
    addPolyline(drawing.lines, {{13.2, 7.2}, {4.5, 16}, {3, 21}, {8, 19.5}, {16.8, 10.8}});
    addPolyline(drawing.lines, {{11.5, 5.5}, {18.5, 12.5}});
    QPainterPath bulb;
    bulb.addRoundedRect(QRectF(-3, -8.5, 6, 9), 3, 3);
    drawing.areas = QTransform().translate(15.4, 8.6).rotate(45).map(bulb);
    return drawing;
}

/// A ruler.
LineDrawing measureDrawing()
{
    LineDrawing drawing;
    drawing.lines = closed({{2.5, 16.5}, {16.5, 2.5}, {21.5, 7.5}, {7.5, 21.5}});
    for (const double along : {3.5, 7.0, 10.5}) {
        const QPointF from(2.5 + along, 16.5 - along);
        addPolyline(drawing.lines, {from, from + QPointF(2.2, 2.2)});
    }
    return drawing;
}

LineDrawing undoDrawing()
{
    LineDrawing drawing;
    addPolyline(drawing.lines, {{8.5, 4}, {3.5, 9}, {8.5, 14}});
    addPolyline(drawing.lines, {{3.5, 9}, {14.5, 9}});
    drawing.lines.cubicTo(17.5, 9, 20.5, 11, 20.5, 14.5);
    drawing.lines.cubicTo(20.5, 18, 17.5, 20, 14.5, 20);
    drawing.lines.lineTo(9.5, 20);
    return drawing;
}

LineDrawing redoDrawing()
{
    auto drawing = undoDrawing();
    drawing.lines = QTransform(-1, 0, 0, 1, 24, 0).map(drawing.lines);
    return drawing;
}

LineDrawing doneDrawing()
{
    LineDrawing drawing;
    addPolyline(drawing.lines, {{3.5, 13}, {9, 18.5}, {20.5, 5.5}});
    return drawing;
}

LineDrawing lockDrawing(bool isOpen)
{
    LineDrawing drawing;
    (isOpen ? drawing.lines : drawing.areas).addRect(QRectF(5, 11, 14, 10));
    drawing.lines.moveTo(8, isOpen ? 7.5 : 11);
    drawing.lines.lineTo(8, 7);
    drawing.lines.cubicTo(8, 1.7, 16, 1.7, 16, 7);
    drawing.lines.lineTo(16, 11);
    return drawing;
}

LineDrawing eyeDrawing()
{
    LineDrawing drawing;
    drawing.lines.moveTo(2, 12);
    drawing.lines.cubicTo(7, 4, 17, 4, 22, 12);
    drawing.lines.cubicTo(17, 20, 7, 20, 2, 12);
    drawing.areas.addEllipse(QPointF(12, 12), 3.4, 3.4);
    return drawing;
}

LineDrawing drawingOf(ToolId id)
{
    constexpr LineDrawing (*kDrawings[tools::kToolCount])() = {
        selectDrawing,   verticesDrawing,    polygonDrawing, rectangleDrawing, ellipseDrawing, holeDrawing,
        cutDrawing,      pointDrawing,       brushDrawing,   eraserDrawing,    fillDrawing,    wandDrawing,
        scissorsDrawing, superpixelsDrawing, grabCutDrawing, pickDrawing,      measureDrawing};
    return kDrawings[static_cast<std::size_t>(id)]();
}

LineDrawing drawingOf(EditSymbol symbol)
{
    switch (symbol) {
    case EditSymbol::Undo:
        return undoDrawing();
    case EditSymbol::Redo:
        return redoDrawing();
    case EditSymbol::Done:
        return doneDrawing();
    case EditSymbol::Lock:
        return lockDrawing(false);
    case EditSymbol::Unlock:
        return lockDrawing(true);
    case EditSymbol::Eye:
        break;
    }
    return eyeDrawing();
}

} // namespace

QIcon toolIcon(ToolId id)
{
    return lineIcon(drawingOf(id));
}

QIcon editIcon(EditSymbol symbol)
{
    return lineIcon(drawingOf(symbol));
}

QString toolName(ToolId id)
{
    constexpr const char* kNames[tools::kToolCount] = {
        QT_TRANSLATE_NOOP("sorby::panels", "Select and move"),
        QT_TRANSLATE_NOOP("sorby::panels", "Edit points of outlines"),
        QT_TRANSLATE_NOOP("sorby::panels", "Polygon"),
        QT_TRANSLATE_NOOP("sorby::panels", "Rectangle"),
        QT_TRANSLATE_NOOP("sorby::panels", "Ellipse"),
        QT_TRANSLATE_NOOP("sorby::panels", "Hole"),
        QT_TRANSLATE_NOOP("sorby::panels", "Cut"),
        QT_TRANSLATE_NOOP("sorby::panels", "Point of interest"),
        QT_TRANSLATE_NOOP("sorby::panels", "Brush"),
        QT_TRANSLATE_NOOP("sorby::panels", "Eraser"),
        QT_TRANSLATE_NOOP("sorby::panels", "Fill"),
        QT_TRANSLATE_NOOP("sorby::panels", "Magic wand"),
        QT_TRANSLATE_NOOP("sorby::panels", "Intelligent scissors"),
        QT_TRANSLATE_NOOP("sorby::panels", "Superpixels"),
        QT_TRANSLATE_NOOP("sorby::panels", "Cut out in a box"),
        QT_TRANSLATE_NOOP("sorby::panels", "Pick class"),
        QT_TRANSLATE_NOOP("sorby::panels", "Measure")};
    return QCoreApplication::translate("sorby::panels", kNames[static_cast<std::size_t>(id)]);
}

} // namespace sorby::panels
