// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/annotation/snapping.h"
#include "tests/support/results.h"

#include <gtest/gtest.h>

#include <algorithm>

namespace sorby::annotation {
namespace {

using test::valueOf;

Polygon rectangle(double left, double top, double right, double bottom)
{
    return {{{left, top}, {right, top}, {right, bottom}, {left, bottom}}, {}};
}

bool has(const Polygon& polygon, Point point)
{
    return std::find(polygon.outer.begin(), polygon.outer.end(), point) != polygon.outer.end();
}

TEST(Snapping, FillsANarrowGap)
{
    const auto result = valueOf(snapped(rectangle(12.5, 2, 20, 18), std::vector{rectangle(0, 0, 10, 20)}, 3));
    ASSERT_EQ(result.size(), 1U);
    EXPECT_NEAR(area(result[0]), 16 * 10, 1e-2);
    EXPECT_EQ(boundingBox(result[0]).left, 10);
}

TEST(Snapping, LeavesAWideGap)
{
    const Polygon polygon = rectangle(14, 2, 20, 18);
    EXPECT_EQ(valueOf(snapped(polygon, std::vector{rectangle(0, 0, 10, 20)}, 3)), Polygons{polygon});
    EXPECT_EQ(valueOf(snapped(polygon, {}, 3)), Polygons{polygon});
}

TEST(Snapping, FollowsTheNeighboursCorners)
{
    // A step in the neighbour's border, one side of the polygon 1 to 2 pixels from it.
    const Polygon step{{{0, 0}, {10, 0}, {10, 10}, {11, 10}, {11, 20}, {0, 20}}, {}};
    const auto result = valueOf(snapped(rectangle(12, 4, 20, 16), std::vector{step}, 3));
    ASSERT_EQ(result.size(), 1U);
    EXPECT_TRUE(has(result[0], {10, 10}));
    EXPECT_TRUE(has(result[0], {11, 10}));
    EXPECT_NEAR(area(result[0]), 8 * 12 + 6 * 2 + 6 * 1, 1e-2);
}

TEST(Snapping, CutsOffWhatOverlaps)
{
    const auto result = valueOf(snapped(rectangle(5, 5, 20, 15), std::vector{rectangle(0, 0, 10, 20)}, 3));
    ASSERT_EQ(result.size(), 1U);
    EXPECT_NEAR(area(result[0]), 100, 1e-2);
    EXPECT_TRUE(valueOf(snapped(rectangle(2, 2, 5, 5), std::vector{rectangle(0, 0, 10, 20)}, 3)).empty());
}

TEST(Snapping, ANeighbourRightAcrossPartsIt)
{
    const auto result = valueOf(snapped(rectangle(0, 0, 30, 10), std::vector{rectangle(10, -5, 12, 15)}, 1));
    ASSERT_EQ(result.size(), 2U);
    EXPECT_GT(area(result[0]), area(result[1]));
}

TEST(Snapping, ClosesTheGapAroundAHole)
{
    const Polygon frame{rectangle(0, 0, 30, 30).outer, {rectangle(10, 10, 20, 20).outer}};
    const auto result = valueOf(snapped(rectangle(11, 11, 19, 19), std::vector{frame}, 2));
    ASSERT_EQ(result.size(), 1U);
    EXPECT_NEAR(area(result[0]), 100, 1e-2);
}

TEST(Snapping, FitsBetweenTwoNeighbours)
{
    const auto result = valueOf(
        snapped(rectangle(11, 2, 19, 18), std::vector{rectangle(0, 0, 10, 20), rectangle(20, 0, 30, 20)}, 2));
    ASSERT_EQ(result.size(), 1U);
    EXPECT_NEAR(area(result[0]), 10 * 16, 1e-2);
}

} // namespace
} // namespace sorby::annotation
