// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/annotation/live_validity.h"
#include "core/annotation/picking.h"

#include <gtest/gtest.h>

namespace sorby::annotation {
namespace {

Polygon rectangle(double left, double top, double right, double bottom)
{
    return {{{left, top}, {right, top}, {right, bottom}, {left, bottom}}, {}};
}

Polygon frame()
{
    return {rectangle(0, 0, 30, 30).outer, {rectangle(10, 10, 20, 20).outer}};
}

std::vector<Object> threeObjects()
{
    std::vector<Object> objects(3);
    objects[0].polygon = rectangle(0, 0, 20, 20);
    objects[1].polygon = rectangle(10, 10, 30, 30);
    objects[2].polygon = frame();
    return objects;
}

TEST(Picking, TheTopmostObjectFirst)
{
    const auto objects = threeObjects();
    const ObjectPicker picker(objects);
    EXPECT_EQ(picker.objectsAt({5, 5}), (std::vector<std::size_t>{2, 0}));
    EXPECT_EQ(picker.objectsAt({15, 15}), (std::vector<std::size_t>{1, 0})) << "the hole of 2 is no hit";
    EXPECT_EQ(picker.topmostAt({15, 15}), 1U);
    EXPECT_FALSE(picker.topmostAt({31, 5}));
    EXPECT_EQ(picker.topmostAt({31, 5}, 1.5), 2U);
    EXPECT_EQ(picker.topmostAt({15, 11}, 1.5), 2U) << "near the outline of the hole";
}

TEST(Picking, ObjectsInABox)
{
    auto objects = threeObjects();
    objects[1].polygon = {};
    EXPECT_EQ(ObjectPicker(objects).objectsIn({25, 25, 90, 90}), (std::vector<std::size_t>{2}));
    EXPECT_EQ(ObjectPicker(objects).objectsIn({15, 15, 90, 90}), (std::vector<std::size_t>{0, 2}));
}

TEST(Picking, TheNearestVertex)
{
    EXPECT_EQ(nearestVertex(frame(), {29, 29}, 2), (VertexHit{0, 2, std::sqrt(2.0)}));
    EXPECT_EQ(nearestVertex(frame(), {20, 10}, 0), (VertexHit{1, 1, 0}));
    EXPECT_FALSE(nearestVertex(frame(), {25, 25}, 2));
    EXPECT_FALSE(nearestVertex({}, {0, 0}, 2));
}

TEST(Picking, TheNearestEdgeAndThePlaceOnIt)
{
    const auto right = nearestEdge(frame(), {31, 7}, 2);
    ASSERT_TRUE(right);
    EXPECT_EQ(right->ring, 0U);
    EXPECT_EQ(right->edge, 1U);
    EXPECT_EQ(right->place, (Point{30, 7}));
    EXPECT_EQ(right->distancePx, 1);
    const auto closing = nearestEdge(frame(), {10.5, 15}, 2);
    ASSERT_TRUE(closing);
    EXPECT_EQ(closing->ring, 1U);
    EXPECT_EQ(closing->edge, 3U) << "the edge from the last point to the first";
    EXPECT_FALSE(nearestEdge(frame(), {5, 15}, 2));
}

TEST(LiveValidity, AMovedVertexThatCrosses)
{
    Polygon polygon = frame();
    EXPECT_FALSE(findCrossingAtVertex(polygon, 0, 1));
    polygon.outer[1] = {15, 15}; // over the hole
    EXPECT_TRUE(findCrossingAtVertex(polygon, 0, 1));
    polygon = frame();
    polygon.outer[1] = {-10, 25}; // over the left edge
    const auto place = findCrossingAtVertex(polygon, 0, 1);
    ASSERT_TRUE(place);
    EXPECT_NEAR(place->x, 0, 1e-9);
    polygon = frame();
    polygon.holes[0][0] = {40, 12};
    EXPECT_TRUE(findCrossingAtVertex(polygon, 1, 0));
    polygon = rectangle(0, 0, 30, 30);
    polygon.outer[1] = {0, 20}; // back along the edge that closes the ring
    EXPECT_TRUE(findCrossingAtVertex(polygon, 0, 1));
}

TEST(LiveValidity, TheNextPointOfAnOutline)
{
    const std::vector<Point> outline{{0, 0}, {10, 0}, {10, 10}};
    EXPECT_FALSE(findCrossingOfNextPoint(outline, {0, 10}));
    EXPECT_FALSE(findCrossingOfNextPoint(outline, {0, 0})) << "to close it";
    EXPECT_EQ(findCrossingOfNextPoint(outline, {5, -5}).value_or(Point{}), (Point{20.0 / 3, 0}));
    EXPECT_TRUE(findCrossingOfNextPoint(outline, {10, 5})) << "back along the last edge";
    EXPECT_FALSE(findCrossingOfNextPoint({}, {10, 5}));
}

} // namespace
} // namespace sorby::annotation
