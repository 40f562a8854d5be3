// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/imaging/window.h"

#include <gtest/gtest.h>

#include <limits>

namespace sorby::imaging {
namespace {

constexpr float kNan = std::numeric_limits<float>::quiet_NaN();
constexpr float kInfinity = std::numeric_limits<float>::infinity();

/// 0, 1 ... count - 1, times `step`, from the back to the front.
Raster<float> ramp(int count, float step)
{
    Raster<float> grey(count, 1);
    for (int x = 0; x < count; ++x) {
        grey.at(x, 0) = static_cast<float>(count - 1 - x) * step;
    }
    return grey;
}

TEST(PercentileWindow, IsTheSameForWholeNumbersAndFractions)
{
    EXPECT_EQ(percentileWindow(ramp(1001, 1), 0.01, 0.99), (Window{10, 990}));
    EXPECT_EQ(percentileWindow(ramp(1001, 0.5F), 0.01, 0.99), (Window{5, 495}));
    EXPECT_EQ(percentileWindow(ramp(1001, -1), 0.01, 0.99), (Window{-990, -10}));
    EXPECT_EQ(percentileWindow(ramp(1001, 100), 0.01, 0.99), (Window{1000, 99000})) << "beyond 16 bits";
    EXPECT_EQ(percentileWindow(ramp(1001, 1), 0, 1), (Window{0, 1000}));
}

TEST(PercentileWindow, LeavesOutAFewHotPixels)
{
    auto grey = ramp(1000, 0.1F);
    grey.at(0, 0) = 60000;
    EXPECT_LT(percentileWindow(grey).high, 101);
}

TEST(PercentileWindow, IsNeverWithoutWidth)
{
    EXPECT_EQ(percentileWindow(Raster<float>(4, 4, 7)), (Window{7, 8}));
    EXPECT_EQ(percentileWindow(Raster<float>(4, 4, 0.25F)), (Window{0.25, 1.25}));
    EXPECT_EQ(percentileWindow({}), (Window{0, 1}));
}

TEST(PercentileWindow, CountsFinitePixelsOnly)
{
    auto grey = ramp(103, 1);
    grey.at(0, 0) = kNan;
    grey.at(50, 0) = kInfinity;
    grey.at(102, 0) = -kInfinity;
    EXPECT_EQ(percentileWindow(grey, 0, 1), (Window{1, 101}));
    EXPECT_EQ(percentileWindow(Raster<float>(3, 3, kNan)), (Window{0, 1}));
}

TEST(FullWindow, IsTheWholeRangeOfTheDepth)
{
    EXPECT_EQ(fullWindow({Raster<std::uint8_t>(1, 1)}), (Window{0, 255}));
    EXPECT_EQ(fullWindow({Raster<std::uint16_t>(1, 1)}), (Window{0, 65535}));
    EXPECT_EQ(fullWindow({Raster<Rgb8>(1, 1)}), (Window{0, 255}));
    EXPECT_EQ(fullWindow({Raster<Rgb16>(1, 1)}), (Window{0, 65535}));
    EXPECT_EQ(fullWindow({ramp(11, -0.5F)}), (Window{-5, 0}));
}

TEST(ApplyWindow, ScalesAndClips)
{
    Raster<float> grey(6, 1);
    grey.at(0, 0) = -5;
    grey.at(1, 0) = 100;
    grey.at(2, 0) = 150;
    grey.at(3, 0) = 300;
    grey.at(4, 0) = 60000;
    grey.at(5, 0) = kNan;
    const auto scaled = applyWindow(grey, {100, 300});
    EXPECT_EQ(std::vector<float>(scaled.pixels().begin(), scaled.pixels().end()),
              (std::vector<float>{0, 0, 0.25F, 1, 1, 0}));
    grey.fill(kInfinity);
    EXPECT_EQ(applyWindow(grey, {100, 300}).at(0, 0), 0);
}

TEST(ApplyWindow, TreatsAWindowWithoutWidthAsOneWide)
{
    EXPECT_EQ(applyWindow(Raster<float>(1, 1, 7.5F), {7, 7}).at(0, 0), 0.5F);
    EXPECT_EQ(applyWindow(Raster<float>(1, 1, 7), {9, 3}).at(0, 0), 0);
}

TEST(ToDisplay, RoundsToBytes)
{
    const auto shown = toDisplay(ramp(256, 1), {0, 255});
    for (int x = 0; x < 256; ++x) {
        ASSERT_EQ(shown.at(x, 0), 255 - x);
    }
    EXPECT_EQ(toDisplay(Raster<float>(1, 1, 0.5F), {0, 1}).at(0, 0), 128);
}

TEST(ToDisplay, ShowsEveryDepthAlike)
{
    const Window window{50, 150};
    const Rgb8 expected{128, 128, 128};
    EXPECT_EQ(toDisplay(Micrograph{Raster<std::uint8_t>(2, 1, 100)}, window).at(1, 0), expected);
    EXPECT_EQ(toDisplay(Micrograph{Raster<std::uint16_t>(2, 1, 100)}, window).at(1, 0), expected);
    EXPECT_EQ(toDisplay(Micrograph{Raster<float>(2, 1, 100)}, window).at(1, 0), expected);
    EXPECT_EQ(toDisplay(Micrograph{Raster<float>(2, 1, kNan)}, window).at(1, 0), Rgb8{});
}

TEST(ToDisplay, KeepsColour)
{
    EXPECT_EQ(toDisplay(Micrograph{Raster<Rgb8>(1, 1, {50, 100, 200})}, {50, 150}).at(0, 0),
              (Rgb8{0, 128, 255}));
    EXPECT_EQ(toDisplay(Micrograph{Raster<Rgb16>(1, 1, {65535, 32768, 0})}, {0, 65535}).at(0, 0),
              (Rgb8{255, 128, 0}));
}

} // namespace
} // namespace sorby::imaging
