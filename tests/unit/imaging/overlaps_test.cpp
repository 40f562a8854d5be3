// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/imaging/overlaps.h"

#include <gtest/gtest.h>

#include <limits>
#include <utility>

namespace sorby::imaging {
namespace {

using annotation::Object;
using annotation::Ring;

constexpr Size kImage{20, 10};

Object objectOf(Ring outer, std::vector<Ring> holes = {})
{
    Object object;
    object.polygon = {std::move(outer), std::move(holes)};
    return object;
}

Object block(double x, double y, double width, double height)
{
    return objectOf({{x, y}, {x + width, y}, {x + width, y + height}, {x, y + height}});
}

TEST(Overlaps, CountsTheSharedPixelsOfTwoObjects)
{
    const std::vector objects{block(1, 1, 4, 4), block(10, 1, 4, 4), block(3, 2, 4, 8)};
    const auto found = findOverlaps(objects, kImage);
    EXPECT_TRUE(found.isComplete);
    EXPECT_EQ(found.pairs, (std::vector<Overlap>{{0, 2, {3.5, 2.5}, 2 * 3}}));
}

TEST(Overlaps, ObjectsThatOnlyTouchShareNothing)
{
    const std::vector objects{block(1, 1, 4, 4), block(5, 1, 4, 4), block(1, 5, 4, 4), block(5, 5, 4, 4),
                              // Less than half a pixel deep: no centre is inside both.
                              block(8.75, 1, 4, 8)};
    EXPECT_TRUE(findOverlaps(objects, kImage).pairs.empty());
}

TEST(Overlaps, TwoTrianglesOfOneSquareShareNothing)
{
    const std::vector objects{objectOf({{1, 1}, {9, 1}, {9, 9}}), objectOf({{1, 1}, {9, 9}, {1, 9}})};
    EXPECT_TRUE(findOverlaps(objects, kImage).pairs.empty()) << "centres on the diagonal belong to one";
}

TEST(Overlaps, ListsEveryPairInOrder)
{
    // The later ones come first in the image.
    const std::vector objects{block(6, 1, 6, 6), block(3, 1, 6, 6), block(0, 1, 7, 6), block(15, 1, 2, 2)};
    EXPECT_EQ(findOverlaps(objects, kImage).pairs,
              (std::vector<Overlap>{
                  {0, 1, {6.5, 1.5}, 3 * 6}, {0, 2, {6.5, 1.5}, 1 * 6}, {1, 2, {3.5, 1.5}, 4 * 6}}));
}

TEST(Overlaps, AnObjectInTheHoleOfAnotherSharesNothing)
{
    const auto frame = objectOf({{0, 0}, {10, 0}, {10, 10}, {0, 10}}, {{{2, 2}, {2, 8}, {8, 8}, {8, 2}}});
    EXPECT_TRUE(findOverlaps(std::vector{frame, block(2, 2, 6, 6)}, kImage).pairs.empty());
    EXPECT_EQ(findOverlaps(std::vector{frame, block(2, 2, 7, 6)}, kImage).pairs,
              (std::vector<Overlap>{{0, 1, {8.5, 2.5}, 6}}));
}

TEST(Overlaps, ObjectsOfOneGroupDoNotCount)
{
    std::vector objects{block(1, 1, 4, 4), block(3, 1, 4, 4), block(5, 1, 4, 4)};
    objects[0].group = objects[1].group = 3;
    EXPECT_EQ(findOverlaps(objects, kImage).pairs, (std::vector<Overlap>{{1, 2, {5.5, 1.5}, 2 * 4}}));
    objects[1].group = 4;
    EXPECT_EQ(findOverlaps(objects, kImage).pairs.size(), 2U);
}

TEST(Overlaps, OnlyPixelsOfTheImageCount)
{
    EXPECT_EQ(findOverlaps(std::vector{block(18, 8, 9, 9), block(17, 8, 9, 9)}, kImage).pairs,
              (std::vector<Overlap>{{0, 1, {18.5, 8.5}, 4}}));
    EXPECT_TRUE(findOverlaps(std::vector{block(18, 11, 9, 9), block(17, 11, 9, 9)}, kImage).pairs.empty());
    EXPECT_TRUE(findOverlaps(std::vector{block(1, 1, 9, 9), block(1, 1, 9, 9)}, {}).pairs.empty());
    const double nan = std::numeric_limits<double>::quiet_NaN();
    EXPECT_EQ(
        findOverlaps(std::vector{block(1, 1, 4, 4), objectOf({{1, 1}, {5, 1}, {nan, 3}, {5, 5}, {1, 5}})},
                     kImage)
            .pairs,
        (std::vector<Overlap>{{0, 1, {1.5, 1.5}, 16}}))
        << "a defect of one object does not hide what it shares";
}

TEST(Overlaps, SaysWhenThereAreTooManyToList)
{
    const std::vector objects(448, block(1, 1, 2, 2)); // 448 * 447 / 2 = 100,128 pairs
    const auto found = findOverlaps(objects, kImage);
    EXPECT_FALSE(found.isComplete);
    EXPECT_EQ(found.pairs.size(), Overlaps::kMostPairs);
    EXPECT_TRUE(findOverlaps(std::span(objects).first(447), kImage).isComplete);
}

TEST(Overlaps, ManyObjectsOfALargeImage)
{
    // Tiles of 100 x 100 blocks, each a pixel too wide: it meets its right neighbour in a column of 40.
    std::vector<Object> objects;
    for (int row = 0; row < 100; ++row) {
        for (int column = 0; column < 100; ++column) {
            objects.push_back(block(column * 40, row * 40, 41, 40));
        }
    }
    const auto found = findOverlaps(objects, {4000, 4000});
    ASSERT_EQ(found.pairs.size(), 99U * 100);
    EXPECT_EQ(found.pairs[0], (Overlap{0, 1, {40.5, 0.5}, 40}));
    EXPECT_EQ(found.pairs.back(), (Overlap{9998, 9999, {3960.5, 3960.5}, 40}));
}

} // namespace
} // namespace sorby::imaging
