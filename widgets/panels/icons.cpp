// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/panels/icons.h"

#include "widgets/panels/line_icon.h"

#include <initializer_list>

namespace sorby::panels {
namespace {

/// An outlined island with its corners marked.
LineDrawing annotateDrawing()
{
    LineDrawing drawing;
    const std::initializer_list<QPointF> corners = {{5, 7}, {14, 4}, {20, 10}, {17, 19}, {7, 18}};
    addPolyline(drawing.lines, corners, true);
    for (const auto& corner : corners) {
        drawing.areas.addEllipse(corner, 2, 2);
    }
    return drawing;
}

/// A loss that falls over its axes.
LineDrawing trainDrawing()
{
    LineDrawing drawing;
    addPolyline(drawing.lines, {{4, 3}, {4, 20}, {21, 20}});
    drawing.lines.moveTo(7, 5);
    drawing.lines.cubicTo(9, 15, 12, 16, 20, 16.5);
    return drawing;
}

/// Two areas that overlap: reference and prediction.
LineDrawing reviewDrawing()
{
    LineDrawing drawing;
    QPainterPath left;
    left.addEllipse(QPointF(9, 12), 6.5, 6.5);
    QPainterPath right;
    right.addEllipse(QPointF(15, 12), 6.5, 6.5);
    drawing.lines.addPath(left);
    drawing.lines.addPath(right);
    drawing.areas = left.intersected(right);
    return drawing;
}

LineDrawing openDrawing()
{
    LineDrawing drawing;
    addPolyline(drawing.lines, {{3, 19}, {3, 5}, {9, 5}, {11, 8}, {19, 8}, {19, 11}});
    addPolyline(drawing.lines, {{3, 19}, {7, 11}, {22, 11}, {18, 19}}, true);
    return drawing;
}

LineDrawing newDrawing()
{
    LineDrawing drawing;
    addPolyline(drawing.lines, {{5, 3}, {14, 3}, {19, 8}, {19, 21}, {5, 21}}, true);
    addPolyline(drawing.lines, {{12, 10}, {12, 17}});
    addPolyline(drawing.lines, {{8.5, 13.5}, {15.5, 13.5}});
    return drawing;
}

/// A mounted specimen: a round mould with a section in it.
LineDrawing sampleDrawing()
{
    LineDrawing drawing;
    drawing.lines.addEllipse(QPointF(12, 12), 9, 9);
    addPolyline(drawing.lines, {{7, 8}, {17, 8}, {17, 16}, {7, 16}}, true);
    addPolyline(drawing.areas, {{9, 10}, {12, 9.5}, {12.5, 12}, {10, 12.5}}, true);
    addPolyline(drawing.areas, {{13, 13}, {15.5, 12.5}, {15, 15}, {13.5, 15}}, true);
    return drawing;
}

LineDrawing importDrawing()
{
    LineDrawing drawing;
    addPolyline(drawing.lines, {{4, 14}, {4, 20}, {20, 20}, {20, 14}});
    addPolyline(drawing.lines, {{12, 3}, {12, 15}});
    addPolyline(drawing.lines, {{7.5, 10.5}, {12, 15}, {16.5, 10.5}});
    return drawing;
}

LineDrawing drawingOf(Symbol symbol)
{
    switch (symbol) {
    case Symbol::Annotate:
        return annotateDrawing();
    case Symbol::Train:
        return trainDrawing();
    case Symbol::Review:
        return reviewDrawing();
    case Symbol::Open:
        return openDrawing();
    case Symbol::New:
        return newDrawing();
    case Symbol::Import:
        return importDrawing();
    case Symbol::Sample:
    case Symbol::Application:
        break;
    }
    return sampleDrawing();
}

} // namespace

QIcon icon(Symbol symbol)
{
    return lineIcon(drawingOf(symbol), symbol == Symbol::Application ? Ground::Application : Ground::None);
}

} // namespace sorby::panels
