// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/annotation/geometry.h"

#include <algorithm>
#include <limits>

namespace sorby::annotation {
namespace {

/// Calls `visit` with both ends of every edge between finite points, the closing edge included.
template <typename Visitor>
void forEachEdge(const Ring& ring, const Visitor& visit)
{
    const auto last = std::find_if(ring.rbegin(), ring.rend(), isFinite);
    if (last == ring.rend()) {
        return;
    }
    Point previous = *last;
    for (const Point point : ring) {
        if (isFinite(point)) {
            visit(previous, point);
            previous = point;
        }
    }
}

bool containsOddly(const Ring& ring, Point point)
{
    bool inside = false;
    forEachEdge(ring, [&](Point a, Point b) {
        if (crossesLine(a, b, point.y) && crossingX(a, b, point.y) <= point.x) {
            inside = !inside;
        }
    });
    return inside;
}

double distanceToSegment(Point a, Point b, Point point)
{
    const double dx = b.x - a.x;
    const double dy = b.y - a.y;
    const double squaredLength = dx * dx + dy * dy;
    double share = 0;
    if (squaredLength > 0) {
        share = std::clamp(((point.x - a.x) * dx + (point.y - a.y) * dy) / squaredLength, 0.0, 1.0);
    }
    return std::hypot(a.x + share * dx - point.x, a.y + share * dy - point.y);
}

double distanceToRing(const Ring& ring, Point point)
{
    double distance = std::numeric_limits<double>::infinity();
    forEachEdge(ring,
                [&](Point a, Point b) { distance = std::min(distance, distanceToSegment(a, b, point)); });
    return distance;
}

Ring translated(Ring ring, double dx, double dy)
{
    for (Point& point : ring) {
        point = {point.x + dx, point.y + dy};
    }
    return ring;
}

} // namespace

double lengthOf(const Ring& ring)
{
    double length = 0;
    for (std::size_t i = 0; i < ring.size(); ++i) {
        const Point a = ring[i];
        const Point b = ring[(i + 1) % ring.size()];
        length += std::hypot(b.x - a.x, b.y - a.y);
    }
    return length;
}

double signedArea(const Ring& ring)
{
    if (ring.size() < 3) {
        return 0;
    }
    // Relative to the first point: far from the origin the products would lose the small differences.
    const Point origin = ring.front();
    double doubled = 0;
    for (std::size_t i = 1; i + 1 < ring.size(); ++i) {
        const Point a{ring[i].x - origin.x, ring[i].y - origin.y};
        const Point b{ring[i + 1].x - origin.x, ring[i + 1].y - origin.y};
        doubled += a.x * b.y - b.x * a.y;
    }
    return doubled / 2;
}

double area(const Polygon& polygon)
{
    double result = std::abs(signedArea(polygon.outer));
    for (const Ring& hole : polygon.holes) {
        result -= std::abs(signedArea(hole));
    }
    return result;
}

Box boundingBox(const Ring& ring)
{
    Box box;
    bool first = true;
    for (const Point point : ring) {
        if (!isFinite(point)) {
            continue;
        }
        if (first) {
            box = {point.x, point.y, point.x, point.y};
            first = false;
        }
        box = {std::min(box.left, point.x), std::min(box.top, point.y), std::max(box.right, point.x),
               std::max(box.bottom, point.y)};
    }
    return box;
}

Box boundingBox(const Polygon& polygon)
{
    // A hole that reaches out of the outer ring adds pixels there, so every ring counts.
    Box box = boundingBox(polygon.outer);
    for (const Ring& hole : polygon.holes) {
        const Box ring = boundingBox(hole);
        if (box.isEmpty()) {
            box = ring;
        } else if (!ring.isEmpty()) {
            box = {std::min(box.left, ring.left), std::min(box.top, ring.top),
                   std::max(box.right, ring.right), std::max(box.bottom, ring.bottom)};
        }
    }
    return box;
}

bool contains(const Polygon& polygon, Point point)
{
    bool inside = containsOddly(polygon.outer, point);
    for (const Ring& hole : polygon.holes) {
        inside ^= containsOddly(hole, point);
    }
    return inside;
}

double distanceToOutline(const Polygon& polygon, Point point)
{
    double distance = distanceToRing(polygon.outer, point);
    for (const Ring& hole : polygon.holes) {
        distance = std::min(distance, distanceToRing(hole, point));
    }
    return distance;
}

Polygon translated(const Polygon& polygon, double dx, double dy)
{
    Polygon result{translated(polygon.outer, dx, dy), {}};
    result.holes.reserve(polygon.holes.size());
    for (const Ring& hole : polygon.holes) {
        result.holes.push_back(translated(hole, dx, dy));
    }
    return result;
}

} // namespace sorby::annotation
