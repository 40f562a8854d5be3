// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/raster.h"

#include <cmath>
#include <utility>
#include <vector>

/// The convention of coordinates, stated here and nowhere else: x right, y down; pixel (i, j) covers [i, i+1)
/// x [j, j+1) and its centre is (i + 0.5, j + 0.5). A pixel belongs to a polygon if and only if its centre is
/// inside (even-odd over all rings, half-open: a shared edge gives each pixel to exactly one side).
///
/// Files whose coordinates name pixels (Aachen-Heerlen clicks) are shifted by kPixelCentre on import and back
/// on export; files with corner coordinates are not.
namespace sorby::annotation {

inline constexpr double kPixelCentre = 0.5;

struct Point {
    double x = 0;
    double y = 0;
    bool operator==(const Point&) const = default;
};

[[nodiscard]] inline bool isFinite(Point point)
{
    return std::isfinite(point.x) && std::isfinite(point.y);
}

/// A closed line: the last point joins the first, which is not repeated.
using Ring = std::vector<Point>;

struct Polygon {
    Ring outer;
    std::vector<Ring> holes;
    bool operator==(const Polygon&) const = default;
};

/// [left, right] x [top, bottom]; empty when right < left.
struct Box {
    double left = 0;
    double top = 0;
    double right = -1;
    double bottom = -1;
    [[nodiscard]] bool isEmpty() const { return right < left || bottom < top; }
    bool operator==(const Box&) const = default;
};

/// Twice the signed area of the triangle: positive when c lies to the right of the way from a to b on the
/// screen (y down), 0 when it is on their line.
[[nodiscard]] inline double side(Point a, Point b, Point c)
{
    return (b.x - a.x) * (c.y - a.y) - (b.y - a.y) * (c.x - a.x);
}
/// How far c lies along the way from a to b, times its length.
[[nodiscard]] inline double along(Point a, Point b, Point c)
{
    return (b.x - a.x) * (c.x - a.x) + (b.y - a.y) * (c.y - a.y);
}

/// Of the closed line, in pixels.
[[nodiscard]] double lengthOf(const Ring& ring);
/// Shoelace formula. Positive when the points turn clockwise on the screen (y down).
[[nodiscard]] double signedArea(const Ring& ring);
/// Area of the outer ring less the holes, in square pixels.
[[nodiscard]] double area(const Polygon& polygon);
/// Of the points that are finite.
[[nodiscard]] Box boundingBox(const Ring& ring);
[[nodiscard]] Box boundingBox(const Polygon& polygon);

/// Does the edge from a to b cross the horizontal line at y? Half-open: the upper end counts, the lower does
/// not.
[[nodiscard]] inline bool crossesLine(Point a, Point b, double y)
{
    return (a.y <= y) != (b.y <= y);
}
/// Where an edge that crosses the line at y does so. The same number whichever end comes first, so that two
/// polygons agree on the edge between them, and exact where it is a multiple of 1/2 and the ends are, too.
[[nodiscard]] inline double crossingX(Point a, Point b, double y)
{
    if (b.y < a.y) {
        std::swap(a, b);
    }
    const double x = a.x + (y - a.y) * (b.x - a.x) / (b.y - a.y);
    if (std::isfinite(x)) {
        return x;
    }
    const double share = (y / 2 - a.y / 2) / (b.y / 2 - a.y / 2); // halved: huge ends would overflow
    return a.x * (1 - share) + b.x * share;
}

/// Even-odd over all rings, with the half-open rule above; points that are not finite are left out of the
/// rings.
[[nodiscard]] bool contains(const Polygon& polygon, Point point);
/// The smallest distance from the point to the lines of the polygon, in pixels; infinite when it has none.
[[nodiscard]] double distanceToOutline(const Polygon& polygon, Point point);
[[nodiscard]] Polygon translated(const Polygon& polygon, double dx, double dy);

} // namespace sorby::annotation
