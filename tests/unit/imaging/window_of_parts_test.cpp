// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/imaging/window.h"
#include "core/imaging/window_of_parts.h"

#include <gtest/gtest.h>

#include <limits>
#include <random>

namespace sorby::imaging {
namespace {

/// Gives the image in bands of three rows, the last first; counts how often it is asked.
GreyParts bandsOf(const Raster<float>& image, int& asked)
{
    return [&image, &asked](const GreySink& sink) -> Status {
        ++asked;
        for (int y = (image.height() - 1) / 3 * 3; y >= 0; y -= 3) {
            sink(crop(image, {0, y, image.width(), std::min(3, image.height() - y)}));
        }
        return {};
    };
}

void expectSame(const Raster<float>& image, int looks)
{
    for (const auto& [low, high] : {std::pair(0.0035, 0.9965), std::pair(0.0, 1.0), std::pair(0.5, 0.5)}) {
        int asked = 0;
        const auto window = percentileWindowOfParts(bandsOf(image, asked), low, high);
        ASSERT_TRUE(window);
        EXPECT_EQ(*window, percentileWindow(image, low, high));
        EXPECT_EQ(asked, looks);
    }
}

TEST(PercentileWindowOfParts, IsThatOfTheWhole)
{
    std::mt19937 random(1);
    for (int round = 0; round < 20; ++round) {
        Raster<float> bytes(37, 1 + round);
        Raster<float> deep(bytes.size());
        Raster<float> luminance(bytes.size());
        Raster<float> anything(bytes.size());
        for (std::size_t i = 0; i < bytes.pixels().size(); ++i) {
            bytes.pixels()[i] = static_cast<float>(random() % 256);
            deep.pixels()[i] = static_cast<float>(random() % 65536);
            luminance.pixels()[i] = 0.299F * static_cast<float>(random() % 256) + 0.587F;
            anything.pixels()[i] =
                std::normal_distribution<float>(0, 1)(random) * (random() % 3 == 0 ? 1e30F : 1e-3F);
        }
        expectSame(bytes, 1);
        expectSame(deep, 1);
        expectSame(luminance, 2);
        expectSame(anything, 2);
        deep.at(5, 0) = -1;
        expectSame(deep, 2);
        deep.at(5, 0) = 65536;
        expectSame(deep, 2);
        anything.at(0, 0) = std::numeric_limits<float>::quiet_NaN();
        anything.at(1, 0) = -std::numeric_limits<float>::infinity();
        expectSame(anything, 2);
    }
}

TEST(PercentileWindowOfParts, IsNeverWithoutWidth)
{
    expectSame(Raster<float>(9, 9, 7), 1);
    expectSame(Raster<float>(9, 9, 0.25F), 2);
    expectSame(Raster<float>(9, 9, std::numeric_limits<float>::quiet_NaN()), 1);
}

TEST(PercentileWindowOfParts, PassesOnWhatGoesWrong)
{
    const auto window = percentileWindowOfParts([](const GreySink&) -> Status {
        return Error{ErrorCode::Unreadable, "is cut off", "a.tif"};
    });
    ASSERT_FALSE(window);
    EXPECT_EQ(window.error().message, "is cut off");
}

} // namespace
} // namespace sorby::imaging
