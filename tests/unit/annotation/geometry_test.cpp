// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/annotation/geometry.h"

#include <gtest/gtest.h>

#include <limits>

namespace sorby::annotation {
namespace {

const Polygon kSquare{{{4, 4}, {14, 4}, {14, 14}, {4, 14}}, {}};
const Polygon kFrame{{{0, 0}, {10, 0}, {10, 10}, {0, 10}}, {{{2, 2}, {2, 8}, {8, 8}, {8, 2}}}};
constexpr double kNan = std::numeric_limits<double>::quiet_NaN();
constexpr double kInfinity = std::numeric_limits<double>::infinity();

TEST(Area, IsPositiveClockwiseOnTheScreen)
{
    EXPECT_EQ(signedArea({{0, 0}, {3, 0}, {3, 2}, {0, 2}}), 6);
    EXPECT_EQ(signedArea({{0, 0}, {0, 2}, {3, 2}, {3, 0}}), -6);
    EXPECT_EQ(signedArea({{0, 0}, {3, 0}}), 0);
    EXPECT_EQ(signedArea({}), 0);
}

TEST(Area, LeavesOutHolesWhicheverWayTheyTurn)
{
    Polygon frame = kFrame;
    EXPECT_EQ(area(frame), 64);
    frame.holes.front() = {{2, 2}, {8, 2}, {8, 8}, {2, 8}};
    EXPECT_EQ(area(frame), 64);
}

TEST(Area, StaysExactFarFromTheOrigin)
{
    EXPECT_DOUBLE_EQ(area(translated({{{0, 0}, {0.5, 0}, {0.5, 0.25}, {0, 0.25}}, {}}, 1e9, -1e9)), 0.125);
}

TEST(BoundingBox, CoversTheFinitePoints)
{
    EXPECT_EQ(boundingBox(kSquare), (Box{4, 4, 14, 14}));
    EXPECT_EQ(boundingBox(Ring{{kNan, 1}, {2, 3}, {-1, 5}, {1, kInfinity}}), (Box{-1, 3, 2, 5}));
    EXPECT_TRUE(boundingBox(Ring{}).isEmpty());
    EXPECT_FALSE(boundingBox(Ring{{1, 1}}).isEmpty());
}

TEST(Contains, IncludesTheLeftAndUpperBorderOnly)
{
    EXPECT_TRUE(contains(kSquare, {4, 4}));
    EXPECT_TRUE(contains(kSquare, {4, 9}));
    EXPECT_TRUE(contains(kSquare, {9, 4}));
    EXPECT_FALSE(contains(kSquare, {14, 9}));
    EXPECT_FALSE(contains(kSquare, {9, 14}));
    EXPECT_FALSE(contains(kSquare, {14, 14}));
    EXPECT_FALSE(contains(kSquare, {3.999, 9}));
    EXPECT_FALSE(contains(kSquare, {9, 14.001}));
}

TEST(Contains, IsEvenOddOverAllRings)
{
    EXPECT_TRUE(contains(kFrame, {1, 5}));
    EXPECT_FALSE(contains(kFrame, {5, 5}));
    EXPECT_FALSE(contains(kFrame, {2, 5})) << "the hole's left border belongs to the hole";
    EXPECT_TRUE(contains(kFrame, {8, 5})) << "the hole's right border does not";
    const Polygon twice{{{0, 0}, {9, 0}, {9, 9}, {0, 9}, {0, 0}, {9, 0}, {9, 9}, {0, 9}}, {}};
    EXPECT_FALSE(contains(twice, {5, 5}));
}

TEST(Contains, LeavesOutPointsThatAreNotFinite)
{
    Polygon square = kSquare;
    square.outer.insert(square.outer.begin() + 2, {kNan, 3});
    square.outer.push_back({0, -kInfinity});
    EXPECT_TRUE(contains(square, {9, 9}));
    EXPECT_FALSE(contains(square, {15, 9}));
    EXPECT_FALSE(contains({{{kNan, kNan}}, {}}, {0, 0}));
    EXPECT_FALSE(contains(kSquare, {kNan, 9}));
}

TEST(CrossingX, IsTheSameFromBothEnds)
{
    const Point a{0.1, 0.2};
    const Point b{7.3, 9.7};
    for (double y = 0.5; y < 9; ++y) {
        EXPECT_EQ(crossingX(a, b, y), crossingX(b, a, y));
    }
}

TEST(CrossingX, IsExactOnTheHalfPixelGrid)
{
    EXPECT_EQ(crossingX({0.5, 0.5}, {7.5, 7.5}, 3.5), 3.5);
    EXPECT_EQ(crossingX({0, 0}, {49, 98}, 49), 24.5);
    EXPECT_EQ(crossingX({10, 49}, {3, 0}, 7), 4);
}

TEST(CrossingX, DoesNotOverflow)
{
    EXPECT_NEAR(crossingX({-1.5e308, -1.5e308}, {1.5e308, 1.5e308}, 10.5) / 1e292, 0, 10);
    EXPECT_EQ(crossingX({5, -1.7e308}, {5, 1.7e308}, 0.5), 5);
}

TEST(Distance, IsToTheNearestLineOfAnyRing)
{
    EXPECT_DOUBLE_EQ(distanceToOutline(kSquare, {9, 9}), 5);
    EXPECT_DOUBLE_EQ(distanceToOutline(kSquare, {17, 18}), 5);
    EXPECT_DOUBLE_EQ(distanceToOutline(kSquare, {4, 10}), 0);
    EXPECT_DOUBLE_EQ(distanceToOutline(kFrame, {3, 5}), 1);
    EXPECT_DOUBLE_EQ(distanceToOutline({{{1, 1}}, {}}, {4, 5}), 5);
    EXPECT_EQ(distanceToOutline({}, {4, 5}), kInfinity);
}

TEST(Translated, MovesEveryRing)
{
    const auto moved = translated(kFrame, 1.5, -2);
    EXPECT_EQ(moved.outer.front(), (Point{1.5, -2}));
    EXPECT_EQ(moved.holes.front().front(), (Point{3.5, 0}));
    EXPECT_EQ(area(moved), area(kFrame));
}

} // namespace
} // namespace sorby::annotation
