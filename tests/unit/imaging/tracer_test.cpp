// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/imaging/tracer.h"
#include "tests/support/label_text.h"

#include <gtest/gtest.h>

namespace sorby::imaging {
namespace {

using annotation::Polygon;
using annotation::Ring;
using test::labels;

TEST(Tracer, OutlinesAPixelAlongItsEdges)
{
    const auto polygons = trace(labels(R"(...
                                          .1.
                                          ...)"));
    ASSERT_EQ(polygons.size(), 1U);
    EXPECT_EQ(polygons.front(), (Polygon{{{1, 1}, {2, 1}, {2, 2}, {1, 2}}, {}}));
}

TEST(Tracer, MergesCollinearPoints)
{
    const auto polygons = trace(labels(R"(111
                                          11.)"));
    ASSERT_EQ(polygons.size(), 1U);
    EXPECT_EQ(polygons.front().outer, (Ring{{0, 0}, {3, 0}, {3, 1}, {2, 1}, {2, 2}, {0, 2}}));
}

TEST(Tracer, HolesTurnTheOtherWay)
{
    const auto polygons = trace(labels(R"(1111
                                          1..1
                                          1111)"));
    ASSERT_EQ(polygons.size(), 1U);
    EXPECT_EQ(annotation::signedArea(polygons.front().outer), 12);
    ASSERT_EQ(polygons.front().holes.size(), 1U);
    EXPECT_EQ(annotation::signedArea(polygons.front().holes.front()), -2);
}

TEST(Tracer, PixelsThatMeetInACornerAreTwoRegions)
{
    const auto polygons = trace(labels(R"(1.
                                          .1)"));
    ASSERT_EQ(polygons.size(), 2U);
    EXPECT_EQ(polygons[0].outer, (Ring{{0, 0}, {1, 0}, {1, 1}, {0, 1}}));
    EXPECT_EQ(polygons[1].outer, (Ring{{1, 1}, {2, 1}, {2, 2}, {1, 2}}));
}

TEST(Tracer, ARegionThatMeetsItselfInACornerHasOneRing)
{
    const auto polygons = trace(labels(R"(11.
                                          1.1
                                          111)"));
    ASSERT_EQ(polygons.size(), 1U);
    EXPECT_EQ(polygons.front().outer,
              (Ring{{0, 0}, {2, 0}, {2, 1}, {1, 1}, {1, 2}, {2, 2}, {2, 1}, {3, 1}, {3, 3}, {0, 3}}));
    EXPECT_TRUE(polygons.front().holes.empty());
}

TEST(Tracer, HolesThatMeetInACornerAreOneHole)
{
    const auto polygons = trace(labels(R"(1111
                                          1.11
                                          11.1
                                          1111)"));
    ASSERT_EQ(polygons.size(), 1U);
    ASSERT_EQ(polygons.front().holes.size(), 1U);
    EXPECT_EQ(annotation::area(polygons.front()), 14);
}

TEST(Tracer, RegionsComeByTopmostThenLeftmostPixel)
{
    const auto polygons = trace(labels(R"(....1
                                          .1..1
                                          .1.11
                                          1....)"));
    ASSERT_EQ(polygons.size(), 3U);
    EXPECT_EQ(polygons[0].outer.front(), (annotation::Point{4, 0}));
    EXPECT_EQ(polygons[1].outer.front(), (annotation::Point{1, 1}));
    EXPECT_EQ(polygons[2].outer.front(), (annotation::Point{0, 3}));
}

TEST(Tracer, ARegionInAHoleIsItsOwnPolygon)
{
    const auto polygons = trace(labels(R"(11111
                                          1...1
                                          1.1.1
                                          1...1
                                          11111)"));
    ASSERT_EQ(polygons.size(), 2U);
    EXPECT_EQ(annotation::area(polygons[0]), 16);
    EXPECT_EQ(polygons[0].holes.size(), 1U);
    EXPECT_EQ(annotation::area(polygons[1]), 1);
}

TEST(Tracer, BranchesThatMeetFurtherDownAreOneRegion)
{
    const auto polygons = trace(labels(R"(1.1.1
                                          1.1.1
                                          111.1
                                          ..111)"));
    ASSERT_EQ(polygons.size(), 1U);
    EXPECT_EQ(annotation::area(polygons.front()), 13);
}

TEST(Tracer, AnyValueButZeroCounts)
{
    EXPECT_EQ(trace(labels("12x")).size(), 1U);
    EXPECT_TRUE(trace(labels("...")).empty());
    EXPECT_TRUE(trace({}).empty());
    const auto full = trace(LabelImage(7, 5, 1));
    ASSERT_EQ(full.size(), 1U);
    EXPECT_EQ(full.front().outer, (Ring{{0, 0}, {7, 0}, {7, 5}, {0, 5}}));
}

TEST(ClassTracer, KeepsClassesApartAndLeavesOutMatrixAndIgnore)
{
    const auto regions = traceClasses(labels(R"(112
                                                x12
                                                .33)"));
    ASSERT_EQ(regions.size(), 3U);
    EXPECT_EQ(regions[0].classId, 1);
    EXPECT_EQ(annotation::area(regions[0].polygon), 3);
    EXPECT_EQ(regions[1].classId, 2);
    EXPECT_EQ(regions[1].polygon.outer, (Ring{{2, 0}, {3, 0}, {3, 2}, {2, 2}}));
    EXPECT_EQ(regions[2].classId, 3);
}

TEST(ClassTracer, AClassInsideAnotherIsAHoleInIt)
{
    const auto regions = traceClasses(labels(R"(111
                                                121
                                                111)"));
    ASSERT_EQ(regions.size(), 2U);
    EXPECT_EQ(annotation::area(regions[0].polygon), 8);
    EXPECT_EQ(regions[1].classId, 2);
}

} // namespace
} // namespace sorby::imaging
