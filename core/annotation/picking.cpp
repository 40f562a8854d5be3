// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/annotation/picking.h"

#include <algorithm>
#include <cmath>

namespace sorby::annotation {
namespace {

Point nearestOnSegment(Point a, Point b, Point point)
{
    const double dx = b.x - a.x;
    const double dy = b.y - a.y;
    const double squared = dx * dx + dy * dy;
    if (!(squared > 0)) {
        return a;
    }
    const double share = std::clamp(((point.x - a.x) * dx + (point.y - a.y) * dy) / squared, 0.0, 1.0);
    return {a.x + share * dx, a.y + share * dy};
}

double distance(Point a, Point b)
{
    return std::hypot(a.x - b.x, a.y - b.y);
}

} // namespace

const Ring& ringOf(const Polygon& polygon, std::size_t ring)
{
    return ring == 0 ? polygon.outer : polygon.holes[ring - 1];
}

Ring& ringOf(Polygon& polygon, std::size_t ring)
{
    return ring == 0 ? polygon.outer : polygon.holes[ring - 1];
}

std::optional<VertexHit> nearestVertex(const Polygon& polygon, Point at, double tolerancePx)
{
    std::optional<VertexHit> hit;
    for (std::size_t ring = 0; ring <= polygon.holes.size(); ++ring) {
        const Ring& points = ringOf(polygon, ring);
        for (std::size_t i = 0; i < points.size(); ++i) {
            const double own = distance(points[i], at);
            if (own <= tolerancePx && (!hit || own <= hit->distancePx)) {
                hit = VertexHit{ring, i, own};
            }
        }
    }
    return hit;
}

std::optional<EdgeHit> nearestEdge(const Polygon& polygon, Point at, double tolerancePx)
{
    std::optional<EdgeHit> hit;
    for (std::size_t ring = 0; ring <= polygon.holes.size(); ++ring) {
        const Ring& points = ringOf(polygon, ring);
        for (std::size_t i = 0; i < points.size(); ++i) {
            const Point place = nearestOnSegment(points[i], points[(i + 1) % points.size()], at);
            const double own = distance(place, at);
            if (own <= tolerancePx && (!hit || own < hit->distancePx)) {
                hit = EdgeHit{ring, i, place, own};
            }
        }
    }
    return hit;
}

ObjectPicker::ObjectPicker(std::span<const Object> objects) : m_objects(objects)
{
    m_boxes.reserve(objects.size());
    for (const Object& object : objects) {
        m_boxes.push_back(boundingBox(object.polygon));
    }
}

bool ObjectPicker::isHit(std::size_t object, Point at, double tolerancePx) const
{
    const Box& box = m_boxes[object];
    if (box.isEmpty() || at.x < box.left - tolerancePx || at.x > box.right + tolerancePx ||
        at.y < box.top - tolerancePx || at.y > box.bottom + tolerancePx) {
        return false;
    }
    const Polygon& polygon = m_objects[object].polygon;
    return contains(polygon, at) || (tolerancePx > 0 && distanceToOutline(polygon, at) <= tolerancePx);
}

std::vector<std::size_t> ObjectPicker::objectsAt(Point at, double tolerancePx) const
{
    std::vector<std::size_t> hits;
    for (std::size_t i = m_boxes.size(); i-- > 0;) {
        if (isHit(i, at, tolerancePx)) {
            hits.push_back(i);
        }
    }
    return hits;
}

std::optional<std::size_t> ObjectPicker::topmostAt(Point at, double tolerancePx) const
{
    for (std::size_t i = m_boxes.size(); i-- > 0;) {
        if (isHit(i, at, tolerancePx)) {
            return i;
        }
    }
    return {};
}

std::vector<std::size_t> ObjectPicker::objectsIn(const Box& box) const
{
    std::vector<std::size_t> found;
    for (std::size_t i = 0; i < m_boxes.size(); ++i) {
        const Box& own = m_boxes[i];
        if (!own.isEmpty() && own.left <= box.right && own.right >= box.left && own.top <= box.bottom &&
            own.bottom >= box.top) {
            found.push_back(i);
        }
    }
    return found;
}

} // namespace sorby::annotation
