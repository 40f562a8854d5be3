// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/annotation/self_intersection.h"

#include <algorithm>
#include <cstddef>

namespace sorby::annotation {
namespace {

/// From a to b, with the points before and after it on its ring.
struct Edge {
    Point before;
    Point a;
    Point b;
    const Ring* ring = nullptr;
    std::size_t index = 0;

    [[nodiscard]] Box box() const
    {
        return {std::min(a.x, b.x), std::min(a.y, b.y), std::max(a.x, b.x), std::max(a.y, b.y)};
    }
};

void appendEdges(const Ring& ring, std::vector<Edge>& edges)
{
    const std::size_t count = ring.size();
    for (std::size_t i = 0; i < count; ++i) {
        edges.push_back({ring[(i + count - 1) % count], ring[i], ring[(i + 1) % count], &ring, i});
    }
}

bool areNeighbours(const Edge& s, const Edge& t)
{
    const std::size_t count = s.ring->size();
    return s.ring == t.ring && ((s.index + 1) % count == t.index || (t.index + 1) % count == s.index);
}

/// Where two edges of one line run along each other for more than a point: an end of one inside the other.
std::optional<Point> overlap(const Edge& s, const Edge& t)
{
    if (side(s.a, s.b, t.a) != 0 || side(s.a, s.b, t.b) != 0) {
        return {};
    }
    const double length = along(s.a, s.b, s.b);
    const double first = along(s.a, s.b, t.a);
    const double second = along(s.a, s.b, t.b);
    const double low = std::max(0.0, std::min(first, second));
    const double high = std::min(length, std::max(first, second));
    if (low >= high) {
        return {};
    }
    const double share = low / length;
    return Point{s.a.x + share * (s.b.x - s.a.x), s.a.y + share * (s.b.y - s.a.y)};
}

/// Does the ray from `corner` to `point` lie in the angle that opens clockwise from `from` to `to`?
bool isBetween(Point corner, Point from, Point to, Point point)
{
    const double turn = side(corner, from, to);
    if (turn == 0 && along(corner, from, to) < 0) {
        return side(corner, from, point) > 0;
    }
    if (turn > 0) {
        return side(corner, from, point) > 0 && side(corner, point, to) > 0;
    }
    return !(side(corner, to, point) >= 0 && side(corner, point, from) >= 0);
}

/// The start of `s` lies on `t`, its far end left out: does the line through it change sides of the line of
/// t?
bool crossesAtStart(const Edge& s, const Edge& t)
{
    const Point corner = s.a;
    if (side(t.a, t.b, corner) != 0 || corner == t.b) {
        return false;
    }
    const double place = along(t.a, t.b, corner);
    if (place < 0 || place >= along(t.a, t.b, t.b)) {
        return false;
    }
    const Point from = corner == t.a ? t.before : t.a;
    return isBetween(corner, from, t.b, s.before) != isBetween(corner, from, t.b, s.b);
}

std::optional<Point> crossing(const Edge& s, const Edge& t)
{
    if (auto place = overlap(s, t)) {
        return place;
    }
    if (areNeighbours(s, t)) {
        return {};
    }
    const double a = side(t.a, t.b, s.a);
    const double b = side(t.a, t.b, s.b);
    const double c = side(s.a, s.b, t.a);
    const double d = side(s.a, s.b, t.b);
    const auto apart = [](double one, double other) {
        return (one < 0 && other > 0) || (one > 0 && other < 0);
    };
    if (apart(a, b) && apart(c, d)) {
        const double share = a / (a - b);
        return Point{s.a.x + share * (s.b.x - s.a.x), s.a.y + share * (s.b.y - s.a.y)};
    }
    if (crossesAtStart(s, t)) {
        return s.a;
    }
    return crossesAtStart(t, s) ? std::optional(t.a) : std::nullopt;
}

} // namespace

std::optional<Point> findSelfIntersection(const Polygon& polygon)
{
    std::vector<Edge> edges;
    appendEdges(polygon.outer, edges);
    for (const Ring& hole : polygon.holes) {
        appendEdges(hole, edges);
    }
    std::sort(edges.begin(), edges.end(),
              [](const Edge& s, const Edge& t) { return s.box().left < t.box().left; });
    std::vector<const Edge*> active; // edges that a line sweeping from left to right still meets
    for (const Edge& edge : edges) {
        const Box box = edge.box();
        std::erase_if(active, [&](const Edge* other) { return other->box().right < box.left; });
        for (const Edge* other : active) {
            const Box otherBox = other->box();
            if (otherBox.top > box.bottom || otherBox.bottom < box.top) {
                continue;
            }
            if (auto place = crossing(edge, *other)) {
                return place;
            }
        }
        active.push_back(&edge);
    }
    return {};
}

} // namespace sorby::annotation
