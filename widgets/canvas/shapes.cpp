// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/canvas/shapes.h"

#include "widgets/canvas/fast_lines.h"
#include "widgets/support/qt_convert.h"

#include <QImage>
#include <QPainter>
#include <QPainterPath>
#include <QPen>

#include <algorithm>
#include <cmath>

namespace sorby::canvas {

namespace {

// In units of the screen; device pixels are those times the ratio.
constexpr double kLineWidth = 1.5;
constexpr double kCasingWidth = 3.5;
constexpr double kRaisedWidth = 2.5;
constexpr double kHaloWidth = 5;
constexpr double kCircleRadius = 4.5;
constexpr double kCrossArm = 4.5;
constexpr double kMarkReach = 8; ///< a mark with its casing lies within this distance of its place
constexpr double kDotReach = 2;

/// With more points in sight, lines are drawn one pixel wide: the cost of wide antialiased lines is in their
/// points, and this many still fit into a frame.
constexpr std::size_t kMostPointsOfWideLines = 1500;
/// With more, a rough picture has hairlines.
constexpr std::size_t kMostPointsOfThinLines = 12000;
/// With less a rough picture would save little: points, and device pixels of line.
constexpr std::size_t kFewPoints = 300;
constexpr double kShortLines = 6000;
constexpr std::size_t kMostWholeMarks = 1500;
/// Points of a line nearer to each other on the screen than this are left out, in device pixels.
constexpr double kFinestDetail = 0.75;
constexpr int kCasingAlpha = 110;

QColor casingColour()
{
    return {0, 0, 0, 150};
}

void appendRing(const annotation::Ring& ring, double tolerance, std::vector<QPointF>& points)
{
    const auto begin = points.size();
    for (const auto& vertex : ring) {
        const QPointF point(vertex.x, vertex.y);
        if (points.size() == begin || (point - points.back()).manhattanLength() >= tolerance) {
            points.push_back(point);
        }
    }
    if (points.size() > begin) {
        points.push_back(points[begin]);
    }
}

/// The segments of a line that may be seen in a rectangle: stroking all of a long line takes its time even
/// where nothing of it is in sight.
QPainterPath partsInside(const std::vector<QPointF>& line, const QRectF& rect)
{
    QPainterPath path;
    bool isOpen = false;
    for (std::size_t i = 1; i < line.size(); ++i) {
        const auto [left, right] = std::minmax({line[i - 1].x(), line[i].x()});
        const auto [top, bottom] = std::minmax({line[i - 1].y(), line[i].y()});
        const bool isInside =
            left <= rect.right() && right >= rect.left() && top <= rect.bottom() && bottom >= rect.top();
        if (isInside && !isOpen) {
            path.moveTo(line[i - 1]);
        }
        if (isInside) {
            path.lineTo(line[i]);
        }
        isOpen = isInside;
    }
    return path;
}

annotation::Box boxOf(const QRectF& rect)
{
    return {rect.left(), rect.top(), rect.right(), rect.bottom()};
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

Shapes::Shapes(std::shared_ptr<const imaging::ObjectSet> objects,
               const std::vector<annotation::PointOfInterest>& points, const annotation::ClassList& classes,
               double devicePixelRatio)
    : m_objects(std::move(objects)), m_classColours(256, qRgb(255, 255, 255)), m_pixelRatio(devicePixelRatio)
{
    for (const auto& info : classes) {
        m_classColours[info.id] = support::toQColor(info.colour).rgb();
    }
    for (std::size_t i = 0; i < m_objects->size(); ++i) {
        if (const auto& item = m_objects->item(i); item.poi) {
            m_marks.push_back({QPointF(item.poi->x, item.poi->y), m_classColours[item.classId], true});
        }
    }
    for (const auto& point : points) {
        m_marks.push_back(
            {QPointF(point.position.x, point.position.y), annotatorColour(point.annotator).rgb(), false});
    }
}

int Shapes::detailFor(double zoom)
{
    return zoom >= 1 ? 0 : static_cast<int>(std::floor(std::log2(1 / zoom)));
}

const Shapes::Detail& Shapes::detail(int number, const std::vector<std::uint32_t>& objects)
{
    // At full size every point counts; from afar what is less than a device pixel goes.
    const double tolerance = number == 0 ? 0 : std::ldexp(kFinestDetail, number);
    auto& detail = m_details[number];
    detail.outlines.resize(m_objects->size());
    const auto count = [](const auto& list) { return static_cast<std::uint32_t>(list.size()); };
    const auto add = [&](const annotation::Ring& ring) {
        const auto begin = count(detail.points);
        appendRing(ring, tolerance, detail.points);
        detail.rings.push_back({begin, count(detail.points)});
    };
    for (const auto object : objects) {
        auto& outline = detail.outlines[object];
        if (outline.begin != outline.end) {
            continue;
        }
        outline.begin = count(detail.rings);
        const auto& polygon = m_objects->item(object).polygon;
        add(polygon.outer);
        for (const auto& hole : polygon.holes) {
            add(hole);
        }
        outline.end = count(detail.rings);
    }
    return detail;
}

QColor Shapes::colourOf(std::uint32_t object) const
{
    return QColor(m_classColours[m_objects->item(object).classId]);
}

std::vector<std::uint32_t> Shapes::visible(const QRectF& device, const Placement& place) const
{
    const double reach = kHaloWidth * m_pixelRatio;
    return m_objects->find(boxOf(place.toImage(device.adjusted(-reach, -reach, reach, reach))));
}

bool Shapes::prepare(const Placement& place)
{
    const auto objects = visible(place.view, place);
    const auto& shown = detail(detailFor(place.zoom), objects);
    m_pointsInSight = 0;
    m_lengthInSight = 0;
    const double longest = 2 * (place.view.width() + place.view.height());
    for (const auto object : objects) {
        const auto& outline = shown.outlines[object];
        m_pointsInSight += shown.rings[outline.end - 1].end - shown.rings[outline.begin].begin;
        const auto& bounds = m_objects->item(object).bounds;
        const double around = 2 * (bounds.right - bounds.left + bounds.bottom - bounds.top) * place.zoom;
        m_lengthInSight += std::min(around, longest);
        if (m_pointsInSight > kMostPointsOfThinLines) {
            break;
        }
    }
    const bool isThin = m_pointsInSight > kMostPointsOfWideLines;
    const bool hasDots =
        m_marks.size() > kMostWholeMarks && marksIn(place.toImage(place.view)) > kMostWholeMarks;
    const bool isOther = isThin != m_isThin || hasDots != m_hasDots;
    m_isThin = isThin;
    m_hasDots = hasDots;
    return isOther;
}

std::size_t Shapes::marksIn(const QRectF& area) const
{
    return static_cast<std::size_t>(std::count_if(
        m_marks.begin(), m_marks.end(), [&](const Mark& mark) { return area.contains(mark.place); }));
}

bool Shapes::isHeavy() const
{
    return m_pointsInSight > kFewPoints || m_lengthInSight > kShortLines;
}

void Shapes::drawPolygons(QImage& image, const Placement& place)
{
    const auto objects = visible(place.clip, place);
    if (place.isRough && m_pointsInSight > kMostPointsOfThinLines) {
        drawHair(image, place, objects);
    } else if (place.isRough || m_isThin) {
        drawThin(image, place, objects);
    } else {
        drawWide(image, place, objects);
    }
}

template <typename Draw>
void Shapes::forEachLine(const Detail& shown, const Placement& place,
                         const std::vector<std::uint32_t>& objects, Draw draw) const
{
    std::vector<QPointF> line;
    for (const auto object : objects) {
        for (auto ring = shown.outlines[object].begin; ring < shown.outlines[object].end; ++ring) {
            line.clear();
            for (auto i = shown.rings[ring].begin; i < shown.rings[ring].end; ++i) {
                line.push_back(place.origin + shown.points[i] * place.zoom);
            }
            draw(line, object);
        }
    }
}

void Shapes::drawWide(QImage& image, const Placement& place, const std::vector<std::uint32_t>& objects)
{
    const auto& shown = detail(detailFor(place.zoom), objects);
    QPainter painter(&image);
    painter.setClipRect(place.clip);
    painter.setRenderHint(QPainter::Antialiasing);
    const double reach = kHaloWidth * m_pixelRatio;
    const auto inSight = place.clip.adjusted(-reach, -reach, reach, reach);
    // All casings first: a neighbour's casing would darken the line of a shared edge.
    for (const bool isCasing : {true, false}) {
        const double width = (isCasing ? kCasingWidth : kLineWidth) * m_pixelRatio;
        forEachLine(shown, place, objects, [&](const std::vector<QPointF>& line, std::uint32_t object) {
            painter.strokePath(partsInside(line, inSight),
                               QPen(isCasing ? casingColour() : colourOf(object), width, Qt::SolidLine,
                                    Qt::SquareCap, Qt::BevelJoin));
        });
    }
}

void Shapes::drawThin(QImage& image, const Placement& place, const std::vector<std::uint32_t>& objects)
{
    const auto& shown = detail(detailFor(place.zoom), objects);
    FastLines lines(image, place.clip.toAlignedRect());
    for (const bool isCasing : {true, false}) {
        forEachLine(shown, place, objects, [&](const std::vector<QPointF>& line, std::uint32_t object) {
            if (isCasing) {
                lines.polyline(line, qRgb(0, 0, 0), kCasingAlpha, {1, 1});
            } else {
                lines.polyline(line, colourOf(object).rgb(), 255);
            }
        });
    }
}

void Shapes::drawHair(QImage& image, const Placement& place, const std::vector<std::uint32_t>& objects)
{
    // What is this near is soon seen better.
    const auto& shown = detail(detailFor(place.zoom) + 1, objects);
    FastLines lines(image, place.clip.toAlignedRect());
    forEachLine(shown, place, objects, [&](const std::vector<QPointF>& line, std::uint32_t object) {
        lines.hairline(line, colourOf(object).rgb());
    });
}

void Shapes::drawPoints(QPainter& painter, const Placement& place) const
{
    const double reach = (m_hasDots ? kDotReach : kMarkReach) * m_pixelRatio;
    const auto area = place.toImage(place.clip.adjusted(-reach, -reach, reach, reach));
    painter.save();
    painter.setRenderHint(QPainter::Antialiasing, !m_hasDots);
    painter.setBrush(Qt::NoBrush);
    for (const auto& mark : m_marks) {
        if (!area.contains(mark.place)) {
            continue;
        }
        const auto at = place.origin + mark.place * place.zoom;
        if (m_hasDots) {
            const QRect dot(qRound(at.x()) - 2, qRound(at.y()) - 2, 4, 4);
            painter.fillRect(dot, casingColour());
            painter.fillRect(dot.adjusted(1, 1, -1, -1), QColor(mark.colour));
            continue;
        }
        for (const bool isCasing : {true, false}) {
            painter.setPen(QPen(isCasing ? casingColour() : QColor(mark.colour),
                                (isCasing ? kCasingWidth : kLineWidth) * m_pixelRatio));
            const double arm = kCrossArm * m_pixelRatio;
            if (mark.isCross) {
                painter.drawLine(at - QPointF(arm, 0), at + QPointF(arm, 0));
                painter.drawLine(at - QPointF(0, arm), at + QPointF(0, arm));
            } else {
                painter.drawEllipse(at, kCircleRadius * m_pixelRatio, kCircleRadius * m_pixelRatio);
            }
        }
    }
    painter.restore();
}

void Shapes::drawRaised(QPainter& painter, const Placement& place, annotation::ObjectId id,
                        bool isSelected) const
{
    painter.save();
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setBrush(Qt::NoBrush);
    for (const auto object : visible(place.view, place)) {
        const auto& item = m_objects->item(object);
        if (item.id != id) {
            continue;
        }
        const auto drawRing = [&](const annotation::Ring& ring) {
            QPolygonF line;
            line.reserve(static_cast<qsizetype>(ring.size()));
            for (const auto& point : ring) {
                line.append(place.origin + QPointF(point.x, point.y) * place.zoom);
            }
            painter.drawPolygon(line);
        };
        for (const bool isHalo : {true, false}) {
            const QColor halo = isSelected ? QColor(255, 255, 255, 220) : QColor(255, 255, 255, 130);
            painter.setPen(QPen(isHalo ? halo : colourOf(object),
                                (isHalo ? kHaloWidth : kRaisedWidth) * m_pixelRatio, Qt::SolidLine,
                                Qt::SquareCap, Qt::RoundJoin));
            drawRing(item.polygon.outer);
            for (const auto& hole : item.polygon.holes) {
                drawRing(hole);
            }
        }
    }
    painter.restore();
}

} // namespace sorby::canvas
