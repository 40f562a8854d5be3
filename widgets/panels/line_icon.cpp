// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/panels/line_icon.h"

#include <QGuiApplication>
#include <QIconEngine>
#include <QPainter>
#include <QPalette>

#include <algorithm>
#include <cmath>
#include <utility>
#include <vector>

namespace sorby::panels {
namespace {

constexpr double kUnits = 24;
constexpr double kPenUnits = 1.6;
const QColor kApplicationColour(0, 86, 134);

/// Where horizontal lines (`along` is y) or vertical ones (x) run.
std::vector<double> levels(const QPainterPath& path, double QPainterPath::Element::*along)
{
    std::vector<double> result;
    for (int i = 1; i < path.elementCount(); ++i) {
        const auto from = path.elementAt(i - 1);
        const auto to = path.elementAt(i);
        if (to.type == QPainterPath::LineToElement && qFuzzyCompare(1 + from.*along, 1 + to.*along)) {
            result.push_back(to.*along);
        }
    }
    return result;
}

/// The path in pixels, with its horizontal and vertical lines where `offset` from whole pixels lets them
/// cover whole ones. Everything else stays where it is.
QPainterPath fitted(const QPainterPath& path, double scale, double offset)
{
    const auto columns = levels(path, &QPainterPath::Element::x);
    const auto rows = levels(path, &QPainterPath::Element::y);
    const auto place = [scale, offset](double value, const std::vector<double>& snapped) {
        const bool snaps = std::any_of(snapped.begin(), snapped.end(),
                                       [value](double level) { return qFuzzyCompare(1 + level, 1 + value); });
        return snaps ? std::round(value * scale - offset) + offset : value * scale;
    };
    QPainterPath result = path;
    for (int i = 0; i < path.elementCount(); ++i) {
        const auto element = path.elementAt(i);
        result.setElementPositionAt(i, place(element.x, columns), place(element.y, rows));
    }
    return result;
}

class LineIconEngine final : public QIconEngine {
  public:
    LineIconEngine(LineDrawing drawing, Ground ground) : m_drawing(std::move(drawing)), m_ground(ground) {}

    void paint(QPainter* painter, const QRect& rect, QIcon::Mode mode, QIcon::State) override
    {
        const auto group = mode == QIcon::Disabled ? QPalette::Disabled : QPalette::Active;
        QColor colour = QGuiApplication::palette().color(
            group, mode == QIcon::Selected ? QPalette::HighlightedText : QPalette::WindowText);
        painter->save();
        painter->setRenderHint(QPainter::Antialiasing);
        if (m_ground == Ground::Application) {
            painter->setBrush(kApplicationColour);
            painter->setPen(Qt::NoPen);
            painter->drawRoundedRect(rect, rect.width() * 0.18, rect.height() * 0.18);
            colour = Qt::white;
        }
        const int side = qMin(rect.width(), rect.height());
        const double scale = side / kUnits;
        double pen = kPenUnits * scale;
        pen = pen < 1.25 ? 1.0 : pen; // a hair more than a pixel only blurs
        painter->translate(rect.x() + (rect.width() - side) / 2, rect.y() + (rect.height() - side) / 2);
        painter->setPen(QPen(colour, pen, Qt::SolidLine, Qt::RoundCap, Qt::RoundJoin));
        painter->setBrush(Qt::NoBrush);
        painter->drawPath(fitted(m_drawing.lines, scale, std::lround(pen) % 2 == 1 ? 0.5 : 0.0));
        painter->fillPath(fitted(m_drawing.areas, scale, 0), colour);
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

    [[nodiscard]] QIconEngine* clone() const override { return new LineIconEngine(m_drawing, m_ground); }

  private:
    LineDrawing m_drawing;
    Ground m_ground;
};

} // namespace

void addPolyline(QPainterPath& path, std::initializer_list<QPointF> points, bool close)
{
    path.moveTo(*points.begin());
    for (auto point = points.begin() + 1; point != points.end(); ++point) {
        path.lineTo(*point);
    }
    if (close) {
        path.closeSubpath();
    }
}

QIcon lineIcon(const LineDrawing& drawing, Ground ground)
{
    return QIcon(new LineIconEngine(drawing, ground));
}

} // namespace sorby::panels
