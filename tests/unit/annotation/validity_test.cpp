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
        objectOf({{1, 1}, {9, 1}, {9, 9}, {1, 9}}, {{{3, 3}, {4, 4}}, {{5, 5}, {7, 5}, {7, 7}}});
    EXPECT_EQ(problems(findDefects(object, kImage)), (std::vector{Problem::TooFewPoints}));
    const auto repaired = repair(object, kImage);
    ASSERT_TRUE(repaired);
    EXPECT_EQ(repaired->object.polygon.holes, (std::vector<Ring>{{{5, 5}, {7, 5}, {7, 7}}}));
    EXPECT_EQ(repaired->repaired.front().message, "1 hole without area dropped");
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
    Object object = objectOf({{1, 1}, {1, 1}, {5, 5}, {5, 1}, {1, 17}});
    object.poi = Point{15, 5};
    const auto found = problems(findDefects(object, kImage));
    EXPECT_EQ(found, (std::vector{Problem::RepeatedPoints, Problem::SelfIntersection, Problem::OutsideImage,
                                  Problem::PoiOutside}));
}

} // namespace
} // namespace sorby::annotation
