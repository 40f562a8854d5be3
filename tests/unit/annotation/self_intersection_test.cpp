// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/annotation/self_intersection.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <ostream>

namespace sorby::annotation {
namespace {

struct Case {
    const char* name;
    Polygon polygon;
    bool crosses;
};
std::ostream& operator<<(std::ostream& stream, const Case& c)
{
    return stream << c.name;
}

class SelfIntersection : public testing::TestWithParam<Case> {};

TEST_P(SelfIntersection, IsFoundWhereverTheRingStartsAndWhicheverWayItTurns)
{
    Polygon polygon = GetParam().polygon;
    for (int turn = 0; turn < 2; ++turn) {
        for (std::size_t start = 0; start < polygon.outer.size(); ++start) {
            EXPECT_EQ(findSelfIntersection(polygon).has_value(), GetParam().crosses);
            std::rotate(polygon.outer.begin(), polygon.outer.begin() + 1, polygon.outer.end());
        }
        std::reverse(polygon.outer.begin(), polygon.outer.end());
    }
}

const Ring kBox{{0, 0}, {10, 0}, {10, 10}, {0, 10}};

INSTANTIATE_TEST_SUITE_P(
    Shapes, SelfIntersection,
    testing::Values(
        Case{"triangle", {{{0, 0}, {4, 0}, {0, 4}}, {}}, false},
        Case{"point in the middle of a side", {{{0, 0}, {2, 0}, {4, 0}, {4, 4}, {0, 4}}, {}}, false},
        Case{"bow tie", {{{0, 0}, {4, 4}, {4, 0}, {0, 4}}, {}}, true},
        Case{"bow tie with a point at the crossing, passed straight",
             {{{0, 0}, {2, 2}, {4, 4}, {4, 0}, {2, 2}, {0, 4}}, {}},
             true},
        Case{"the same points, but each half turns back",
             {{{0, 0}, {2, 2}, {0, 4}, {4, 4}, {2, 2}, {4, 0}}, {}},
             false},
        Case{"a corner touches a side from inside",
             {{{0, 0}, {8, 0}, {8, 4}, {6, 4}, {4, 0}, {2, 4}, {0, 4}}, {}},
             false},
        Case{"a corner reaches through a side",
             {{{0, 0}, {8, 0}, {8, 4}, {6, 4}, {4, -1}, {2, 4}, {0, 4}}, {}},
             true},
        Case{"passes through a side at a point of its own",
             {{{0, 0}, {8, 0}, {8, 4}, {6, 4}, {4, 0}, {4, -2}, {3, -2}, {3, 0}, {2, 4}, {0, 4}}, {}},
             true},
        Case{"spike", {{{0, 0}, {4, 0}, {9, 0}, {4, 0}, {4, 4}}, {}}, true},
        Case{"goes back along a side", {{{0, 0}, {8, 0}, {3, 0}, {3, 4}}, {}}, true},
        Case{"three points of a line", {{{0, 0}, {2, 2}, {4, 4}}, {}}, true},
        Case{"two squares that meet in a corner",
             {{{0, 0}, {2, 0}, {2, 2}, {4, 2}, {4, 4}, {2, 4}, {2, 2}, {0, 2}}, {}},
             false},
        Case{"hole inside", {kBox, {{{2, 2}, {2, 4}, {4, 4}}}}, false},
        Case{"hole that touches with a corner", {kBox, {{{0, 2}, {2, 4}, {2, 1}}}}, false},
        Case{"hole that meets a corner of the outline", {kBox, {{{0, 0}, {2, 4}, {4, 2}}}}, false},
        Case{"hole across the outline", {kBox, {{{8, 2}, {8, 4}, {12, 3}}}}, true},
        Case{"hole along the outline", {kBox, {{{0, 2}, {0, 4}, {2, 3}}}}, true},
        Case{"two holes that cross", {kBox, {{{2, 2}, {6, 2}, {6, 6}}, {{4, 1}, {5, 1}, {5, 7}}}}, true}));

TEST(SelfIntersectionPlace, IsOnBothLines)
{
    const auto place = findSelfIntersection({{{0, 0}, {4, 4}, {4, 0}, {0, 4}}, {}});
    ASSERT_TRUE(place);
    EXPECT_EQ(*place, (Point{2, 2}));
}

} // namespace
} // namespace sorby::annotation
