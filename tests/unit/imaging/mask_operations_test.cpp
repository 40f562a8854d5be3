// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/imaging/mask_operations.h"
#include "tests/support/label_text.h"

#include <gtest/gtest.h>

namespace sorby::imaging {
namespace {

using test::labels;
using test::text;

TEST(MaskOperations, GrowsByADisc)
{
    EXPECT_EQ(text(grown(labels(R"(.......
                                   .......
                                   ...1...
                                   .......
                                   .......)"),
                         2)),
              "...1...\n"
              "..111..\n"
              ".11111.\n"
              "..111..\n"
              "...1...\n");
    EXPECT_EQ(grown(Mask(4, 3), 5), Mask(4, 3));
    EXPECT_EQ(grown(labels("1.1"), 0), labels("1.1"));
}

TEST(MaskOperations, ShrinksButNotFromTheBorder)
{
    EXPECT_EQ(text(shrunk(labels(R"(11111..
                                    11111..
                                    11111..
                                    11111..)"),
                          1.5)),
              "1111...\n"
              "1111...\n"
              "1111...\n"
              "1111...\n");
    EXPECT_EQ(shrunk(Mask(4, 3, 9), 5), Mask(4, 3, 1));
}

TEST(MaskOperations, SmoothsAwayWhatSticksOut)
{
    EXPECT_EQ(text(smoothed(labels(R"(..........
                                      ..11111...
                                      ..111.1...
                                      ..111111..
                                      ..11111...
                                      ..........
                                      .......1..)"),
                            1)),
              "..........\n"
              "..11111...\n"
              "..11111...\n"
              "..11111...\n"
              "..11111...\n"
              "..........\n"
              "..........\n");
}

TEST(MaskOperations, FillsHolesUpToASize)
{
    const auto mask = labels(R"(1111111
                                1.11..1
                                11.1111
                                .111111)");
    EXPECT_EQ(text(holesFilled(mask)), "1111111\n"
                                       "1111111\n"
                                       "1111111\n"
                                       ".111111\n");
    EXPECT_EQ(text(holesFilled(mask, 1)), "1111111\n"
                                          "1111..1\n"
                                          "1111111\n"
                                          ".111111\n");
}

TEST(MaskOperations, RemovesSmallRegions)
{
    EXPECT_EQ(text(smallRemoved(labels(R"(11..1
                                          1..1.
                                          ..11.)"),
                                3)),
              "11...\n"
              "1..1.\n"
              "..11.\n");
    EXPECT_TRUE(smallRemoved({}, 3).isEmpty());
}

TEST(MaskOperations, ChangesAreSpansToPaint)
{
    const auto change = changeBetween(labels(R"(111.
                                                ....)"),
                                      labels(R"(1.11
                                                11..)"),
                                      100, 50);
    EXPECT_EQ(change.added, (std::vector<Span>{{50, 103, 104}, {51, 100, 102}}));
    EXPECT_EQ(change.removed, (std::vector<Span>{{50, 101, 102}}));
    EXPECT_TRUE(changeBetween(labels("1."), labels("1."), 0, 0).isEmpty());
}

} // namespace
} // namespace sorby::imaging
