// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/imaging/rasterizer.h"
#include "tests/property/generators.h"
#include "tests/support/label_text.h"

#include <gtest/gtest.h>

#include <algorithm>

namespace sorby::imaging {
namespace {

using annotation::Polygon;
using annotation::Ring;
using test::forEachSeed;

/// How many of the polygons have each pixel.
Raster<std::uint8_t> coverage(const std::vector<Polygon>& polygons, Size size)
{
    Raster<std::uint8_t> counts(size);
    for (const Polygon& polygon : polygons) {
        scanConvert(polygon, size, [&](const Span& span) {
            for (int x = span.x0; x < span.x1; ++x) {
                ++counts.at(x, span.y);
            }
        });
    }
    return counts;
}

std::vector<Polygon> polygonsOf(const std::vector<Ring>& rings)
{
    std::vector<Polygon> polygons;
    for (const Ring& ring : rings) {
        polygons.push_back({ring, {}});
    }
    return polygons;
}

Raster<std::uint8_t> drawn(const Polygon& polygon, Size size)
{
    Raster<std::uint8_t> image(size);
    rasterize(polygon, 1, image);
    return image;
}

/// With rings that cross themselves and each other; half of them on a grid where ties are common.
Polygon anyPolygon(Random& random, Size size)
{
    Polygon polygon{test::wildRing(random, size, random.between(3, 30)), {}};
    for (int holes = random.between(0, 2); holes > 0; --holes) {
        polygon.holes.push_back(test::wildRing(random, size, random.between(3, 8)));
    }
    if (random.chance(0.5)) {
        const int steps = random.chance(0.5) ? 2 : 8;
        polygon.outer = test::snapped(polygon.outer, steps);
        for (Ring& hole : polygon.holes) {
            hole = test::snapped(hole, steps);
        }
    }
    return polygon;
}

TEST(RasterizerProperty, NeighboursInAGridShareNoPixelAndLeaveNone)
{
    forEachSeed("pushed grid", [](Random& random) {
        const Size size = test::anySize(random, 70);
        const auto triangles = test::pushedGrid(random, size, random.chance(0.5));
        EXPECT_EQ(coverage(polygonsOf(triangles), size), Raster<std::uint8_t>(size, 1));
    });
}

TEST(RasterizerProperty, LongThinNeighboursShareNoPixelAndLeaveNone)
{
    forEachSeed("thrown triangles", [](Random& random) {
        const Size size = test::anySize(random, 70);
        const auto triangles = test::thrownTriangles(random, size, random.between(1, 80), random.chance(0.5));
        EXPECT_EQ(coverage(polygonsOf(triangles), size), Raster<std::uint8_t>(size, 1));
    });
}

TEST(RasterizerProperty, AFrameTakesWhatItsHoleLeaves)
{
    forEachSeed("complement", [](Random& random) {
        const Size size = test::anySize(random, 70);
        const Polygon polygon = anyPolygon(random, size);
        Polygon rest{{{-1, -1},
                      {size.width + 1.0, -1},
                      {size.width + 1.0, size.height + 1.0},
                      {-1, size.height + 1.0}},
                     polygon.holes};
        rest.holes.push_back(polygon.outer);
        EXPECT_EQ(coverage({polygon, rest}, size), Raster<std::uint8_t>(size, 1));
    });
}

TEST(RasterizerProperty, PixelsAreThoseWhoseCentresAreInside)
{
    forEachSeed("contains", [](Random& random) {
        const Size size = test::anySize(random, 40);
        const Polygon polygon = anyPolygon(random, size);
        Raster<std::uint8_t> expected(size);
        std::uint64_t count = 0;
        for (int y = 0; y < size.height; ++y) {
            for (int x = 0; x < size.width; ++x) {
                const bool inside = annotation::contains(polygon, {x + 0.5, y + 0.5});
                expected.at(x, y) = inside ? 1 : 0;
                count += inside ? 1 : 0;
            }
        }
        EXPECT_EQ(test::text(drawn(polygon, size)), test::text(expected));
        EXPECT_EQ(pixelCount(polygon, size), count);
    });
}

TEST(RasterizerProperty, SpansAreInOrderAndNeverTouch)
{
    forEachSeed("spans", [](Random& random) {
        const Size size = test::anySize(random, 70);
        Span previous{-1, 0, 0};
        scanConvert(anyPolygon(random, size), size, [&](const Span& span) {
            ASSERT_LT(span.x0, span.x1);
            ASSERT_GE(span.x0, 0);
            ASSERT_LE(span.x1, size.width);
            ASSERT_LT(span.y, size.height);
            ASSERT_TRUE(span.y > previous.y || (span.y == previous.y && span.x0 > previous.x1));
            previous = span;
        });
    });
}

TEST(RasterizerProperty, DirectionAndFirstPointDoNotMatter)
{
    forEachSeed("reversed", [](Random& random) {
        const Size size = test::anySize(random, 70);
        const Polygon polygon = anyPolygon(random, size);
        Polygon other = polygon;
        std::reverse(other.outer.begin(), other.outer.end());
        const auto first = static_cast<std::ptrdiff_t>(random.below(other.outer.size()));
        std::rotate(other.outer.begin(), other.outer.begin() + first, other.outer.end());
        std::reverse(other.holes.begin(), other.holes.end());
        EXPECT_EQ(drawn(other, size), drawn(polygon, size));
    });
}

TEST(RasterizerProperty, AMovedPolygonHasTheMovedPixels)
{
    forEachSeed("moved", [](Random& random) {
        const Size size{40, 40};
        const Polygon polygon{test::snapped(test::wildRing(random, size, random.between(3, 20)), 8), {}};
        const PixelRect part{random.between(-20, 60), random.between(-20, 60), random.between(1, 50),
                             random.between(1, 50)};
        const Size large{120, 120};
        const auto whole = drawn(annotation::translated(polygon, 30, 30), large);
        const auto moved = annotation::translated(polygon, 30 - part.x, 30 - part.y);
        const auto expected = crop(whole, part);
        const auto actual = drawn(moved, part.size());
        for (int y = 0; y < part.height; ++y) {
            for (int x = 0; x < part.width; ++x) {
                if (whole.contains(part.x + x, part.y + y)) {
                    ASSERT_EQ(actual.at(x, y), expected.at(x, y)) << x << ", " << y;
                }
            }
        }
    });
}

TEST(RasterizerProperty, APartHasThePixelsOfTheWhole)
{
    forEachSeed("part", [](Random& random) {
        const Size size = test::anySize(random, 60);
        const annotation::Ring ring = test::wildRing(random, size, random.between(3, 12));
        const Polygon polygon{random.chance(0.5) ? ring : test::snapped(ring, 2), {}};
        LabelImage whole(size);
        rasterize(polygon, 1, whole);
        const PixelRect part{random.between(0, size.width - 1), random.between(0, size.height - 1),
                             random.between(1, 20), random.between(1, 20)};
        LabelImage pixels(part.size());
        scanConvertPart(polygon, part, [&](const Span& span) {
            for (int x = span.x0; x < span.x1; ++x) {
                pixels.at(x - part.x, span.y - part.y) = 1;
            }
        });
        fillOutside(pixels, {0, 0, size.width - part.x, size.height - part.y}, std::uint8_t{0});
        EXPECT_EQ(test::text(pixels), test::text(crop(whole, part)));
    });
}

} // namespace
} // namespace sorby::imaging
