// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/canvas/shapes.h"

#include "widgets/support/qt_convert.h"

#include <QPainter>
#include <QPen>

#include <cmath>
#include <cstdint>

namespace sorby::canvas {

namespace {

constexpr double kLineWidth = 1.5;
constexpr double kCasingWidth = 3.5;
constexpr double kCircleRadius = 4.5;
constexpr double kCrossArm = 4.5;
constexpr double kMarkReach = 8; ///< a mark with its casing lies within this distance of its place

/// With more points in sight, lines are drawn as hairlines: the cost of wide antialiased lines is in their
/// points, and this many still fit into a frame.
constexpr std::size_t kMostPointsOfWideLines = 1500;
/// Points of a line nearer to each other on the screen than this are left out, in widget units.
constexpr double kFinestDetail = 0.75;

QColor casingColour()
{
    return {0, 0, 0, 150};
}

QColor classColour(const annotation::ClassList& classes, annotation::ClassId id)
{
    return id < classes.size() ? support::toQColor(classes[id].colour) : QColor(Qt::white);
}

QPolygonF closedRing(const annotation::Ring& ring)
{
    QPolygonF points;
    points.reserve(static_cast<qsizetype>(ring.size()) + 1);
    for (const auto& point : ring) {
        points.append(QPointF(point.x, point.y));
    }
    if (!points.isEmpty()) {
        points.append(points.first());
    }
    return points;
}

/// The ring on the screen, without detail that could not be seen there. Its first and last point stay.
QPolygonF onScreen(const QPolygonF& ring, QPointF origin, double scale)
{
    QPolygonF points;
    points.reserve(ring.size());
    for (qsizetype i = 0; i < ring.size(); ++i) {
        const auto point = origin + ring[i] * scale;
        const bool isEnd = i == 0 || i + 1 == ring.size();
        if (isEnd || (point - points.last()).manhattanLength() >= kFinestDetail) {
            points.append(point);
        }
    }
    return points;
}

/// Not QRectF::intersects, which finds nothing in the empty bounds of a flat outline.
bool touches(const QRectF& bounds, const QRectF& area)
{
    return bounds.right() >= area.left() && bounds.left() <= area.right() && bounds.bottom() >= area.top() &&
           bounds.top() <= area.bottom();
}

} // namespace

QColor annotatorColour(const std::string& annotator)
{
    // FNV-1a: the same on every machine, unlike std::hash.
    std::uint32_t hash = 2166136261U;
    for (const char c : annotator) {
        hash = (hash ^ static_cast<unsigned char>(c)) * 16777619U;
    }
    constexpr int kHues = 12;
    return QColor::fromHsv(static_cast<int>(hash % kHues) * (360 / kHues), 190, 255);
}

Shapes::Shapes(const annotation::Annotations& annotations, const annotation::ClassList& classes)
{
    m_outlines.reserve(annotations.objects.size());
    for (const auto& object : annotations.objects) {
        const auto colour = classColour(classes, object.classId);
        Outline outline{{closedRing(object.polygon.outer)}, {}, colour};
        for (const auto& hole : object.polygon.holes) {
            outline.rings.push_back(closedRing(hole));
        }
        outline.bounds = outline.rings.front().boundingRect();
        m_outlines.push_back(std::move(outline));
        if (object.poi) {
            m_marks.push_back({QPointF(object.poi->x, object.poi->y), colour, true});
        }
    }
    for (const auto& point : annotations.points) {
        m_marks.push_back(
            {QPointF(point.position.x, point.position.y), annotatorColour(point.annotator), false});
    }
}

std::vector<Shapes::Line> Shapes::visibleLines(QPointF origin, double scale, const QRectF& clip) const
{
    const QRectF inImage((clip.topLeft() - origin) / scale, clip.size() / scale);
    const double reach = kCasingWidth / scale;
    const auto visible = inImage.adjusted(-reach, -reach, reach, reach);
    std::vector<Line> lines;
    for (const auto& outline : m_outlines) {
        if (touches(outline.bounds, visible)) {
            for (const auto& ring : outline.rings) {
                lines.push_back({onScreen(ring, origin, scale), outline.colour});
            }
        }
    }
    return lines;
}

void Shapes::drawPolygons(QPainter& painter, QPointF origin, double scale, const QRectF& clip) const
{
    const auto lines = visibleLines(origin, scale, clip);
    std::size_t points = 0;
    for (const auto& line : lines) {
        points += static_cast<std::size_t>(line.points.size());
    }
    painter.save();
    painter.setRenderHint(QPainter::Antialiasing);
    const auto drawAll = [&](double width, bool casing, QPointF offset) {
        for (const auto& line : lines) {
            painter.setPen(QPen(casing ? casingColour() : line.colour, width, Qt::SolidLine, Qt::SquareCap,
                                Qt::BevelJoin));
            painter.drawPolyline(offset.isNull() ? line.points : line.points.translated(offset));
        }
    };
    // All casings first: a neighbour's casing would darken the line of a shared edge.
    if (points <= kMostPointsOfWideLines) {
        drawAll(kCasingWidth, true, {});
        drawAll(kLineWidth, false, {});
    } else {
        drawAll(0, true, QPointF(-1, -1));
        drawAll(0, true, QPointF(1, 1));
        drawAll(0, false, {});
    }
    painter.restore();
}

void Shapes::drawPoints(QPainter& painter, QPointF origin, double scale, const QRectF& clip) const
{
    const auto visible = clip.adjusted(-kMarkReach, -kMarkReach, kMarkReach, kMarkReach);
    painter.save();
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setBrush(Qt::NoBrush);
    for (const auto& mark : m_marks) {
        const auto place = origin + mark.place * scale;
        if (!visible.contains(place)) {
            continue;
        }
        for (const bool casing : {true, false}) {
            painter.setPen(QPen(casing ? casingColour() : mark.colour, casing ? kCasingWidth : kLineWidth));
            if (mark.isCross) {
                painter.drawLine(place - QPointF(kCrossArm, 0), place + QPointF(kCrossArm, 0));
                painter.drawLine(place - QPointF(0, kCrossArm), place + QPointF(0, kCrossArm));
            } else {
                painter.drawEllipse(place, kCircleRadius, kCircleRadius);
            }
        }
    }
    painter.restore();
}

} // namespace sorby::canvas
