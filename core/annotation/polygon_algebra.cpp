// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/annotation/polygon_algebra.h"

#include <boost/geometry/algorithms/correct.hpp>
#include <boost/geometry/algorithms/intersection.hpp>
#include <boost/geometry/algorithms/intersects.hpp>
#include <boost/geometry/core/exception.hpp>
#include <boost/geometry/geometries/box.hpp>
#include <boost/geometry/geometries/multi_polygon.hpp>
#include <boost/geometry/geometries/point_xy.hpp>
#include <boost/geometry/geometries/polygon.hpp>
#include <boost/geometry/strategies/strategies.hpp>

#include <algorithm>

namespace sorby::annotation {
namespace {

namespace bg = boost::geometry;
using BoostPoint = bg::model::d2::point_xy<double>;
using BoostPolygon =
    bg::model::polygon<BoostPoint, true, false>; // not closed: the first point is not repeated
using BoostBox = bg::model::box<BoostPoint>;

BoostPolygon toBoost(const Polygon& polygon)
{
    const auto copy = [](const Ring& ring, auto& target) {
        for (const Point point : ring) {
            target.emplace_back(point.x, point.y);
        }
    };
    BoostPolygon result;
    copy(polygon.outer, result.outer());
    result.inners().resize(polygon.holes.size());
    for (std::size_t i = 0; i < polygon.holes.size(); ++i) {
        copy(polygon.holes[i], result.inners()[i]);
    }
    return result;
}

/// The points where an outline was cut may lie a rounding error beyond the border.
Ring fromBoost(const BoostPolygon::ring_type& ring, Size image)
{
    Ring result;
    for (const BoostPoint& point : ring) {
        const Point kept{std::clamp(point.x(), 0.0, static_cast<double>(image.width)),
                         std::clamp(point.y(), 0.0, static_cast<double>(image.height))};
        if (result.empty() || result.back() != kept) {
            result.push_back(kept);
        }
    }
    while (result.size() > 1 && result.front() == result.back()) {
        result.pop_back();
    }
    return result;
}

/// Turns `ring` the way of `original` and lets it begin with the first of the original's points that it has.
void arrangeLike(const Ring& original, Ring& ring)
{
    if ((signedArea(original) < 0) != (signedArea(ring) < 0)) {
        std::reverse(ring.begin(), ring.end());
    }
    for (const Point point : original) {
        const auto found = std::find(ring.begin(), ring.end(), point);
        if (found != ring.end()) {
            std::rotate(ring.begin(), found, ring.end());
            return;
        }
    }
}

} // namespace

bool meetsItself(const Polygon& polygon)
{
    return bg::intersects(toBoost(polygon));
}

std::optional<std::vector<Polygon>> clipped(const Polygon& polygon, Size image)
{
    BoostPolygon subject = toBoost(polygon);
    bg::correct(subject);
    const BoostBox box({0, 0}, {static_cast<double>(image.width), static_cast<double>(image.height)});
    bg::model::multi_polygon<BoostPolygon> pieces;
    try {
        bg::intersection(subject, box, pieces);
    } catch (const bg::exception&) {
        return {};
    }
    std::vector<Polygon> result;
    for (const BoostPolygon& piece : pieces) {
        Polygon part{fromBoost(piece.outer(), image), {}};
        if (part.outer.size() < 3) {
            continue;
        }
        for (const auto& hole : piece.inners()) {
            part.holes.push_back(fromBoost(hole, image));
        }
        result.push_back(std::move(part));
    }
    if (result.size() == 1) {
        arrangeLike(polygon.outer, result.front().outer);
    }
    return result;
}

} // namespace sorby::annotation
