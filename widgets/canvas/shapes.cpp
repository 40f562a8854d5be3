// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/canvas/shapes.h"

#include "widgets/support/qt_convert.h"

#include <QPainter>
#include <QPen>

#include <cstdint>

namespace sorby::canvas {

namespace {

constexpr double kLineWidth = 1.5;
constexpr double kCasingWidth = 3.5;
constexpr double kCircleRadius = 4.5;
constexpr double kCrossArm = 4.5;
constexpr double kMarkReach = 8; ///< a mark with its casing lies within this distance of its place

QColor casingColour()
{
    return {0, 0, 0, 150};
}

QColor classColour(const annotation::ClassList& classes, annotation::ClassId id)
{
    return id < classes.size() ? support::toQColor(classes[id].colour) : QColor(Qt::white);
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
        auto path = support::toPainterPath(object.polygon);
        const auto bounds = path.controlPointRect();
        m_outlines.push_back({std::move(path), bounds, colour});
        if (object.poi) {
            m_marks.push_back({QPointF(object.poi->x, object.poi->y), colour, true});
        }
    }
    for (const auto& point : annotations.points) {
        m_marks.push_back(
            {QPointF(point.position.x, point.position.y), annotatorColour(point.annotator), false});
    }
}

void Shapes::drawPolygons(QPainter& painter, QPointF origin, double scale, const QRectF& clip) const
{
    const QRectF inImage((clip.topLeft() - origin) / scale, clip.size() / scale);
    const double reach = kCasingWidth / scale;
    const auto visible = inImage.adjusted(-reach, -reach, reach, reach);
    painter.save();
    painter.setRenderHint(QPainter::Antialiasing);
    painter.translate(origin);
    painter.scale(scale, scale);
    painter.setBrush(Qt::NoBrush);
    // All casings first: a neighbour's casing would darken the line of a shared edge.
    for (const bool casing : {true, false}) {
        for (const auto& outline : m_outlines) {
            // Not QRectF::intersects: a flat outline's empty bounds would never meet.
            if (outline.bounds.right() < visible.left() || outline.bounds.left() > visible.right() ||
                outline.bounds.bottom() < visible.top() || outline.bounds.top() > visible.bottom()) {
                continue;
            }
            // Not a cosmetic pen, whose width would be in device pixels and thin on a fine screen.
            painter.setPen(QPen(casing ? casingColour() : outline.colour,
                                (casing ? kCasingWidth : kLineWidth) / scale, Qt::SolidLine, Qt::SquareCap,
                                Qt::BevelJoin));
            painter.drawPath(outline.path);
        }
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
