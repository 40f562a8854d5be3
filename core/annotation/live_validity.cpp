// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/annotation/live_validity.h"

#include "core/annotation/picking.h"
#include "core/annotation/self_intersection.h"

#include <algorithm>
#include <initializer_list>

namespace sorby::annotation {
namespace {

/// Where two edges on one line share more than a point.
std::optional<Point> overlap(Point a, Point b, Point c, Point d)
{
    if (side(a, b, c) != 0 || side(a, b, d) != 0 || a == b) {
        return {};
    }
    const double length = along(a, b, b);
    const double low = std::max(0.0, std::min(along(a, b, c), along(a, b, d)));
    const double high = std::min(length, std::max(along(a, b, c), along(a, b, d)));
    if (low >= high) {
        return {};
    }
    return Point{a.x + low / length * (b.x - a.x), a.y + low / length * (b.y - a.y)};
}

/// Is the point on the edge and none of its ends?
bool isOn(Point a, Point b, Point point)
{
    const double place = along(a, b, point);
    return side(a, b, point) == 0 && place > 0 && place < along(a, b, b);
}

std::optional<Point> crossing(Point a, Point b, Point c, Point d)
{
    if (const auto place = overlap(a, b, c, d)) {
        return place;
    }
    const double ofA = side(c, d, a);
    const double ofB = side(c, d, b);
    const double ofC = side(a, b, c);
    const double ofD = side(a, b, d);
    const auto apart = [](double one, double other) {
        return (one < 0 && other > 0) || (one > 0 && other < 0);
    };
    if (!apart(ofA, ofB) || !apart(ofC, ofD)) {
        return {};
    }
    const double share = ofA / (ofA - ofB);
    return Point{a.x + share * (b.x - a.x), a.y + share * (b.y - a.y)};
}

} // namespace

std::optional<Point> findCrossingAtVertex(const Polygon& polygon, std::size_t ring, std::size_t vertex)
{
    const Ring& own = ringOf(polygon, ring);
    const std::size_t count = own.size();
    const std::size_t before = (vertex + count - 1) % count;
    bool touches = false;
    for (const std::size_t edge : {before, vertex}) {
        const Point a = own[edge];
        const Point b = own[(edge + 1) % count];
        for (std::size_t r = 0; r <= polygon.holes.size(); ++r) {
            const Ring& other = ringOf(polygon, r);
            for (std::size_t i = 0; i < other.size(); ++i) {
                if (r == ring && i == edge) {
                    continue;
                }
                const Point c = other[i];
                const Point d = other[(i + 1) % other.size()];
                if (const auto place = crossing(a, b, c, d)) {
                    return place;
                }
                touches = touches || isOn(a, b, c) || isOn(c, d, a) || isOn(c, d, b);
            }
        }
    }
    // Whether a line that goes through a corner changes sides there, the other edges at that corner say.
    return touches ? findSelfIntersection(polygon) : std::nullopt;
}

std::optional<Point> findCrossingOfNextPoint(const std::vector<Point>& outline, Point next)
{
    if (outline.empty() || outline.back() == next) {
        return {};
    }
    for (std::size_t i = 0; i + 1 < outline.size(); ++i) {
        if (const auto place = crossing(outline.back(), next, outline[i], outline[i + 1])) {
            return place;
        }
    }
    return {};
}

} // namespace sorby::annotation
