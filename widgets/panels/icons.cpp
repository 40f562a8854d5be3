// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/panels/icons.h"

#include <QGuiApplication>
#include <QIconEngine>
#include <QPainter>
#include <QPainterPath>
#include <QPalette>

namespace sorby::panels {
namespace {

/// Lines to be drawn and areas to be filled, on a square of 24 x 24 units.
struct Drawing {
    QPainterPath lines;
    QPainterPath areas;
};

void addPolyline(QPainterPath& path, std::initializer_list<QPointF> points, bool close = false)
{
    path.moveTo(*points.begin());
    for (const auto& point : points) {
        path.lineTo(point);
    }
    if (close) {
        path.closeSubpath();
    }
}

/// An outlined island with its corners marked.
Drawing annotateDrawing()
{
    Drawing drawing;
    const std::initializer_list<QPointF> corners = {{5, 7}, {14, 4}, {20, 10}, {17, 19}, {7, 18}};
    addPolyline(drawing.lines, corners, true);
    for (const auto& corner : corners) {
        drawing.areas.addEllipse(corner, 2, 2);
    }
    return drawing;
}

/// A loss that falls over its axes.
Drawing trainDrawing()
{
    Drawing drawing;
    addPolyline(drawing.lines, {{4, 3}, {4, 20}, {21, 20}});
    drawing.lines.moveTo(7, 5);
    drawing.lines.cubicTo(9, 15, 12, 16, 20, 16.5);
    return drawing;
}

/// Two areas that overlap: reference and prediction.
Drawing reviewDrawing()
{
    Drawing drawing;
    QPainterPath left;
    left.addEllipse(QPointF(9, 12), 6.5, 6.5);
    QPainterPath right;
    right.addEllipse(QPointF(15, 12), 6.5, 6.5);
    drawing.lines.addPath(left);
    drawing.lines.addPath(right);
    drawing.areas = left.intersected(right);
    return drawing;
}

Drawing openDrawing()
{
    Drawing drawing;
    addPolyline(drawing.lines, {{3, 19}, {3, 5}, {9, 5}, {11, 8}, {19, 8}, {19, 11}});
    addPolyline(drawing.lines, {{3, 19}, {7, 11}, {22, 11}, {18, 19}}, true);
    return drawing;
}

Drawing newDrawing()
{
    Drawing drawing;
    addPolyline(drawing.lines, {{5, 3}, {14, 3}, {19, 8}, {19, 21}, {5, 21}}, true);
    addPolyline(drawing.lines, {{12, 10}, {12, 17}});
    addPolyline(drawing.lines, {{8.5, 13.5}, {15.5, 13.5}});
    return drawing;
}

/// A mounted specimen: a round mould with a section in it.
Drawing sampleDrawing()
{
    Drawing drawing;
    drawing.lines.addEllipse(QPointF(12, 12), 9, 9);
    addPolyline(drawing.lines, {{7, 8}, {17, 8}, {17, 16}, {7, 16}}, true);
    addPolyline(drawing.areas, {{9, 10}, {12, 9.5}, {12.5, 12}, {10, 12.5}}, true);
    addPolyline(drawing.areas, {{13, 13}, {15.5, 12.5}, {15, 15}, {13.5, 15}}, true);
    return drawing;
}

Drawing importDrawing()
{
    Drawing drawing;
    addPolyline(drawing.lines, {{4, 14}, {4, 20}, {20, 20}, {20, 14}});
    addPolyline(drawing.lines, {{12, 3}, {12, 15}});
    addPolyline(drawing.lines, {{7.5, 10.5}, {12, 15}, {16.5, 10.5}});
    return drawing;
}

Drawing drawingOf(Symbol symbol)
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

class SymbolEngine final : public QIconEngine {
  public:
    explicit SymbolEngine(Symbol symbol) : m_symbol(symbol), m_drawing(drawingOf(symbol)) {}

    void paint(QPainter* painter, const QRect& rect, QIcon::Mode mode, QIcon::State) override
    {
        const auto group = mode == QIcon::Disabled ? QPalette::Disabled : QPalette::Active;
        QColor colour = QGuiApplication::palette().color(
            group, mode == QIcon::Selected ? QPalette::HighlightedText : QPalette::WindowText);
        painter->save();
        painter->setRenderHint(QPainter::Antialiasing);
        if (m_symbol == Symbol::Application) {
            painter->setBrush(QColor(0, 86, 134));
            painter->setPen(Qt::NoPen);
            painter->drawRoundedRect(rect, rect.width() * 0.18, rect.height() * 0.18);
            colour = Qt::white;
        }
        const double side = qMin(rect.width(), rect.height());
        painter->translate(QRectF(rect).center() - QPointF(side, side) / 2);
        painter->scale(side / 24, side / 24);
        painter->setPen(QPen(colour, 1.6, Qt::SolidLine, Qt::RoundCap, Qt::RoundJoin));
        painter->setBrush(Qt::NoBrush);
        painter->drawPath(m_drawing.lines);
        painter->fillPath(m_drawing.areas, colour);
        painter->restore();
    }

    QPixmap pixmap(const QSize& size, QIcon::Mode mode, QIcon::State state) override
    {
        QPixmap result(size);
        result.fill(Qt::transparent);
        QPainter painter(&result);
        paint(&painter, QRect(QPoint(0, 0), size), mode, state);
        return result;
    }

    [[nodiscard]] QIconEngine* clone() const override { return new SymbolEngine(m_symbol); }

  private:
    Symbol m_symbol;
    Drawing m_drawing;
};

} // namespace

QIcon icon(Symbol symbol)
{
    return QIcon(new SymbolEngine(symbol));
}

} // namespace sorby::panels
