// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/annotation/polygon_boolean.h"
#include "core/annotation/self_intersection.h"
#include "tests/support/results.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <limits>

namespace sorby::annotation {
namespace {

using test::valueOf;

Polygon rectangle(double left, double top, double right, double bottom)
{
    return {{{left, top}, {right, top}, {right, bottom}, {left, bottom}}, {}};
}

template <typename T>
ErrorCode codeOf(const Result<T>& result)
{
    EXPECT_FALSE(result);
    return result ? ErrorCode::Internal : result.error().code;
}

TEST(PolygonBoolean, UnionOfTwoThatOverlap)
{
    const auto result = valueOf(unionOf(std::vector{rectangle(0, 0, 4, 4), rectangle(2, 2, 6, 6)}));
    ASSERT_EQ(result.size(), 1U);
    EXPECT_EQ(result[0].outer, (Ring{{0, 0}, {4, 0}, {4, 2}, {6, 2}, {6, 6}, {2, 6}, {2, 4}, {0, 4}}));
    EXPECT_TRUE(result[0].holes.empty());
}

TEST(PolygonBoolean, UnionThatClosesARing)
{
    const auto result = valueOf(unionOf(std::vector{rectangle(0, 0, 9, 2), rectangle(0, 7, 9, 9),
                                                    rectangle(0, 2, 2, 7), rectangle(7, 2, 9, 7)}));
    ASSERT_EQ(result.size(), 1U);
    ASSERT_EQ(result[0].holes.size(), 1U);
    EXPECT_DOUBLE_EQ(area(result[0]), 81 - 25);
    EXPECT_LT(signedArea(result[0].holes[0]), 0);
}

TEST(PolygonBoolean, DifferenceMayLeaveSeveral)
{
    auto result = valueOf(difference(rectangle(0, 0, 9, 3), std::vector{rectangle(4, -1, 5, 4)}));
    ASSERT_EQ(result.size(), 2U);
    EXPECT_DOUBLE_EQ(area(result[0]) + area(result[1]), 24);
    EXPECT_TRUE(valueOf(difference(rectangle(0, 0, 9, 3), std::vector{rectangle(0, 0, 9, 3)})).empty());
    result = valueOf(difference(rectangle(0, 0, 9, 3), std::vector{rectangle(20, 0, 22, 3)}));
    ASSERT_EQ(result.size(), 1U);
    EXPECT_EQ(result[0], rectangle(0, 0, 9, 3));
}

TEST(PolygonBoolean, DifferenceInsideMakesAHoleAndAnIslandInIt)
{
    const auto holed = valueOf(difference(rectangle(0, 0, 9, 9), std::vector{rectangle(2, 2, 7, 7)}));
    ASSERT_EQ(holed.size(), 1U);
    ASSERT_EQ(holed[0].holes.size(), 1U);
    const auto islands = valueOf(unionOf(std::vector{holed[0], rectangle(3, 3, 6, 6)}));
    ASSERT_EQ(islands.size(), 2U);
    EXPECT_DOUBLE_EQ(area(islands[0]) + area(islands[1]), 81 - 25 + 9);
}

TEST(PolygonBoolean, MoreThanOneArrangementHolds)
{
    std::vector<Polygon> strips;
    for (int i = 0; i < 100; ++i) {
        strips.push_back(rectangle(i, 0, i + 1, 5));
    }
    const auto all = valueOf(unionOf(strips));
    ASSERT_EQ(all.size(), 1U);
    EXPECT_DOUBLE_EQ(area(all[0]), 500);
    strips.resize(99);
    const auto last = valueOf(difference(rectangle(0, 0, 100, 5), strips));
    ASSERT_EQ(last.size(), 1U);
    EXPECT_DOUBLE_EQ(area(last[0]), 5);
}

TEST(PolygonBoolean, IntersectionOfPolygonsWithHoles)
{
    const Polygon frame{rectangle(0, 0, 9, 9).outer, {rectangle(3, 3, 6, 6).outer}};
    const auto result = valueOf(intersection(frame, rectangle(4, 4, 12, 12)));
    ASSERT_EQ(result.size(), 1U);
    EXPECT_DOUBLE_EQ(area(result[0]), 25 - 4);
}

TEST(PolygonBoolean, ABowTieBecomesTwoTriangles)
{
    const auto result = valueOf(cleaned({{{0, 0}, {4, 4}, {4, 0}, {0, 4}}, {}}));
    ASSERT_EQ(result.size(), 2U);
    EXPECT_DOUBLE_EQ(area(result[0]), 4);
    EXPECT_DOUBLE_EQ(area(result[1]), 4);
}

TEST(PolygonBoolean, RepeatsAndSpikesGo)
{
    const auto result =
        valueOf(cleaned({{{0, 0}, {0, 0}, {4, 0}, {4, 2}, {9, 2}, {4, 2}, {4, 4}, {0, 4}, {0, 0}}, {}}));
    ASSERT_EQ(result.size(), 1U);
    EXPECT_DOUBLE_EQ(area(result[0]), 16);
    EXPECT_FALSE(findSelfIntersection(result[0]));
    EXPECT_TRUE(valueOf(cleaned({{{0, 0}, {4, 0}, {2, 0}}, {}})).empty());
    EXPECT_TRUE(valueOf(cleaned({})).empty());
}

TEST(PolygonBoolean, ACutPartsAndSharesItsPoints)
{
    const auto pieces = valueOf(cutByLine(rectangle(0, 0, 9, 4), {{3, -1}, {3, 2}, {4, 2}, {4, 9}}));
    ASSERT_EQ(pieces.size(), 2U);
    EXPECT_GT(area(pieces[0]), area(pieces[1]));
    EXPECT_DOUBLE_EQ(area(pieces[0]) + area(pieces[1]), 36);
    for (const auto& piece : pieces) {
        for (const Point point : {Point{3, 0}, {3, 2}, {4, 2}, {4, 4}}) {
            EXPECT_NE(std::find(piece.outer.begin(), piece.outer.end(), point), piece.outer.end());
        }
        EXPECT_EQ(piece.outer.size(), 6U);
    }
}

TEST(PolygonBoolean, ACutThroughAHoleOpensIt)
{
    const Polygon frame{rectangle(0, 0, 9, 9).outer, {rectangle(3, 3, 6, 6).outer}};
    const auto halves = valueOf(cutByLine(frame, {{4.5, -1}, {4.5, 10}}));
    ASSERT_EQ(halves.size(), 2U);
    EXPECT_TRUE(halves[0].holes.empty());
    EXPECT_DOUBLE_EQ(area(halves[0]), 36);
    // From outside into the hole it opens the ring but parts nothing.
    EXPECT_EQ(codeOf(cutByLine(frame, {{4.5, -1}, {4.5, 5}})), ErrorCode::Mismatch);
}

TEST(PolygonBoolean, ACutThatEndsInsidePartsNothing)
{
    EXPECT_EQ(codeOf(cutByLine(rectangle(0, 0, 9, 4), {{3, -1}, {3, 2}})), ErrorCode::Mismatch);
    EXPECT_EQ(codeOf(cutByLine(rectangle(0, 0, 9, 4), {{30, -1}, {30, 20}})), ErrorCode::Mismatch);
    EXPECT_EQ(codeOf(cutByLine(rectangle(0, 0, 9, 4), {})), ErrorCode::Mismatch);
}

TEST(PolygonBoolean, AHoleGoesWhereThereIsRoom)
{
    const Polygon square = rectangle(0, 0, 9, 9);
    const auto holed = valueOf(withHole(square, rectangle(2, 2, 5, 5).outer));
    EXPECT_EQ(holed.outer, square.outer);
    EXPECT_DOUBLE_EQ(area(holed), 72);
    EXPECT_DOUBLE_EQ(area(valueOf(withHole(holed, rectangle(4, 4, 7, 7).outer))), 81 - 17);
    EXPECT_EQ(codeOf(withHole(square, rectangle(5, 5, 12, 7).outer)), ErrorCode::Mismatch);
    EXPECT_EQ(codeOf(withHole(square, square.outer)), ErrorCode::Mismatch);
}

TEST(PolygonBoolean, MergesOnlyWhatHangsTogether)
{
    EXPECT_DOUBLE_EQ(area(valueOf(merged(std::vector{rectangle(0, 0, 4, 4), rectangle(4, 1, 8, 3)}))), 24);
    EXPECT_EQ(codeOf(merged(std::vector{rectangle(0, 0, 4, 4), rectangle(5, 1, 8, 3)})), ErrorCode::Mismatch);
    EXPECT_EQ(codeOf(merged(std::vector{rectangle(0, 0, 4, 4), rectangle(4, 4, 8, 8)})), ErrorCode::Mismatch);
    EXPECT_EQ(codeOf(merged({})), ErrorCode::Mismatch);
}

TEST(PolygonBoolean, WhatIsNoNumberIsRefused)
{
    Polygon polygon = rectangle(0, 0, 4, 4);
    polygon.outer[2].x = std::numeric_limits<double>::quiet_NaN();
    EXPECT_EQ(codeOf(cleaned(polygon)), ErrorCode::InvalidArgument);
    polygon.outer[2].x = 1e300;
    EXPECT_EQ(codeOf(cleaned(polygon)), ErrorCode::InvalidArgument);
}

TEST(PolygonBoolean, CanBeStopped)
{
    Ring zigzag;
    for (int i = 0; i < 2000; ++i) {
        zigzag.push_back({i * 0.01, i % 2 == 0 ? 0.0 : 50.0});
    }
    std::stop_source source;
    source.request_stop();
    EXPECT_EQ(codeOf(cleaned({zigzag, {}}, {source.get_token(), {}})), ErrorCode::Cancelled);
}

} // namespace
} // namespace sorby::annotation
