// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/annotation/polygon_algebra.h"
#include "core/annotation/self_intersection.h"
#include "core/annotation/validity.h"
#include "core/imaging/rasterizer.h"
#include "tests/property/generators.h"
#include "tests/support/label_text.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <set>
#include <utility>
#include <vector>

namespace sorby::annotation {
namespace {

using test::forEachSeed;

constexpr Size kImage{48, 40};

/// Sound but for reaching out of the image, mostly; sometimes with repeated points.
Object anyObject(Random& random)
{
    Object object;
    object.polygonText = "as it came";
    const Point middle{random.uniform(-10, kImage.width + 10), random.uniform(-10, kImage.height + 10)};
    object.polygon.outer = test::starRing(random, middle, random.uniform(3, 30), random.between(5, 25));
    if (random.chance(0.3)) {
        const auto place = object.polygon.outer.begin() +
                           static_cast<std::ptrdiff_t>(random.below(object.polygon.outer.size()));
        object.polygon.outer.insert(place, *place);
    }
    return object;
}

/// Out from a point of the ring and back: the same way, over a bend, only part of it, or beyond where it came
/// from; often in a straight line that rounding bends a little.
void addSpike(Random& random, Ring& ring)
{
    const std::size_t at = random.below(ring.size());
    const Point from = ring[at];
    const Point next = ring[(at + 1) % ring.size()];
    const auto along = [&](double share) {
        return Point{from.x + share * (next.x - from.x), from.y + share * (next.y - from.y)};
    };
    const Point tip{from.x + random.uniform(-20, 20), from.y + random.uniform(-20, 20)};
    Ring detour;
    switch (random.below(4)) {
    case 0:
        detour = {tip, from};
        break;
    case 1:
        detour = {tip, {tip.x + random.uniform(-5, 5), tip.y + random.uniform(-5, 5)}, tip, from};
        break;
    case 2:
        detour = {along(random.uniform(0.5, 3)), along(random.uniform(-1, 0.4))};
        break;
    default: // steps of 1/2, so that the line is straight
        detour = {{from.x + 8, from.y + 4}, {from.x + 2, from.y + 1}, {from.x + 6, from.y + 3}, from};
    }
    ring.insert(ring.begin() + static_cast<std::ptrdiff_t>(at) + 1, detour.begin(), detour.end());
}

/// Any outline with everything in it that can be repaired, and with what cannot be.
Object brokenObject(Random& random)
{
    const Point middle{random.uniform(0, kImage.width), random.uniform(0, kImage.height)};
    const double radius = random.uniform(3, 30);
    Polygon polygon;
    polygon.outer = random.chance(0.3) ? test::wildRing(random, kImage, random.between(3, 9))
                                       : test::starRing(random, middle, radius, random.between(5, 25));
    const int holes = random.between(0, 2);
    for (int i = 0; i < holes; ++i) {
        Point place = middle;
        if (random.chance(0.5)) {
            place = {middle.x + random.uniform(-1, 1) * radius, middle.y + random.uniform(-1, 1) * radius};
        }
        polygon.holes.push_back(test::starRing(random, place, 0.1 * radius, random.between(5, 9)));
        if (random.chance(0.5)) {
            std::reverse(polygon.holes.back().begin(), polygon.holes.back().end());
        }
    }
    if (random.chance(0.5)) {
        std::reverse(polygon.outer.begin(), polygon.outer.end());
    }
    std::vector<Ring*> rings{&polygon.outer};
    for (Ring& hole : polygon.holes) {
        rings.push_back(&hole);
    }
    const int steps = random.between(0, 2) * 2; // 0: as they are, else on a grid of 1/2 or 1/4
    for (Ring* ring : rings) {
        if (steps > 0) {
            *ring = test::snapped(std::move(*ring), steps);
        }
        const int spikes = random.between(0, 3);
        for (int i = 0; i < spikes; ++i) {
            addSpike(random, *ring);
        }
        if (random.chance(0.3)) {
            const auto place = ring->begin() + static_cast<std::ptrdiff_t>(random.below(ring->size()));
            ring->insert(place, *place);
        }
        if (steps > 0) {
            *ring = test::snapped(std::move(*ring), steps);
        }
    }
    Object object;
    object.polygon = std::move(polygon);
    object.polygonText = "as it came";
    return object;
}

Raster<std::uint8_t> drawn(const Polygon& polygon)
{
    Raster<std::uint8_t> image(kImage);
    imaging::rasterize(polygon, 1, image);
    return image;
}

TEST(ValidityProperty, RepairKeepsEveryPixel)
{
    forEachSeed("pixels", [](Random& random) {
        const Object object = anyObject(random);
        const auto repaired = repair(object, kImage);
        const auto expected = drawn(object.polygon);
        EXPECT_EQ(test::text(drawn(repaired ? repaired->object.polygon : Polygon())), test::text(expected));
    });
}

TEST(ValidityProperty, WhatWasRepairedNeedsNoRepair)
{
    forEachSeed("twice", [](Random& random) {
        const auto once = repair(anyObject(random), kImage);
        if (!once) {
            return;
        }
        const auto twice = repair(once->object, kImage);
        ASSERT_TRUE(twice);
        EXPECT_TRUE(twice->repaired.empty());
        EXPECT_EQ(twice->object, once->object);
        EXPECT_EQ(findDefects(once->object, kImage).size(), once->remaining.size());
    });
}

TEST(ValidityProperty, RepairKeepsEveryPixelOfBrokenObjects)
{
    forEachSeed("broken pixels", [](Random& random) {
        const Object object = brokenObject(random);
        const auto repaired = repair(object, kImage);
        EXPECT_EQ(test::text(drawn(repaired ? repaired->object.polygon : Polygon())),
                  test::text(drawn(object.polygon)));
    });
}

TEST(ValidityProperty, NothingIsLeftThatCouldBeRepaired)
{
    forEachSeed("nothing left", [](Random& random) {
        const Object object = brokenObject(random);
        const auto found = findDefects(object, kImage);
        const auto repaired = repair(object, kImage);
        if (!repaired) {
            EXPECT_TRUE(
                std::none_of(found.begin(), found.end(), [](auto& defect) { return defect.repairable; }));
            return;
        }
        std::vector<Problem> expected;
        for (const auto& defect : found) {
            if (defect.repairable) {
                expected.push_back(defect.problem);
            }
        }
        std::vector<Problem> done;
        for (const auto& defect : repaired->repaired) {
            done.push_back(defect.problem);
        }
        EXPECT_EQ(done, expected);
        for (const auto& defect : findDefects(repaired->object, kImage)) {
            EXPECT_FALSE(defect.repairable) << defect.message;
            EXPECT_NE(defect.problem, Problem::RepeatedPoints);
            EXPECT_NE(defect.problem, Problem::Orientation);
        }
        const auto twice = repair(repaired->object, kImage);
        ASSERT_TRUE(twice);
        EXPECT_EQ(twice->object, repaired->object);
        EXPECT_EQ(twice->remaining.size(), repaired->remaining.size());
    });
}

/// The generators make what the properties are about.
TEST(ValidityProperty, EveryProblemOccursAmongTheBrokenObjects)
{
    std::set<Problem> repaired;
    std::set<Problem> remaining;
    forEachSeed("nothing left", [&](Random& random) {
        if (const auto result = repair(brokenObject(random), kImage)) {
            for (const auto& defect : result->repaired) {
                repaired.insert(defect.problem);
            }
            for (const auto& defect : result->remaining) {
                remaining.insert(defect.problem);
            }
        }
    });
    for (const auto problem :
         {Problem::RepeatedPoints, Problem::Spike, Problem::Orientation, Problem::OutsideImage}) {
        EXPECT_TRUE(repaired.contains(problem)) << static_cast<int>(problem);
    }
    for (const auto problem : {Problem::SelfIntersection, Problem::HoleOutside, Problem::OutsideImage}) {
        EXPECT_TRUE(remaining.contains(problem)) << static_cast<int>(problem);
    }
}

TEST(ValidityProperty, ASpikeInALineThatRoundingBendsKeepsThePixels)
{
    forEachSeed("bent spikes", [](Random& random) {
        // Lines through pixel centres, cut at places that are not exact: the crossings are those centres but
        // for rounding.
        const Point start{random.between(2, 12) + 0.5, random.between(2, 12) + 0.5};
        const double dx = random.between(1, 9);
        const double dy = random.between(1, 9);
        const auto along = [&](double steps) { return Point{start.x + steps * dx, start.y + steps * dy}; };
        Object object;
        object.polygon.outer = {start,
                                along(random.uniform(1, 3)),
                                along(random.uniform(0.2, 0.9)),
                                along(random.uniform(0.9, 3)),
                                {1, 38}};
        const auto repaired = repair(object, kImage);
        ASSERT_TRUE(repaired);
        EXPECT_EQ(test::text(drawn(repaired->object.polygon)), test::text(drawn(object.polygon)));
    });
}

TEST(ValidityProperty, TheTextStaysOnlyWithTheUntouchedPolygon)
{
    forEachSeed("text", [](Random& random) {
        const Object object = anyObject(random);
        if (const auto repaired = repair(object, kImage)) {
            EXPECT_EQ(repaired->object.polygonText.empty(), repaired->object.polygon != object.polygon);
            EXPECT_EQ(repaired->repaired.empty(), repaired->object.polygon == object.polygon);
        }
    });
}

TEST(ValidityProperty, StarsDoNotCrossThemselves)
{
    forEachSeed("stars", [](Random& random) {
        const Polygon star{test::starRing(random, {20, 20}, 20, random.between(5, 40)), {}};
        EXPECT_FALSE(findSelfIntersection(star));
        EXPECT_FALSE(meetsItself(star));
    });
}

/// Two ways to ask, one of them of a library; with random coordinates no outline merely touches itself.
TEST(ValidityProperty, SelfIntersectionsAreFoundByBothWays)
{
    forEachSeed("both ways", [](Random& random) {
        const Polygon polygon{test::wildRing(random, kImage, random.between(3, 9)), {}};
        EXPECT_EQ(findSelfIntersection(polygon).has_value(), meetsItself(polygon));
    });
}

TEST(ValidityProperty, ASelfIntersectionDoesNotDependOnTheViewpoint)
{
    forEachSeed("transposed", [](Random& random) {
        Ring ring = test::snapped(test::wildRing(random, {6, 6}, random.between(3, 9)), 1);
        ring.erase(std::unique(ring.begin(), ring.end()), ring.end());
        if (ring.size() < 3 || ring.front() == ring.back()) {
            return;
        }
        const bool crosses = findSelfIntersection({ring, {}}).has_value();
        Ring transposed = ring;
        for (Point& point : transposed) {
            std::swap(point.x, point.y);
        }
        std::rotate(transposed.begin(), transposed.begin() + 1, transposed.end());
        EXPECT_EQ(findSelfIntersection({transposed, {}}).has_value(), crosses);
        std::reverse(ring.begin(), ring.end());
        EXPECT_EQ(findSelfIntersection({ring, {}}).has_value(), crosses);
    });
}

} // namespace
} // namespace sorby::annotation
