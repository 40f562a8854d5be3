// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/raster.h"

#include <gtest/gtest.h>

namespace sorby {
namespace {

TEST(RasterValue, IsRowByRowAndFilled)
{
    Raster<int> raster(3, 2, 7);
    raster.at(2, 1) = 9;
    EXPECT_EQ(std::vector<int>(raster.pixels().begin(), raster.pixels().end()),
              (std::vector<int>{7, 7, 7, 7, 7, 9}));
    EXPECT_EQ(raster.row(1)[2], 9);
    EXPECT_TRUE(raster.contains(2, 1));
    EXPECT_FALSE(raster.contains(3, 1));
    EXPECT_FALSE(raster.contains(-1, 0));
}

TEST(RasterValue, CopiesAreDeep)
{
    const Raster<int> original(2, 2, 1);
    Raster<int> copy = original;
    EXPECT_EQ(copy, original);
    copy.fill(2);
    EXPECT_EQ(original.at(0, 0), 1);
    EXPECT_NE(copy, original);
}

TEST(RasterValue, OfTheSameCountButAnotherShapeIsDifferent)
{
    EXPECT_NE(Raster<int>(2, 3), Raster<int>(3, 2));
    EXPECT_TRUE(Raster<int>().isEmpty());
    EXPECT_TRUE(Raster<int>(0, 4).isEmpty());
}

TEST(CropRaster, FillsWhatLiesOutside)
{
    Raster<int> raster(3, 3);
    for (int i = 0; i < 9; ++i) {
        raster.at(i % 3, i / 3) = i;
    }
    const auto part = crop(raster, {1, -1, 3, 2}, -5);
    EXPECT_EQ(part.size(), (Size{3, 2}));
    EXPECT_EQ(std::vector<int>(part.pixels().begin(), part.pixels().end()),
              (std::vector<int>{-5, -5, -5, 1, 2, -5}));
}

TEST(RasterSize, AreaIsOfSizeTAndZeroForEmptyOnes)
{
    EXPECT_EQ((Size{100000, 100000}.area()), 10000000000ULL);
    EXPECT_EQ((Size{-5, 5}.area()), 0U);
}

} // namespace
} // namespace sorby
