// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/imaging/label_fill.h"
#include "tests/support/label_text.h"

#include <gtest/gtest.h>

namespace sorby::imaging {
namespace {

constexpr PixelRect kAll{0, 0, 1000, 1000};

TEST(LabelFill, FillsWhatAContourCloses)
{
    const auto labels = test::labels(R"(.......
                                        ..111..
                                        .1...1.
                                        ..1.1..
                                        ...1...)");
    const auto region = regionOfLabel(labels, kAll, 3, 2);
    EXPECT_EQ(region.spans, (std::vector<Span>{{2, 2, 5}, {3, 3, 4}}));
    EXPECT_EQ(region.bounds, (PixelRect{2, 2, 3, 2}));
    EXPECT_EQ(region.pixels, 4U);
    EXPECT_FALSE(region.touchesBorder);
    EXPECT_TRUE(region.isComplete);
}

TEST(LabelFill, OverCornersItLeaksOut)
{
    const auto labels = test::labels(R"(.......
                                        ..111..
                                        .1...1.
                                        ..1.1..
                                        ...1...)");
    const auto region = regionOfLabel(labels, kAll, 3, 2, Connectivity::Eight);
    EXPECT_TRUE(region.touchesBorder);
    EXPECT_EQ(region.pixels, 35U - 8U);
}

TEST(LabelFill, NothingOutsideThePart)
{
    const LabelImage labels(10, 10);
    EXPECT_TRUE(regionOfLabel(labels, {2, 2, 3, 3}, 1, 3).spans.empty());
    EXPECT_TRUE(regionOfLabel(labels, {2, 2, 0, 3}, 2, 3).spans.empty());
    EXPECT_TRUE(regionOfLabel({}, kAll, 0, 0).spans.empty());
    EXPECT_EQ(regionOfLabel(labels, {2, 2, 3, 3}, 4, 4).bounds, (PixelRect{2, 2, 3, 3}));
}

TEST(LabelFill, CanBeStopped)
{
    std::stop_source source;
    source.request_stop();
    const auto region =
        regionOfLabel(LabelImage(9, 9), kAll, 4, 4, Connectivity::Four, {source.get_token(), {}});
    EXPECT_FALSE(region.isComplete);
}

} // namespace
} // namespace sorby::imaging
