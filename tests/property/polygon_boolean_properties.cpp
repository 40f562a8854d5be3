// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/annotation/polygon_boolean.h"
#include "core/annotation/self_intersection.h"
#include "core/annotation/validity.h"
#include "core/imaging/rasterizer.h"
#include "core/imaging/tracer.h"
#include "tests/property/generators.h"
#include "tests/support/label_text.h"
#include "tests/support/results.h"

#include <gtest/gtest.h>

#include <algorithm>

namespace sorby::annotation {
namespace {

using imaging::LabelImage;
using test::forEachSeed;
using test::valueOf;

constexpr Size kImage{48, 40};

LabelImage pixelsOf(const Polygon& polygon)
{
    LabelImage labels(kImage);
    imaging::rasterize(polygon, 1, labels);
    return labels;
}

/// The sum: a pixel of two of them shows 2.
LabelImage pixelsOf(const Polygons& polygons)
{
    LabelImage labels(kImage);
    for (const Polygon& polygon : polygons) {
        const auto own = pixelsOf(polygon);
        for (std::size_t i = 0; i < own.pixels().size(); ++i) {
            labels.data()[i] = static_cast<std::uint8_t>(labels.data()[i] + own.data()[i]);
        }
    }
    return labels;
}

template <typename Combine>
LabelImage combined(const LabelImage& a, const LabelImage& b, const Combine& combine)
{
    LabelImage labels(kImage);
    for (std::size_t i = 0; i < labels.pixels().size(); ++i) {
        labels.data()[i] = combine(a.data()[i] != 0, b.data()[i] != 0) ? 1 : 0;
    }
    return labels;
}

void expectSound(const Polygons& polygons)
{
    for (const Polygon& polygon : polygons) {
        EXPECT_GT(signedArea(polygon.outer), 0);
        EXPECT_FALSE(findSelfIntersection(polygon));
        Object object;
        object.polygon = polygon;
        for (const auto& defect : findDefects(object, {1000, 1000})) {
            EXPECT_TRUE(defect.problem == Problem::OutsideImage || defect.problem == Problem::Spike)
                << defect.message;
        }
    }
}

Point anyPlace(Random& random)
{
    return {random.uniform(0, kImage.width), random.uniform(0, kImage.height)};
}

Polygon traced(Random& random)
{
    auto polygons = imaging::trace(test::shapes(random, kImage));
    return polygons.empty() ? Polygon{} : polygons[random.below(polygons.size())];
}

/// Stars, outlines that cross themselves, traced regions with holes, also with their points on a grid on
/// which lines go through pixel centres and along each other.
Polygon anyPolygon(Random& random, int kind)
{
    switch (kind) {
    case 0:
        return {test::starRing(random, anyPlace(random), random.uniform(3, 30), random.between(3, 25)), {}};
    case 1:
        return {test::wildRing(random, kImage, random.between(3, 9)), {}};
    case 2:
        return {test::snapped(test::wildRing(random, kImage, random.between(3, 9)), 2), {}};
    case 3:
        return {test::snapped(test::starRing(random, anyPlace(random), random.uniform(3, 30), 12), 2), {}};
    case 4: { // many lines of one grid of whole pixels
        Ring ring;
        for (int i = random.between(4, 14); i > 0; --i) {
            ring.push_back({4.0 * random.between(0, 12), 4.0 * random.between(0, 10)});
        }
        return {ring, {}};
    }
    default:
        return traced(random);
    }
}

TEST(PolygonBooleanProperty, DoesToPixelsWhatItSays)
{
    forEachSeed("boolean", [](Random& random) {
        const Polygon a = anyPolygon(random, random.between(0, 5));
        const Polygon b = random.chance(0.1) ? a : anyPolygon(random, random.between(0, 5));
        const auto inA = pixelsOf(a);
        const auto inB = pixelsOf(b);
        const auto joined = valueOf(unionOf(std::vector{a, b}));
        const auto both = valueOf(intersection(a, b));
        const auto left = valueOf(difference(a, std::vector{b}));
        EXPECT_EQ(test::text(pixelsOf(joined)), test::text(combined(inA, inB, std::logical_or())));
        EXPECT_EQ(test::text(pixelsOf(both)), test::text(combined(inA, inB, std::logical_and())));
        EXPECT_EQ(test::text(pixelsOf(left)),
                  test::text(combined(inA, inB, [](bool own, bool other) { return own && !other; })));
        expectSound(joined);
        expectSound(both);
        expectSound(left);
    });
}

TEST(PolygonBooleanProperty, CleaningKeepsThePixelsAndASoundPolygonAltogether)
{
    forEachSeed("clean", [](Random& random) {
        const Polygon polygon = anyPolygon(random, random.between(0, 5));
        const auto pieces = valueOf(cleaned(polygon));
        EXPECT_EQ(test::text(pixelsOf(pieces)), test::text(pixelsOf(polygon)));
        expectSound(pieces);
        for (const Polygon& piece : pieces) {
            EXPECT_EQ(valueOf(cleaned(piece)), Polygons{piece});
        }
    });
}

TEST(PolygonBooleanProperty, TrianglesOfAGridMergeToTheWhole)
{
    forEachSeed("grid", [](Random& random) {
        const auto rings = random.chance(0.5) ? test::pushedGrid(random, kImage, random.chance(0.5))
                                              : test::thrownTriangles(random, kImage, 40, random.chance(0.5));
        std::vector<Polygon> triangles;
        for (const Ring& ring : rings) {
            triangles.push_back({ring, {}});
        }
        random.shuffle(triangles);
        const auto all = valueOf(merged(triangles));
        EXPECT_EQ(pixelsOf(all), LabelImage(kImage, 1));
        EXPECT_TRUE(all.holes.empty());
        triangles.resize(triangles.size() / 2);
        EXPECT_EQ(pixelsOf(valueOf(unionOf(triangles))), pixelsOf(triangles));
    });
}

TEST(PolygonBooleanProperty, ACutDividesThePixels)
{
    int parted = 0;
    forEachSeed("cut", [&parted](Random& random) {
        const bool onGrid = random.chance(0.5);
        const Polygon polygon = anyPolygon(random, onGrid ? random.between(2, 5) : random.between(0, 5));
        std::vector<Point> line{{-9, random.uniform(0, 40)}};
        for (int i = random.between(0, 4); i > 0; --i) {
            line.push_back(anyPlace(random));
        }
        line.push_back({60, random.uniform(0, 40)});
        if (onGrid) {
            line = test::snapped(line, 2);
        }
        const auto pieces = cutByLine(polygon, line);
        if (!pieces) {
            EXPECT_EQ(pieces.error().code, ErrorCode::Mismatch);
            return;
        }
        ++parted;
        expectSound(*pieces);
        EXPECT_EQ(test::text(pixelsOf(*pieces)), test::text(pixelsOf(polygon)));
    });
    EXPECT_GT(parted, 100);
}

TEST(PolygonBooleanProperty, WhatIsTakenAwayAndPutBackIsTheWhole)
{
    forEachSeed("back", [](Random& random) {
        const Polygon a = anyPolygon(random, random.between(0, 5));
        const Polygon b = anyPolygon(random, random.between(0, 5));
        auto parts = valueOf(difference(a, std::vector{b}));
        const auto others = valueOf(intersection(a, b));
        parts.insert(parts.end(), others.begin(), others.end());
        EXPECT_EQ(test::text(pixelsOf(parts)), test::text(pixelsOf(a)));
        EXPECT_EQ(test::text(pixelsOf(valueOf(unionOf(parts)))), test::text(pixelsOf(a)));
    });
}

} // namespace
} // namespace sorby::annotation
