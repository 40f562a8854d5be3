// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/learning/tile_plan.h"

#include <gtest/gtest.h>

namespace sorby::learning {
namespace {

TEST(TilePlanTest, HaloByHand)
{
    NetworkSpec spec;
    // Depth 1: 2 cells spoilt above, 1 + 2 = 3 below, 2 * 3 + 2 = 8 up again.
    spec.depth = 1;
    EXPECT_EQ(haloOf(spec), 8);
    // Depth 4: 2, 3, 4, 4 | 4 | 10, 22, 46, 94; the next multiple of 16 is 96.
    spec.depth = 4;
    EXPECT_EQ(haloOf(spec), 96);
}

TEST(TilePlanTest, WholeImageIsOneTile)
{
    NetworkSpec spec;
    spec.depth = 2;
    const auto tiles = tilesOf({30, 21}, spec, 0);
    ASSERT_EQ(tiles.size(), 1U);
    EXPECT_EQ(tiles[0].core, (PixelRect{0, 0, 32, 24}));
    EXPECT_EQ(tiles[0].region, tiles[0].core);
}

TEST(TilePlanTest, CoresCoverOnceAndRegionsLieOnTheStride)
{
    NetworkSpec spec;
    spec.depth = 2;
    const int halo = haloOf(spec);
    for (const Size image : {Size{100, 61}, Size{3, 200}, Size{64, 64}}) {
        for (const int side : {1, 4, 10, 37, 64, 500}) {
            Raster<std::uint8_t> covered(roundUp(image.width, 4), roundUp(image.height, 4));
            for (const auto& [core, region] : tilesOf(image, spec, side)) {
                for (const int edge : {core.x, core.y, region.x, region.y, region.width, region.height}) {
                    EXPECT_EQ(edge % 4, 0);
                }
                EXPECT_TRUE(region.x == 0 || region.x == core.x - halo);
                EXPECT_TRUE(region.y + region.height == covered.height() ||
                            region.y + region.height == core.y + core.height + halo);
                for (int y = core.y; y < core.y + core.height; ++y) {
                    for (int x = core.x; x < core.x + core.width; ++x) {
                        ++covered.at(x, y);
                    }
                }
            }
            EXPECT_EQ(covered, Raster<std::uint8_t>(covered.size(), 1)) << side;
        }
    }
}

TEST(TilePlanTest, TilesOfAPartAreShownWhatLiesAround)
{
    NetworkSpec spec;
    spec.depth = 1; // stride 2, halo 8
    const auto tiles = tilesOf({101, 200}, {10, 40, 91, 33}, spec, 0);
    ASSERT_EQ(tiles.size(), 1U);
    EXPECT_EQ(tiles[0].core, (PixelRect{10, 40, 92, 34})) << "up to the next multiple of the stride";
    EXPECT_EQ(tiles[0].region, (PixelRect{2, 32, 100, 50}));
    for (const int side : {2, 20, 500}) {
        Raster<std::uint8_t> covered(102, 200);
        for (const auto& [core, region] : tilesOf({101, 200}, {10, 40, 91, 33}, spec, side)) {
            for (int y = core.y; y < core.y + core.height; ++y) {
                for (int x = core.x; x < core.x + core.width; ++x) {
                    ++covered.at(x, y);
                }
            }
        }
        for (int y = 0; y < 200; ++y) {
            for (int x = 0; x < 102; ++x) {
                ASSERT_EQ(covered.at(x, y), x >= 10 && y >= 40 && y < 74 ? 1 : 0);
            }
        }
    }
}

} // namespace
} // namespace sorby::learning
