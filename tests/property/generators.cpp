// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/property/generators.h"

#include <algorithm>
#include <cmath>
#include <numbers>

namespace sorby::test {
namespace {

using annotation::Point;
using annotation::Ring;

double onHalves(double value)
{
    return std::round(value * 2) / 2;
}

/// Twice the area, positive clockwise on the screen.
double turn(Point a, Point b, Point c)
{
    return (b.x - a.x) * (c.y - a.y) - (b.y - a.y) * (c.x - a.x);
}

imaging::LabelImage frames(Size size)
{
    imaging::LabelImage result(size);
    for (int y = 0; y < size.height; ++y) {
        for (int x = 0; x < size.width; ++x) {
            const int depth = std::min({x, y, size.width - 1 - x, size.height - 1 - y});
            result.at(x, y) = depth % 2 == 0 ? 1 : 0;
        }
    }
    return result;
}

imaging::LabelImage checkerboard(Size size)
{
    imaging::LabelImage result(size);
    for (int y = 0; y < size.height; ++y) {
        for (int x = 0; x < size.width; ++x) {
            result.at(x, y) = static_cast<std::uint8_t>((x + y) % 2);
        }
    }
    return result;
}

} // namespace

Size anySize(Random& random, int longest)
{
    return {random.between(1, longest), random.between(1, longest)};
}

imaging::LabelImage noise(Random& random, Size size, double density, int classes)
{
    imaging::LabelImage result(size);
    for (auto& pixel : result.pixels()) {
        if (random.chance(density)) {
            pixel = static_cast<std::uint8_t>(random.between(1, classes));
        }
    }
    return result;
}

imaging::LabelImage shapes(Random& random, Size size, int classes)
{
    imaging::LabelImage result(size);
    const int count = random.between(1, 12);
    for (int i = 0; i < count; ++i) {
        const auto value = static_cast<std::uint8_t>(random.between(0, classes));
        const int kind = random.between(0, 2);
        const double middleX = random.uniform(0, size.width);
        const double middleY = random.uniform(0, size.height);
        const double radius = random.uniform(1, 1 + std::min(size.width, size.height) / 2.0);
        const double inner = kind == 1 ? radius * random.uniform() : 0;
        for (int y = 0; y < size.height; ++y) {
            for (int x = 0; x < size.width; ++x) {
                const double dx = x + 0.5 - middleX;
                const double dy = y + 0.5 - middleY;
                const double distance =
                    kind == 2 ? std::max(std::abs(dx) * 4, std::abs(dy)) : std::hypot(dx, dy);
                if (distance <= radius && distance >= inner) {
                    result.at(x, y) = value;
                }
            }
        }
    }
    return result;
}

Raster<std::uint8_t> anyMask(Random& random)
{
    const Size size = anySize(random, 60);
    switch (random.below(9)) {
    case 0:
        return checkerboard(size);
    case 1:
        return frames(size);
    case 2:
        return Raster<std::uint8_t>(size, random.chance(0.5) ? std::uint8_t{1} : std::uint8_t{0});
    case 3: {
        Raster<std::uint8_t> single(size);
        single.at(random.between(0, size.width - 1), random.between(0, size.height - 1)) = 1;
        return single;
    }
    case 4:
    case 5:
        return shapes(random, size);
    default:
        return noise(random, size, random.uniform());
    }
}

Ring starRing(Random& random, Point middle, double radius, int points)
{
    std::vector<double> angles;
    for (int i = 0; i < points; ++i) { // one in each sector: the middle is inside
        angles.push_back(2 * std::numbers::pi * (i + random.uniform(0, 0.9)) / points);
    }
    Ring ring;
    for (const double angle : angles) {
        const double reach = radius * random.uniform(0.3, 1);
        ring.push_back({middle.x + reach * std::cos(angle), middle.y + reach * std::sin(angle)});
    }
    return ring;
}

Ring wildRing(Random& random, Size size, int points)
{
    Ring ring;
    for (int i = 0; i < points; ++i) {
        ring.push_back({random.uniform(-0.3, 1.3) * size.width, random.uniform(-0.3, 1.3) * size.height});
    }
    return ring;
}

Ring snapped(Ring ring, int stepsPerPixel)
{
    for (Point& point : ring) {
        point = {std::round(point.x * stepsPerPixel) / stepsPerPixel,
                 std::round(point.y * stepsPerPixel) / stepsPerPixel};
    }
    return ring;
}

std::vector<Ring> pushedGrid(Random& random, Size size, bool onGrid)
{
    const double cell = random.uniform(6, 15);
    const int columns = static_cast<int>(size.width / cell) + 3;
    const int rows = static_cast<int>(size.height / cell) + 3;
    Raster<Point> corners(columns + 1, rows + 1);
    for (int row = 0; row <= rows; ++row) {
        for (int column = 0; column <= columns; ++column) {
            // A fifth of a cell: no triangle turns over, not even when rounded.
            Point point{(column - 1 + random.uniform(-0.2, 0.2)) * cell,
                        (row - 1 + random.uniform(-0.2, 0.2)) * cell};
            if (onGrid) {
                point = {onHalves(point.x), onHalves(point.y)};
            }
            corners.at(column, row) = point;
        }
    }
    std::vector<Ring> triangles;
    for (int row = 0; row < rows; ++row) {
        for (int column = 0; column < columns; ++column) {
            const Point a = corners.at(column, row);
            const Point b = corners.at(column + 1, row);
            const Point c = corners.at(column + 1, row + 1);
            const Point d = corners.at(column, row + 1);
            if (random.chance(0.5)) {
                triangles.push_back({a, b, c});
                triangles.push_back({d, a, c});
            } else {
                triangles.push_back({b, d, a});
                triangles.push_back({c, d, b});
            }
        }
    }
    return triangles;
}

std::vector<Ring> thrownTriangles(Random& random, Size size, int points, bool onGrid)
{
    const double reach = 3.0 * std::max(size.width, size.height);
    std::vector<Ring> triangles{{{-reach, -reach}, {2 * reach, -reach}, {-reach, 2 * reach}}};
    for (int i = 0; i < points; ++i) {
        Point point{random.uniform(0, size.width), random.uniform(0, size.height)};
        if (onGrid) {
            point = {onHalves(point.x), onHalves(point.y)};
        }
        const auto holder = std::find_if(triangles.begin(), triangles.end(), [&](const Ring& t) {
            return turn(t[0], t[1], point) > 0 && turn(t[1], t[2], point) > 0 && turn(t[2], t[0], point) > 0;
        });
        if (holder == triangles.end()) { // on a line: it would have to split the neighbour, too
            continue;
        }
        const Ring old = *holder;
        *holder = {old[0], old[1], point};
        triangles.push_back({old[1], old[2], point});
        triangles.push_back({point, old[2], old[0]});
    }
    return triangles;
}

} // namespace sorby::test
