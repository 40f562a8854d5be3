// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/annotation/polygon_algebra.h"
#include "core/annotation/self_intersection.h"
#include "core/annotation/validity.h"
#include "core/imaging/rasterizer.h"
#include "tests/property/generators.h"
#include "tests/support/label_text.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <utility>

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
