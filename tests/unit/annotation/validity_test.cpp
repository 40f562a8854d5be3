// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/annotation/validity.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <limits>

namespace sorby::annotation {
namespace {

constexpr Size kImage{20, 10};
constexpr double kNan = std::numeric_limits<double>::quiet_NaN();
constexpr double kInfinity = std::numeric_limits<double>::infinity();

Object objectOf(Ring outer, std::vector<Ring> holes = {})
{
    Object object;
    object.polygon = {std::move(outer), std::move(holes)};
    object.polygonText = "[(1, 2), ...]";
    return object;
}

std::vector<Problem> problems(const std::vector<Defect>& defects)
{
    std::vector<Problem> result;
    for (const auto& defect : defects) {
        EXPECT_FALSE(defect.message.empty());
        EXPECT_NE(defect.message.back(), '.');
        result.push_back(defect.problem);
    }
    return result;
}

TEST(Validity, FindsNothingInASoundObject)
{
    Object object = objectOf({{1, 1}, {19, 1}, {19, 9}, {1, 9}}, {{{5, 3}, {5, 6}, {8, 6}}});
    object.poi = Point{2, 2};
    EXPECT_TRUE(findDefects(object, kImage).empty());
    const auto repaired = repair(object, kImage);
    ASSERT_TRUE(repaired);
    EXPECT_EQ(repaired->object, object) << "the text it came with stays, too";
    EXPECT_TRUE(repaired->repaired.empty());
    EXPECT_TRUE(repaired->remaining.empty());
}

TEST(Validity, TheBorderOfTheMicrographIsInside)
{
    EXPECT_TRUE(findDefects(objectOf({{0, 0}, {20, 0}, {20, 10}, {0, 10}}), kImage).empty());
}

TEST(Validity, ObjectsThatAreNotFiniteCannotStand)
{
    for (const double bad : {kNan, kInfinity, -kInfinity}) {
        const auto object = objectOf({{1, 1}, {5, bad}, {5, 5}, {1, 5}});
        EXPECT_EQ(problems(findDefects(object, kImage)), (std::vector{Problem::NotFinite}));
        EXPECT_FALSE(repair(object, kImage));
        const auto inHole = objectOf({{1, 1}, {9, 1}, {9, 9}}, {{{2, 2}, {3, 3}, {bad, 4}}});
        EXPECT_EQ(problems(findDefects(inHole, kImage)), (std::vector{Problem::NotFinite}));
        EXPECT_FALSE(repair(inHole, kImage));
    }
}

TEST(Validity, ThreeDistinctPointsAreNeeded)
{
    for (const Ring& ring :
         {Ring{}, Ring{{1, 1}}, Ring{{1, 1}, {5, 5}}, Ring{{1, 1}, {5, 5}, {1, 1}, {5, 5}}}) {
        EXPECT_EQ(problems(findDefects(objectOf(ring), kImage)), (std::vector{Problem::TooFewPoints}));
        EXPECT_FALSE(repair(objectOf(ring), kImage));
    }
    EXPECT_NE(findDefects(objectOf({{1, 1}, {5, 5}}), kImage).front().message.find("2 distinct points"),
              std::string::npos);
}

TEST(Validity, RepeatedPointsAreDroppedWithTheText)
{
    const auto object = objectOf({{1, 1}, {1, 1}, {5, 1}, {5, 5}, {5, 5}, {5, 5}, {1, 1}});
    const auto found = findDefects(object, kImage);
    ASSERT_EQ(problems(found), (std::vector{Problem::RepeatedPoints}));
    EXPECT_EQ(found.front().message, "4 points are repeated");
    const auto repaired = repair(object, kImage);
    ASSERT_TRUE(repaired);
    EXPECT_EQ(repaired->object.polygon.outer, (Ring{{1, 1}, {5, 1}, {5, 5}}));
    EXPECT_EQ(repaired->object.polygonText, "");
    ASSERT_EQ(problems(repaired->repaired), (std::vector{Problem::RepeatedPoints}));
    EXPECT_EQ(repaired->repaired.front().message, "4 repeated points dropped");
    EXPECT_EQ(repaired->repaired.front().place, (Point{1, 1}));
    EXPECT_TRUE(repaired->remaining.empty());
}

TEST(Validity, HolesWithoutAreaAreDropped)
{
    const auto object =
        objectOf({{1, 1}, {9, 1}, {9, 9}, {1, 9}},
                 {{{3, 3}, {4, 4}}, {{5, 5}, {7, 7}, {7, 5}}, {{2, 2}, {3, 2}, {5, 2}, {4, 2}}, {}});
    const auto found = findDefects(object, kImage);
    ASSERT_EQ(problems(found), (std::vector{Problem::TooFewPoints}));
    EXPECT_TRUE(found.front().repairable);
    EXPECT_EQ(found.front().place, (Point{3, 3}));
    const auto repaired = repair(object, kImage);
    ASSERT_TRUE(repaired);
    EXPECT_EQ(repaired->object.polygon.holes, (std::vector<Ring>{{{5, 5}, {7, 7}, {7, 5}}}));
    ASSERT_EQ(problems(repaired->repaired), (std::vector{Problem::TooFewPoints}));
    EXPECT_EQ(repaired->repaired.front().message, "3 holes without area dropped");
}

TEST(Validity, SpikesAreDropped)
{
    const Ring square{{1, 1}, {5, 1}, {5, 5}, {1, 5}};
    struct Case {
        Ring ring;
        Ring expected;
        std::size_t spikes;
        Point first;
    };
    const Case cases[] = {
        // Out from a corner and back to it.
        {{{1, 1}, {5, 1}, {9, 1}, {5, 1}, {5, 5}, {1, 5}}, square, 1, {9, 1}},
        // Back beyond the corner that it left, and not as far as where it came from.
        {{{1, 1}, {9, 1}, {5, 1}, {5, 5}, {1, 5}}, square, 1, {9, 1}},
        {{{1, 1}, {5, 1}, {3, 1}, {5, 1}, {5, 5}, {1, 5}},
         {{1, 1}, {3, 1}, {5, 1}, {5, 5}, {1, 5}},
         1,
         {5, 1}},
        // Round a bend: each straight piece counts.
        {{{1, 1}, {5, 1}, {7, 2}, {8, 4}, {7, 2}, {5, 1}, {5, 5}, {1, 5}}, square, 2, {8, 4}},
        // Over the end of the list: the tip is the last point, the first, and both ends of a longer one.
        {{{1, 1}, {5, 1}, {5, 5}, {1, 5}, {1, 1}, {1, 0}}, {{1, 1}, {5, 1}, {5, 5}, {1, 5}}, 1, {1, 0}},
        {{{0, 1}, {1, 1}, {5, 1}, {5, 5}, {1, 5}, {1, 1}}, {{1, 1}, {5, 1}, {5, 5}, {1, 5}}, 1, {0, 1}},
        {{{0, 0}, {0, 1}, {1, 1}, {5, 1}, {5, 5}, {1, 5}, {1, 1}, {0, 1}}, square, 2, {0, 0}},
    };
    for (const auto& [ring, expected, spikes, first] : cases) {
        const auto object = objectOf(ring);
        const auto found = findDefects(object, kImage);
        ASSERT_EQ(problems(found), (std::vector{Problem::Spike})) << first.x << ' ' << first.y;
        EXPECT_TRUE(found.front().repairable);
        EXPECT_EQ(found.front().place, first);
        const auto repaired = repair(object, kImage);
        ASSERT_TRUE(repaired);
        EXPECT_EQ(repaired->object.polygon.outer, expected);
        EXPECT_EQ(repaired->object.polygonText, "");
        ASSERT_EQ(problems(repaired->repaired), (std::vector{Problem::Spike}));
        EXPECT_EQ(repaired->repaired.front().message,
                  spikes == 1 ? "1 spike dropped" : std::to_string(spikes) + " spikes dropped");
        EXPECT_TRUE(repaired->remaining.empty());
    }
}

TEST(Validity, PointsOnAStraightLineAreNoSpikes)
{
    const auto object = objectOf({{1, 1}, {3, 1}, {5, 1}, {5, 5}, {1, 5}, {1, 3}});
    EXPECT_TRUE(findDefects(object, kImage).empty());
    // Sharp, but not straight back: it has pixels.
    EXPECT_TRUE(findDefects(objectOf({{1, 1}, {15, 1}, {2, 1.01}, {1, 5}}), kImage).empty());
}

TEST(Validity, SpikesOfHolesAreDropped)
{
    const auto object =
        objectOf({{1, 1}, {9, 1}, {9, 9}, {1, 9}}, {{{3, 3}, {3, 6}, {3, 8}, {3, 6}, {6, 6}}});
    EXPECT_EQ(problems(findDefects(object, kImage)), (std::vector{Problem::Spike}));
    const auto repaired = repair(object, kImage);
    ASSERT_TRUE(repaired);
    EXPECT_EQ(repaired->object.polygon.holes, (std::vector<Ring>{{{3, 3}, {3, 6}, {6, 6}}}));
}

TEST(Validity, AnOutlineWithoutAreaIsFlaggedAndKept)
{
    for (const Ring& ring : {Ring{{1, 1}, {5, 5}, {9, 9}}, Ring{{1, 1}, {4, 1}, {4, 6}, {4, 1}},
                             Ring{{1, 1}, {9, 1}, {3, 1}, {7, 1}}}) {
        const auto object = objectOf(ring);
        const auto found = findDefects(object, kImage);
        ASSERT_EQ(problems(found), (std::vector{Problem::Spike}));
        EXPECT_FALSE(found.front().repairable);
        EXPECT_NE(found.front().message.find("no area"), std::string::npos);
        const auto repaired = repair(object, kImage);
        ASSERT_TRUE(repaired);
        EXPECT_EQ(repaired->object, object);
        EXPECT_TRUE(repaired->repaired.empty());
        EXPECT_EQ(problems(repaired->remaining), (std::vector{Problem::Spike}));
    }
}

TEST(Validity, HolesThatTurnLikeTheOutlineAreTurned)
{
    const Ring outer{{1, 1}, {15, 1}, {15, 9}, {1, 9}};
    const Ring same{{2, 2}, {4, 2}, {4, 4}, {2, 4}};
    const Ring other{{6, 2}, {6, 4}, {8, 4}, {8, 2}};
    EXPECT_TRUE(findDefects(objectOf(outer, {other}), kImage).empty());
    const auto object = objectOf(outer, {other, same});
    const auto found = findDefects(object, kImage);
    ASSERT_EQ(problems(found), (std::vector{Problem::Orientation}));
    EXPECT_TRUE(found.front().repairable);
    EXPECT_EQ(found.front().place, same.front());
    const auto repaired = repair(object, kImage);
    ASSERT_TRUE(repaired);
    EXPECT_EQ(repaired->object.polygon.outer, outer);
    EXPECT_EQ(repaired->object.polygon.holes, (std::vector<Ring>{other, {{2, 2}, {2, 4}, {4, 4}, {4, 2}}}));
    ASSERT_EQ(problems(repaired->repaired), (std::vector{Problem::Orientation}));
    EXPECT_EQ(repaired->repaired.front().message, "1 hole turned the other way");
    EXPECT_TRUE(repaired->remaining.empty());
}

TEST(Validity, TheDirectionOfAnOutlineWithoutHolesMeansNothing)
{
    const auto clockwise = objectOf({{1, 1}, {5, 1}, {5, 5}});
    const auto counterclockwise = objectOf({{1, 1}, {5, 5}, {5, 1}});
    for (const Object& object : {clockwise, counterclockwise}) {
        EXPECT_TRUE(findDefects(object, kImage).empty());
        EXPECT_EQ(repair(object, kImage)->object, object);
    }
}

TEST(Validity, HolesOutsideTheOutlineAreFlagged)
{
    const Ring outer{{1, 1}, {9, 1}, {9, 9}, {1, 9}};
    const Ring beside{{11, 2}, {11, 4}, {13, 4}, {13, 2}};
    const Ring hole{{2, 2}, {2, 8}, {8, 8}, {8, 2}};
    const Ring inHole{{4, 4}, {4, 6}, {6, 6}, {6, 4}};
    // Has the outline's corners, and only there and in the middle of edges does it touch it.
    const Ring touching{{1, 1}, {1, 9}, {5, 5}};
    for (const auto& holes : {std::vector<Ring>{beside}, {hole, inHole}, {inHole, hole}, {inHole, beside}}) {
        const auto object = objectOf(outer, holes);
        const auto found = findDefects(object, kImage);
        ASSERT_EQ(problems(found), (std::vector{Problem::HoleOutside}));
        EXPECT_FALSE(found.front().repairable);
        EXPECT_EQ(found.front().place, std::find(holes.begin(), holes.end(), beside) != holes.end()
                                           ? beside.front()
                                           : inHole.front());
        EXPECT_EQ(repair(object, kImage)->object, object);
    }
    EXPECT_TRUE(findDefects(objectOf(outer, {{{1, 5}, {5, 9}, {9, 5}, {5, 1}}}), kImage).empty())
        << "every corner touches, which is sound";
    EXPECT_EQ(problems(findDefects(objectOf(outer, {touching}), kImage)),
              (std::vector{Problem::SelfIntersection}))
        << "it runs along the outline";
}

TEST(Validity, AHoleThatCrossesTheOutlineIsASelfIntersection)
{
    const auto object = objectOf({{1, 1}, {9, 1}, {9, 9}, {1, 9}}, {{{7, 3}, {7, 5}, {12, 5}, {12, 3}}});
    const auto found = findDefects(object, kImage);
    ASSERT_EQ(problems(found), (std::vector{Problem::SelfIntersection}));
    EXPECT_EQ(found.front().place.x, 9);
    EXPECT_NE(found.front().message.find("hole"), std::string::npos);
    EXPECT_EQ(repair(object, kImage)->object, object);
}

TEST(Validity, AnAreaBelowTheMinimumIsFlagged)
{
    const auto object = objectOf({{1, 1}, {4, 1}, {4, 4}, {1, 4}}, {{{2, 2}, {2, 3}, {3, 3}, {3, 2}}});
    EXPECT_TRUE(findDefects(object, kImage).empty()) << "0: every area will do";
    EXPECT_TRUE(findDefects(object, kImage, 8).empty());
    const auto found = findDefects(object, kImage, 8.5);
    ASSERT_EQ(problems(found), (std::vector{Problem::SmallArea}));
    EXPECT_EQ(found.front().message, "the area of 8.0 square pixels is below the minimum of 8.5");
    EXPECT_EQ(found.front().place, (Point{1, 1}));
    EXPECT_FALSE(found.front().repairable);
    EXPECT_EQ(problems(findDefects(objectOf({{1, 1}, {5, 5}, {5, 1}, {1, 5}}), kImage, 9)),
              (std::vector{Problem::SelfIntersection}))
        << "the area of a bow-tie is not that of the formula";
}

TEST(Validity, AnOutlineThatCrossesItselfIsFlaggedAndKept)
{
    const auto object = objectOf({{1, 1}, {5, 5}, {5, 1}, {1, 7}});
    const auto found = findDefects(object, kImage);
    ASSERT_EQ(problems(found), (std::vector{Problem::SelfIntersection}));
    EXPECT_NEAR(found.front().place.x, 3.4, 1e-9);
    EXPECT_NEAR(found.front().place.y, 3.4, 1e-9);
    const auto repaired = repair(object, kImage);
    ASSERT_TRUE(repaired);
    EXPECT_EQ(repaired->object, object);
    EXPECT_EQ(problems(repaired->remaining), (std::vector{Problem::SelfIntersection}));
}

TEST(Validity, TouchingItselfInAPointIsNoDefect)
{
    // What tracing makes of two pixels of one region that meet in a corner.
    const auto object =
        objectOf({{0, 0}, {2, 0}, {2, 1}, {1, 1}, {1, 2}, {2, 2}, {2, 1}, {3, 1}, {3, 3}, {0, 3}});
    EXPECT_TRUE(findDefects(object, kImage).empty());
}

TEST(Validity, ClipsToTheMicrographWhereOnePolygonIsLeft)
{
    const auto object = objectOf({{5, -2}, {9, 3}, {9, 5}, {5, 5}});
    EXPECT_EQ(problems(findDefects(object, kImage)), (std::vector{Problem::OutsideImage}));
    const auto repaired = repair(object, kImage);
    ASSERT_TRUE(repaired);
    EXPECT_EQ(problems(repaired->repaired), (std::vector{Problem::OutsideImage}));
    EXPECT_EQ(repaired->repaired.front().place, (Point{5, -2}));
    EXPECT_TRUE(repaired->remaining.empty());
    EXPECT_EQ(repaired->object.polygonText, "");
    const Ring& outer = repaired->object.polygon.outer;
    ASSERT_EQ(outer.size(), 5U);
    EXPECT_EQ(outer[0], (Point{9, 3})) << "begins with the first point that is left, in the same direction";
    EXPECT_EQ(outer[1], (Point{9, 5}));
    EXPECT_EQ(outer[2], (Point{5, 5}));
    EXPECT_EQ(outer[3], (Point{5, 0}));
    EXPECT_NEAR(outer[4].x, 6.6, 1e-9);
    EXPECT_EQ(outer[4].y, 0);
}

TEST(Validity, ClippingKeepsTheDirectionAndTheHoles)
{
    const auto object = objectOf({{1, 1}, {1, 9}, {25, 9}, {25, 1}}, {{{3, 3}, {5, 3}, {5, 5}, {3, 5}}});
    const auto repaired = repair(object, kImage);
    ASSERT_TRUE(repaired);
    const auto& polygon = repaired->object.polygon;
    EXPECT_EQ(polygon.outer, (Ring{{1, 1}, {1, 9}, {20, 9}, {20, 1}}));
    ASSERT_EQ(polygon.holes.size(), 1U);
    EXPECT_EQ(area(polygon), 19 * 8 - 4);
}

TEST(Validity, WhatClippingWouldTearApartIsFlaggedAndKept)
{
    const auto object = objectOf({{1, 15}, {1, 5}, {2, 5}, {2, 14}, {3, 14}, {3, 5}, {4, 5}, {4, 15}});
    const auto repaired = repair(object, kImage);
    ASSERT_TRUE(repaired);
    EXPECT_EQ(repaired->object, object);
    EXPECT_TRUE(repaired->repaired.empty());
    EXPECT_EQ(problems(repaired->remaining), (std::vector{Problem::OutsideImage}));
}

TEST(Validity, AnOutlineThatCrossesItselfIsNotClipped)
{
    const auto object = objectOf({{-1, 1}, {5, 5}, {5, 1}, {-1, 7}});
    const auto repaired = repair(object, kImage);
    ASSERT_TRUE(repaired);
    EXPECT_EQ(repaired->object, object);
    EXPECT_EQ(problems(repaired->remaining), (std::vector{Problem::SelfIntersection, Problem::OutsideImage}));
}

TEST(Validity, WhatLiesWhollyOutsideCannotStand)
{
    const auto beyond = objectOf({{21, 1}, {25, 1}, {25, 5}});
    EXPECT_EQ(problems(findDefects(beyond, kImage)), (std::vector{Problem::OutsideImage}));
    EXPECT_NE(findDefects(beyond, kImage).front().message.find("lies outside"), std::string::npos);
    EXPECT_FALSE(repair(beyond, kImage));
    EXPECT_FALSE(repair(objectOf({{20, 1}, {25, 1}, {25, 5}}), kImage)) << "only a line in common";
    EXPECT_FALSE(repair(objectOf({{-9, 3}, {-9, -9}, {3, -9}}), kImage)) << "the boxes overlap, no more";
    EXPECT_FALSE(repair(objectOf({{1e300, 1e300}, {-1e300, 1e300}, {0, 1e200}}), kImage));
}

TEST(Validity, APointOfInterestOutsideItsPolygonIsFlagged)
{
    Object object = objectOf({{1, 1}, {5, 1}, {5, 5}, {1, 5}});
    for (const Point place : {Point{6, 3}, Point{5.001, 3}, Point{kNan, 3}}) {
        object.poi = place;
        EXPECT_EQ(problems(findDefects(object, kImage)), (std::vector{Problem::PoiOutside}));
        const auto repaired = repair(object, kImage);
        ASSERT_TRUE(repaired);
        EXPECT_EQ(repaired->object.polygonText, object.polygonText);
        EXPECT_EQ(problems(repaired->remaining), (std::vector{Problem::PoiOutside}));
    }
    for (const Point onOutline : {Point{5, 3}, Point{3, 5}, Point{5, 5}, Point{1, 1}}) {
        object.poi = onOutline;
        EXPECT_TRUE(findDefects(object, kImage).empty());
    }
}

TEST(Validity, DefectsComeInTheOrderOfTheEnum)
{
    Object object =
        objectOf({{1, 1}, {1, 1}, {3, 3}, {2, 2}, {3, 3}, {5, 5}, {5, 1}, {1, 17}}, {{{2, 2}, {3, 3}}});
    object.poi = Point{15, 5};
    EXPECT_EQ(problems(findDefects(object, kImage)),
              (std::vector{Problem::TooFewPoints, Problem::RepeatedPoints, Problem::Spike,
                           Problem::SelfIntersection, Problem::OutsideImage, Problem::PoiOutside}));
    object =
        objectOf({{1, 1}, {1, 1}, {2, 1}, {2, 2}, {21, 3}, {1, 3}}, {{{1.25, 1.5}, {1.5, 1.5}, {1.5, 1.75}}});
    object.poi = Point{15, 5};
    EXPECT_EQ(problems(findDefects(object, kImage, 100)),
              (std::vector{Problem::RepeatedPoints, Problem::Orientation, Problem::OutsideImage,
                           Problem::PoiOutside, Problem::SmallArea}));
}

TEST(Validity, WhatIsSaidToBeRepairableIs)
{
    const Ring far{{1, 1}, {1, 1}, {9, 9}, {9, 1}};
    const auto inside = objectOf(far);
    EXPECT_TRUE(findDefects(inside, kImage).front().repairable);
    const auto outside = objectOf({{31, 1}, {31, 1}, {39, 9}, {39, 1}});
    const auto found = findDefects(outside, kImage);
    ASSERT_EQ(problems(found), (std::vector{Problem::RepeatedPoints, Problem::OutsideImage}));
    EXPECT_FALSE(found[0].repairable) << "an object that cannot stand is not repaired";
    EXPECT_FALSE(found[1].repairable);
    EXPECT_TRUE(findDefects(objectOf({{5, -2}, {9, 3}, {9, 5}, {5, 5}}), kImage).front().repairable);
    const auto torn = objectOf({{1, 15}, {1, 5}, {2, 5}, {2, 14}, {3, 14}, {3, 5}, {4, 5}, {4, 15}});
    EXPECT_FALSE(findDefects(torn, kImage).front().repairable);
}

} // namespace
} // namespace sorby::annotation
