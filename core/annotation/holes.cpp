// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/annotation/holes.h"

#include <algorithm>

namespace sorby::annotation {
namespace {

/// Rings that do not cross may touch; a point as near as this says nothing about where the rest lies.
constexpr double kTouchingPx = 1e-6;

Point middle(Point a, Point b)
{
    return {(a.x + b.x) / 2, (a.y + b.y) / 2};
}

/// A point of `ring`, a corner or the middle of an edge, that does not touch the other one.
std::optional<Point> pointApart(const Ring& ring, const Polygon& other)
{
    const auto isApart = [&](Point point) { return distanceToOutline(other, point) > kTouchingPx; };
    for (const Point point : ring) {
        if (isApart(point)) {
            return point;
        }
    }
    Point previous = ring.back();
    for (const Point point : ring) {
        if (isApart(middle(previous, point))) {
            return middle(previous, point);
        }
        previous = point;
    }
    return {};
}

bool isWithin(const Box& inner, const Box& outer)
{
    return inner.left >= outer.left && inner.top >= outer.top && inner.right <= outer.right &&
           inner.bottom <= outer.bottom;
}

} // namespace

std::optional<Point> findMisplacedHole(const Polygon& polygon)
{
    std::vector<Box> boxes;
    for (const Ring& hole : polygon.holes) {
        boxes.push_back(boundingBox(hole));
    }
    const Polygon outer{polygon.outer, {}};
    for (std::size_t i = 0; i < polygon.holes.size(); ++i) {
        const Ring& hole = polygon.holes[i];
        if (hole.empty()) {
            continue;
        }
        const auto place = pointApart(hole, outer);
        if (place && !contains(outer, *place)) {
            return place;
        }
        for (std::size_t k = 0; k < polygon.holes.size(); ++k) {
            if (k == i || !isWithin(boxes[i], boxes[k])) {
                continue;
            }
            const Polygon other{polygon.holes[k], {}};
            const auto inner = pointApart(hole, other);
            if (inner && contains(other, *inner)) {
                return inner;
            }
        }
    }
    return {};
}

std::vector<std::size_t> holesOfOuterDirection(const Polygon& polygon)
{
    std::vector<std::size_t> result;
    const double outer = signedArea(polygon.outer);
    for (std::size_t i = 0; i < polygon.holes.size(); ++i) {
        const double hole = signedArea(polygon.holes[i]);
        if ((hole > 0 && outer > 0) || (hole < 0 && outer < 0)) {
            result.push_back(i);
        }
    }
    return result;
}

void turnRound(Ring& ring)
{
    if (!ring.empty()) {
        std::reverse(ring.begin() + 1, ring.end());
    }
}

} // namespace sorby::annotation
