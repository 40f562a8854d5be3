// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/annotation/self_intersection.h"
#include "core/imaging/rasterizer.h"
#include "core/imaging/tracer.h"
#include "tests/property/generators.h"
#include "tests/support/label_text.h"

#include <gtest/gtest.h>

#include <array>
#include <cmath>
#include <utility>

namespace sorby::imaging {
namespace {

using annotation::Polygon;
using annotation::Ring;
using test::forEachSeed;

/// The pixels of each 4-connected region of one value, found by flooding, by topmost, then leftmost pixel.
std::vector<std::pair<std::uint8_t, std::uint64_t>> floodedRegions(LabelImage labels)
{
    std::vector<std::pair<std::uint8_t, std::uint64_t>> regions;
    for (int y = 0; y < labels.height(); ++y) {
        for (int x = 0; x < labels.width(); ++x) {
            const std::uint8_t value = labels.at(x, y);
            if (value == 0) {
                continue;
            }
            std::uint64_t count = 0;
            std::vector<std::pair<int, int>> waiting{{x, y}};
            while (!waiting.empty()) {
                const auto [atX, atY] = waiting.back();
                waiting.pop_back();
                if (!labels.contains(atX, atY) || labels.at(atX, atY) != value) {
                    continue;
                }
                labels.at(atX, atY) = 0;
                ++count;
                for (const auto& [dx, dy] :
                     std::array<std::pair<int, int>, 4>{{{1, 0}, {-1, 0}, {0, 1}, {0, -1}}}) {
                    waiting.emplace_back(atX + dx, atY + dy);
                }
            }
            regions.emplace_back(value, count);
        }
    }
    return regions;
}

void expectCornersOnly(const Ring& ring)
{
    ASSERT_GE(ring.size(), 4U);
    for (std::size_t i = 0; i < ring.size(); ++i) {
        const auto& before = ring[(i + ring.size() - 1) % ring.size()];
        const auto& here = ring[i];
        const auto& after = ring[(i + 1) % ring.size()];
        ASSERT_EQ(here.x, std::floor(here.x));
        ASSERT_EQ(here.y, std::floor(here.y));
        ASSERT_TRUE((before.x == here.x) != (before.y == here.y)) << "one step along an axis";
        ASSERT_TRUE((before.x == here.x) == (after.y == here.y)) << "a corner at each point";
    }
}

TEST(TracerProperty, RasterisingTheTracesGivesTheMaskAgain)
{
    forEachSeed("round trip", [](Random& random) {
        const auto mask = test::anyMask(random);
        Raster<std::uint8_t> again(mask.size());
        for (const Polygon& polygon : trace(mask)) {
            rasterize(polygon, 1, again);
        }
        EXPECT_EQ(test::text(again), test::text(mask));
    });
}

TEST(TracerProperty, TheAreaIsTheNumberOfPixels)
{
    forEachSeed("area", [](Random& random) {
        const auto mask = test::anyMask(random);
        for (const Polygon& polygon : trace(mask)) {
            ASSERT_EQ(annotation::area(polygon), static_cast<double>(pixelCount(polygon, mask.size())));
        }
    });
}

TEST(TracerProperty, ThereIsOnePolygonForEachRegionInOrder)
{
    forEachSeed("regions", [](Random& random) {
        const auto mask = test::anyMask(random);
        const auto polygons = trace(mask);
        const auto regions = floodedRegions(mask);
        ASSERT_EQ(polygons.size(), regions.size());
        for (std::size_t i = 0; i < regions.size(); ++i) {
            ASSERT_EQ(annotation::area(polygons[i]), static_cast<double>(regions[i].second));
        }
    });
}

TEST(TracerProperty, RingsHaveTheirDirectionAndCornersOnly)
{
    forEachSeed("rings", [](Random& random) {
        for (const Polygon& polygon : trace(test::anyMask(random))) {
            expectCornersOnly(polygon.outer);
            ASSERT_GT(annotation::signedArea(polygon.outer), 0);
            for (const Ring& hole : polygon.holes) {
                expectCornersOnly(hole);
                ASSERT_LT(annotation::signedArea(hole), 0);
            }
        }
    });
}

TEST(TracerProperty, NoOutlineCrossesItself)
{
    forEachSeed("crossings", [](Random& random) {
        for (const Polygon& polygon : trace(test::anyMask(random))) {
            ASSERT_FALSE(annotation::findSelfIntersection(polygon));
        }
    });
}

TEST(TracerProperty, ClassesComeBackAsTheyWere)
{
    forEachSeed("classes", [](Random& random) {
        const Size size = test::anySize(random, 50);
        auto labels = random.chance(0.5) ? test::noise(random, size, random.uniform(), 3)
                                         : test::shapes(random, size, 3);
        const auto ignored = test::noise(random, size, 0.05);
        LabelImage again(size);
        LabelImage expected = labels;
        for (std::size_t i = 0; i < labels.pixels().size(); ++i) {
            if (ignored.pixels()[i] != 0) {
                labels.pixels()[i] = annotation::kIgnore;
                expected.pixels()[i] = annotation::kMatrix;
            }
        }
        const auto traced = traceClasses(labels);
        const auto regions = floodedRegions(expected);
        ASSERT_EQ(traced.size(), regions.size());
        for (std::size_t i = 0; i < regions.size(); ++i) {
            ASSERT_EQ(traced[i].classId, regions[i].first);
            rasterize(traced[i].polygon, traced[i].classId, again);
        }
        EXPECT_EQ(test::text(again), test::text(expected));
    });
}

} // namespace
} // namespace sorby::imaging
