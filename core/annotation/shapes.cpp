// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/annotation/shapes.h"

#include <algorithm>
#include <cmath>
#include <numbers>

namespace sorby::annotation {
namespace {

constexpr int kFewestPoints = 12;
constexpr int kMostPoints = 720;

/// A side of a regular polygon of n points leaves its circle by r (1 - cos(pi / n)), and an affine map of the
/// circle to the ellipse makes that no longer than for the larger radius. A multiple of 4 keeps the symmetry.
int pointCount(double radius)
{
    if (!(radius > kEllipseDeviationPx)) {
        return kFewestPoints;
    }
    const double wanted = std::numbers::pi / std::acos(1 - kEllipseDeviationPx / radius);
    if (!(wanted < kMostPoints)) {
        return kMostPoints;
    }
    return std::max(kFewestPoints, 4 * static_cast<int>(std::ceil(wanted / 4)));
}

} // namespace

Ring rectangleRing(Point corner, Point opposite)
{
    const auto [left, right] = std::minmax(corner.x, opposite.x);
    const auto [top, bottom] = std::minmax(corner.y, opposite.y);
    return {{left, top}, {right, top}, {right, bottom}, {left, bottom}};
}

Point rotated(Point point, Point centre, double degrees)
{
    if (degrees == 0) {
        return point;
    }
    const double angle = degrees * std::numbers::pi / 180;
    const double dx = point.x - centre.x;
    const double dy = point.y - centre.y;
    return {centre.x + dx * std::cos(angle) - dy * std::sin(angle),
            centre.y + dx * std::sin(angle) + dy * std::cos(angle)};
}

Ring ellipseRing(Point centre, double radiusX, double radiusY, double degrees)
{
    const int count = pointCount(std::max(radiusX, radiusY));
    Ring ring;
    ring.reserve(static_cast<std::size_t>(count));
    for (int i = 0; i < count; ++i) {
        const double angle = 2 * std::numbers::pi * i / count;
        ring.push_back(rotated({centre.x + radiusX * std::cos(angle), centre.y + radiusY * std::sin(angle)},
                               centre, degrees));
    }
    return ring;
}

Ring ellipseRing(Point corner, Point opposite)
{
    const Point centre{(corner.x + opposite.x) / 2, (corner.y + opposite.y) / 2};
    return ellipseRing(centre, std::abs(opposite.x - corner.x) / 2, std::abs(opposite.y - corner.y) / 2);
}

} // namespace sorby::annotation
