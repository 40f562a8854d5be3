// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/annotation/self_intersection.h"
#include "core/annotation/snapping.h"
#include "core/imaging/rasterizer.h"
#include "tests/property/generators.h"
#include "tests/support/label_text.h"
#include "tests/support/results.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <utility>

namespace sorby::annotation {
namespace {

using imaging::LabelImage;
using test::forEachSeed;
using test::valueOf;

constexpr Size kImage{60, 50};

LabelImage pixelsOf(const Polygons& polygons)
{
    LabelImage labels(kImage);
    for (const Polygon& polygon : polygons) {
        imaging::rasterize(polygon, 1, labels);
    }
    return labels;
}

bool containsAny(const Polygons& polygons, Point point, double tolerance)
{
    return std::any_of(polygons.begin(), polygons.end(), [&](const Polygon& polygon) {
        return contains(polygon, point) || distanceToOutline(polygon, point) <= tolerance;
    });
}

/// The nearest place on the neighbours' outlines, and how far it is.
std::pair<Point, double> footOn(const Polygons& neighbours, Point place)
{
    std::pair<Point, double> best{{}, std::numeric_limits<double>::infinity()};
    for (const Polygon& polygon : neighbours) {
        for (std::size_t i = 0; i < polygon.outer.size(); ++i) {
            const Point a = polygon.outer[i];
            const Point b = polygon.outer[(i + 1) % polygon.outer.size()];
            for (int k = 0; k <= 100; ++k) {
                const double share = k / 100.0;
                const Point on{a.x + share * (b.x - a.x), a.y + share * (b.y - a.y)};
                const double distance = std::hypot(on.x - place.x, on.y - place.y);
                if (distance < best.second) {
                    best = {on, distance};
                }
            }
        }
    }
    return best;
}

Polygons anyNeighbours(Random& random)
{
    Polygons neighbours;
    if (random.chance(0.3)) { // a tiling with a few tiles missing
        for (const Ring& ring : test::pushedGrid(random, kImage, random.chance(0.5))) {
            if (random.chance(0.6)) {
                neighbours.push_back({ring, {}});
            }
        }
        return neighbours;
    }
    for (int i = random.between(1, 4); i > 0; --i) {
        const Point middle{random.uniform(0, kImage.width), random.uniform(0, kImage.height)};
        neighbours.push_back(
            {test::starRing(random, middle, random.uniform(8, 25), random.between(3, 20)), {}});
    }
    return neighbours;
}

TEST(SnappingProperty, LeavesNeitherGapNorOverlap)
{
    int gapPlaces = 0;
    int open = 0;
    forEachSeed("snap", [&](Random& random) {
        const Polygons neighbours = anyNeighbours(random);
        const double distance = random.uniform(0.5, 5);
        const Polygon polygon{test::starRing(random, {30, 25}, random.uniform(8, 25), random.between(5, 25)),
                              {}};
        const Polygons result = valueOf(snapped(polygon, neighbours, distance));
        const auto before = pixelsOf({polygon});
        const auto taken = pixelsOf(neighbours);
        LabelImage now(kImage);
        for (const Polygon& piece : result) {
            ASSERT_FALSE(findSelfIntersection(piece));
            const auto own = pixelsOf({piece});
            for (std::size_t i = 0; i < own.pixels().size(); ++i) {
                ASSERT_FALSE(own.data()[i] == 1 && now.data()[i] == 1); // the pieces lie apart
                now.data()[i] = static_cast<std::uint8_t>(now.data()[i] | own.data()[i]);
            }
        }
        for (int y = 0; y < kImage.height; ++y) {
            for (int x = 0; x < kImage.width; ++x) {
                ASSERT_FALSE(now.at(x, y) == 1 && taken.at(x, y) == 1) << "overlap at " << x << ' ' << y;
                if (before.at(x, y) == 1 && taken.at(x, y) == 0) {
                    ASSERT_EQ(now.at(x, y), 1) << "lost at " << x << ' ' << y;
                }
                if (now.at(x, y) == 1 && before.at(x, y) == 0) {
                    ASSERT_LE(distanceToOutline(polygon, {x + 0.5, y + 0.5}), 2 * distance + 1.5)
                        << "won at " << x << ' ' << y;
                }
            }
        }
        // Along the outline, wherever the way to the neighbours is short, it is filled.
        for (std::size_t i = 0; i < polygon.outer.size(); ++i) {
            const Point a = polygon.outer[i];
            const Point b = polygon.outer[(i + 1) % polygon.outer.size()];
            const double share = random.uniform();
            const Point place{a.x + share * (b.x - a.x), a.y + share * (b.y - a.y)};
            const auto [foot, width] = footOn(neighbours, place);
            if (width > distance - std::min(1.0, distance / 2) - 0.05 || containsAny(neighbours, place, 0)) {
                continue;
            }
            for (const double part : {0.1, 0.5, 0.9}) {
                ++gapPlaces;
                const Point between{place.x + part * (foot.x - place.x), place.y + part * (foot.y - place.y)};
                open += containsAny(result, between, 0.01) || containsAny(neighbours, between, 0.01) ? 0 : 1;
            }
        }
    });
    EXPECT_GT(gapPlaces, 300);
    EXPECT_LT(open, gapPlaces / 50);
}

} // namespace
} // namespace sorby::annotation
