// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/formats/slits.h"
#include "core/imaging/rasterizer.h"
#include "core/imaging/tracer.h"
#include "tests/support/label_text.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <random>
#include <string>
#include <vector>

namespace sorby::test {
namespace {

using annotation::Point;
using annotation::Polygon;
using annotation::Ring;

std::string pixels(const std::vector<Polygon>& polygons, Size size)
{
    Raster<std::uint8_t> mask(size);
    for (const auto& polygon : polygons) {
        imaging::rasterize(polygon, 1, mask);
    }
    return text(mask);
}

TEST(Slits, AHoleIsTiedToTheNearestPoint)
{
    const Polygon polygon{{{0, 0}, {9, 0}, {9, 9}, {0, 9}}, {{{5, 2}, {2, 3}, {5, 5}}}};
    EXPECT_EQ(formats::cutOpen(polygon),
              (Ring{{0, 0}, {2, 3}, {5, 5}, {5, 2}, {2, 3}, {0, 0}, {9, 0}, {9, 9}, {0, 9}}));
}

TEST(Slits, ARingWithoutSlitsStaysAsItIs)
{
    const Ring ring{{0, 0}, {9, 0}, {9, 9}, {0, 9}};
    EXPECT_EQ(formats::cutOpen({ring, {}}), ring);
    EXPECT_EQ(formats::closeSlits(ring), (std::vector<Polygon>{{ring, {}}}));
    EXPECT_EQ(formats::closeSlits({}).size(), 1U);
}

TEST(Slits, PartsThatAreTiedTogetherComeApart)
{
    const auto parts =
        formats::closeSlits({{0, 0}, {2, 0}, {6, 0}, {8, 0}, {8, 2}, {6, 2}, {6, 0}, {2, 0}, {2, 2}, {0, 2}});
    ASSERT_EQ(parts.size(), 2U);
    EXPECT_EQ(parts[0].outer, (Ring{{0, 0}, {2, 0}, {2, 2}, {0, 2}}));
    EXPECT_EQ(parts[1].outer, (Ring{{6, 0}, {8, 0}, {8, 2}, {6, 2}}));
    EXPECT_TRUE(parts[0].holes.empty());
}

TEST(Slits, AnIslandInAHoleIsAPartOfItsOwn)
{
    const Ring outer{{0, 0}, {20, 0}, {20, 20}, {0, 20}};
    const Ring hole{{3, 3}, {3, 17}, {17, 17}, {17, 3}};
    const Ring island{{6, 6}, {14, 6}, {14, 14}, {6, 14}};
    const auto parts = formats::closeSlits(formats::cutOpen({outer, {hole, island}}));
    ASSERT_EQ(parts.size(), 2U);
    EXPECT_EQ(parts[0].holes.size(), 1U);
    EXPECT_EQ(parts[1].outer.size(), 4U);
    EXPECT_EQ(pixels(parts, {22, 22}), pixels({{outer, {hole}}, {island, {}}}, {22, 22}));
}

/// Whatever the shape: the one line has the pixels of the polygon, and taking the slits out gives as many
/// holes and points again.
TEST(Slits, NoPixelChangesThereAndBack)
{
    constexpr Size kSize{24, 20};
    std::mt19937 random(3);
    int withHoles = 0;
    for (int round = 0; round < 150; ++round) {
        Raster<std::uint8_t> mask(kSize);
        for (auto& pixel : mask.pixels()) {
            pixel = random() % 4 != 0 ? 1 : 0;
        }
        for (const auto& polygon : imaging::trace(mask)) {
            const auto ring = formats::cutOpen(polygon);
            ASSERT_EQ(pixels({{ring, {}}}, kSize), pixels({polygon}, kSize)) << round;
            const auto back = formats::closeSlits(ring);
            ASSERT_EQ(pixels(back, kSize), pixels({polygon}, kSize)) << round;
            withHoles += polygon.holes.empty() ? 0 : 1;
        }
    }
    EXPECT_GT(withHoles, 100);
}

TEST(Slits, SlantedHolesComeBackPointForPoint)
{
    Polygon polygon{{{0.5, 1}, {40, 2}, {38.25, 30}, {1, 31.75}}, {}};
    for (int i = 0; i < 5; ++i) {
        const double x = 3.3 + 7 * i;
        polygon.holes.push_back({{x, 5.1 + i}, {x + 2.2, 14.7}, {x + 4.9, 6.0 + i}});
    }
    const auto back = formats::closeSlits(formats::cutOpen(polygon));
    ASSERT_EQ(back.size(), 1U);
    EXPECT_EQ(back[0].outer, polygon.outer);
    ASSERT_EQ(back[0].holes.size(), 5U);
    for (const auto& hole : polygon.holes) { // in any order; each begins at its leftmost point, as here
        EXPECT_EQ(std::count(back[0].holes.begin(), back[0].holes.end(), hole), 1);
    }
}

} // namespace
} // namespace sorby::test
