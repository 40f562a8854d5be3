// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/imaging/morphology.h"
#include "tests/support/label_text.h"

#include <gtest/gtest.h>

namespace sorby::imaging {
namespace {

using test::labels;
using test::text;

TEST(Opening, RemovesWhatNoDiscFitsInto)
{
    EXPECT_EQ(text(opened(labels(R"(.........
                                    .1...111.
                                    .....111.
                                    .11..111.
                                    .........)"),
                          1)),
              ".........\n"
              "......1..\n"
              ".....111.\n"
              "......1..\n"
              ".........\n");
}

TEST(Opening, TakesTheRadiusLiterally)
{
    Raster<std::uint8_t> disc(9, 9);
    for (int y = 0; y < 9; ++y) {
        for (int x = 0; x < 9; ++x) {
            disc.at(x, y) = (x - 4) * (x - 4) + (y - 4) * (y - 4) <= 9 ? 1 : 0;
        }
    }
    EXPECT_EQ(opened(disc, 3), disc);
    EXPECT_EQ(opened(disc, 4), Raster<std::uint8_t>(9, 9));
    disc.at(4, 1) = 0; // the topmost pixel of the disc
    EXPECT_EQ(opened(disc, 3), Raster<std::uint8_t>(9, 9));
}

TEST(Closing, FillsWhatNoDiscFitsInto)
{
    EXPECT_EQ(text(closed(labels(R"(............
                                    ............
                                    ..11111111..
                                    ..1.11...1..
                                    ..1111...1..
                                    ..1111...1..
                                    ..11111111..
                                    ............
                                    ............)"),
                          1)),
              "............\n"
              "............\n"
              "..11111111..\n"
              "..11111.11..\n"
              "..1111...1..\n"
              "..11111.11..\n"
              "..11111111..\n"
              "............\n"
              "............\n");
}

TEST(Morphology, TheBorderEatsNothing)
{
    const auto mask = labels(R"(111..
                                111..
                                .....
                                ....1)");
    EXPECT_EQ(text(opened(mask, 1)), "111..\n"
                                     "11...\n"
                                     ".....\n"
                                     ".....\n");
    const Raster<std::uint8_t> full(5, 4, 1);
    EXPECT_EQ(opened(full, 2), full);
    EXPECT_EQ(closed(full, 2), full);
    const Raster<std::uint8_t> empty(5, 4);
    EXPECT_EQ(opened(empty, 2), empty);
    EXPECT_EQ(closed(empty, 2), empty);
}

TEST(Morphology, RadiusZeroChangesNothing)
{
    const auto mask = labels("1.11.");
    EXPECT_EQ(opened(mask, 0), mask);
    EXPECT_EQ(closed(mask, 0), mask);
}

TEST(Morphology, AnyValueButZeroCounts)
{
    const Raster<std::uint8_t> mask(4, 4, 255);
    EXPECT_EQ(opened(mask, 1), Raster<std::uint8_t>(4, 4, 1));
    EXPECT_EQ(closed(mask, 0), Raster<std::uint8_t>(4, 4, 1));
}

TEST(Morphology, ARadiusBeyondTheImageIsAsGoodAsItsDiagonal)
{
    auto mask = labels(R"(111
                          1.1)");
    EXPECT_EQ(opened(mask, 1000000), Raster<std::uint8_t>(3, 2));
    EXPECT_EQ(closed(mask, 1000000), Raster<std::uint8_t>(3, 2, 1));
    EXPECT_TRUE(opened({}, 3).isEmpty());
}

} // namespace
} // namespace sorby::imaging
