// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/imaging/region_grow.h"
#include "tests/support/label_text.h"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>

namespace sorby::imaging {
namespace {

std::shared_ptr<const Pixels> shared(Pixels pixels)
{
    return std::make_shared<const Pixels>(std::move(pixels));
}

/// Digits are grey values.
std::shared_ptr<const Pixels> grey(std::string_view rows)
{
    return shared(test::labels(rows));
}

constexpr PixelRect kAll{0, 0, 1000, 1000};

TEST(RegionGrow, TakesWhatIsAlikeAndHangsTogether)
{
    RegionGrower grower(grey(R"(1123
                                9991
                                1119)"),
                        kAll, 0, 0);
    EXPECT_TRUE(grower.setTolerance(1));
    EXPECT_EQ(test::text(grower.mask()), "111.\n"
                                         "....\n"
                                         "....\n");
    EXPECT_EQ(grower.bounds(), (PixelRect{0, 0, 3, 1}));
    EXPECT_TRUE(grower.setTolerance(2));
    EXPECT_EQ(test::text(grower.mask()), "1111\n"
                                         "...1\n"
                                         "....\n");
    EXPECT_EQ(grower.pixelCount(), 5U);
    EXPECT_TRUE(grower.setTolerance(0));
    EXPECT_EQ(test::text(grower.mask()), "11..\n"
                                         "....\n"
                                         "....\n");
    EXPECT_TRUE(grower.setTolerance(-1));
    EXPECT_EQ(grower.pixelCount(), 0U);
    EXPECT_TRUE(grower.bounds().isEmpty());
    EXPECT_TRUE(grower.setTolerance(8));
    EXPECT_EQ(grower.pixelCount(), 12U);
}

TEST(RegionGrow, OverCornersOrEverywhere)
{
    const auto pixels = grey(R"(1991
                                9199
                                9991)");
    RegionGrower corners(pixels, kAll, 0, 0, {.connectivity = Connectivity::Eight});
    corners.setTolerance(0);
    EXPECT_EQ(test::text(corners.mask()), "1...\n"
                                          ".1..\n"
                                          "....\n");
    RegionGrower everywhere(pixels, kAll, 0, 0, {.contiguous = false});
    everywhere.setTolerance(0);
    EXPECT_EQ(test::text(everywhere.mask()), "1..1\n"
                                             ".1..\n"
                                             "...1\n");
}

TEST(RegionGrow, StaysInItsPart)
{
    RegionGrower grower(shared(Raster<std::uint16_t>(10, 10, 40000)), {3, 4, 2, 100}, 4, 5);
    grower.setTolerance(0);
    EXPECT_EQ(grower.part(), (PixelRect{3, 4, 2, 6}));
    EXPECT_EQ(grower.bounds(), (PixelRect{3, 4, 2, 6}));
    RegionGrower outside(shared(Raster<std::uint16_t>(10, 10)), {3, 4, 2, 2}, 0, 0);
    EXPECT_TRUE(outside.setTolerance(1e9));
    EXPECT_EQ(outside.pixelCount(), 0U);
}

TEST(RegionGrow, ColoursDifferByTheirWorstChannel)
{
    Raster<Rgb8> pixels(3, 1, {10, 20, 30});
    pixels.at(1, 0) = {12, 20, 29};
    pixels.at(2, 0) = {10, 20, 33};
    RegionGrower grower(shared(pixels), kAll, 0, 0);
    grower.setTolerance(2);
    EXPECT_EQ(grower.pixelCount(), 2U);
    grower.setTolerance(3);
    EXPECT_EQ(grower.pixelCount(), 3U);
}

TEST(RegionGrow, FloatsAreTakenAsTheyAreAndNaNNever)
{
    Raster<float> pixels(4, 1, 0.5F);
    pixels.at(1, 0) = 0.75F;
    pixels.at(3, 0) = std::numeric_limits<float>::quiet_NaN();
    RegionGrower grower(shared(pixels), kAll, 0, 0);
    grower.setTolerance(0.2);
    EXPECT_EQ(grower.pixelCount(), 1U);
    grower.setTolerance(0.25);
    EXPECT_EQ(grower.pixelCount(), 3U);
    grower.setTolerance(1e30);
    EXPECT_EQ(grower.pixelCount(), 3U);
    RegionGrower fromNaN(shared(pixels), kAll, 3, 0);
    fromNaN.setTolerance(1e30);
    EXPECT_EQ(fromNaN.pixelCount(), 0U);
}

TEST(RegionGrow, CanBeStoppedAndGoesOn)
{
    RegionGrower grower(shared(Raster<std::uint8_t>(600, 600, 7)), kAll, 0, 0);
    std::stop_source source;
    source.request_stop();
    EXPECT_FALSE(grower.setTolerance(0, {source.get_token(), {}}));
    EXPECT_LT(grower.pixelCount(), 360000U);
    EXPECT_GT(grower.pixelCount(), 0U);
    EXPECT_TRUE(grower.setTolerance(0));
    EXPECT_EQ(grower.pixelCount(), 360000U);
}

} // namespace
} // namespace sorby::imaging
