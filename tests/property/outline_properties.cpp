// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/annotation/self_intersection.h"
#include "core/annotation/simplification.h"
#include "core/annotation/smoothing.h"
#include "core/imaging/tracer.h"
#include "tests/property/generators.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>

namespace sorby::annotation {
namespace {

using test::forEachSeed;

constexpr Size kImage{60, 50};

std::vector<Polygon> anyPolygons(Random& random)
{
    if (random.chance(0.5)) {
        return imaging::trace(random.chance(0.5) ? test::shapes(random, kImage) : test::anyMask(random));
    }
    return {{test::starRing(random, {30, 25}, random.uniform(3, 25), random.between(3, 60)), {}}};
}

std::size_t pointsOf(const Polygon& polygon)
{
    std::size_t count = polygon.outer.size();
    for (const Ring& hole : polygon.holes) {
        count += hole.size();
    }
    return count;
}

TEST(SimplificationProperty, StaysSoundAndNear)
{
    std::size_t before = 0;
    std::size_t after = 0;
    forEachSeed("simplify", [&](Random& random) {
        const double tolerance = random.uniform(0.1, 4);
        for (const Polygon& polygon : anyPolygons(random)) {
            const Polygon simple = simplified(polygon, tolerance);
            ASSERT_FALSE(findSelfIntersection(simple));
            ASSERT_EQ(simple.holes.size(), polygon.holes.size());
            for (std::size_t ring = 0; ring <= polygon.holes.size(); ++ring) {
                const Ring& old = ring == 0 ? polygon.outer : polygon.holes[ring - 1];
                const Ring& now = ring == 0 ? simple.outer : simple.holes[ring - 1];
                ASSERT_GE(now.size(), std::min<std::size_t>(3, old.size()));
                auto next = old.begin(); // what is left is in its order
                for (const Point point : now) {
                    next = std::find(next, old.end(), point);
                    ASSERT_NE(next, old.end());
                }
                for (const Point point : old) {
                    ASSERT_LE(distanceToOutline({now, {}}, point), tolerance + 1e-9);
                }
            }
            before += pointsOf(polygon);
            after += pointsOf(simple);
        }
    });
    EXPECT_LT(after * 3, before * 2);
}

TEST(SmoothingProperty, KeepsAreaAndSoundness)
{
    forEachSeed("smooth", [](Random& random) {
        const double width = random.uniform(0.3, 6);
        auto polygons = anyPolygons(random);
        polygons.resize(std::min<std::size_t>(polygons.size(), 5));
        for (const Polygon& polygon : polygons) {
            const Polygon smooth = smoothed(polygon, width);
            ASSERT_FALSE(findSelfIntersection(smooth));
            const auto same = [](const Ring& one, const Ring& other) {
                const double area = signedArea(one);
                EXPECT_NEAR(signedArea(other), area, kLargestAreaChange * std::abs(area) + 1e-9);
            };
            same(polygon.outer, smooth.outer);
            ASSERT_EQ(smooth.holes.size(), polygon.holes.size());
            for (std::size_t i = 0; i < polygon.holes.size(); ++i) {
                same(polygon.holes[i], smooth.holes[i]);
            }
        }
    });
}

TEST(StrokeProperty, BecomesASoundPolygonNearIt)
{
    forEachSeed("stroke", [](Random& random) {
        // A walk that turns a little at each step, as a hand does.
        std::vector<Point> trail{{30, 25}};
        double angle = random.uniform(0, 6);
        for (int i = random.between(20, 400); i > 0; --i) {
            angle += random.normal() * 0.3 + 0.05;
            trail.push_back({trail.back().x + std::cos(angle), trail.back().y + std::sin(angle)});
        }
        const auto polygon = strokeToPolygon(trail);
        if (!polygon) {
            EXPECT_EQ(polygon.error().code, ErrorCode::Mismatch);
            return;
        }
        EXPECT_FALSE(findSelfIntersection(*polygon));
        EXPECT_GT(area(*polygon), 0);
        for (const Point point : polygon->outer) {
            EXPECT_LE(distanceToOutline({trail, {}}, point), kStrokeTolerancePx + 1e-6);
        }
    });
}

} // namespace
} // namespace sorby::annotation
