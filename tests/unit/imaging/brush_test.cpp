// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/imaging/brush.h"
#include "tests/support/label_text.h"

#include <gtest/gtest.h>

#include <limits>

namespace sorby::imaging {
namespace {

constexpr Size kImage{9, 7};

std::string painted(const std::vector<Span>& spans, Size size = kImage)
{
    LabelImage labels(size);
    for (const Span& span : spans) {
        for (int x = span.x0; x < span.x1; ++x) {
            EXPECT_EQ(labels.at(x, span.y), 0);
            labels.at(x, span.y) = 1;
        }
    }
    return test::text(labels);
}

TEST(Brush, TheSmallestPaintsThePixelUnderIt)
{
    for (const auto shape : {BrushShape::Round, BrushShape::Square}) {
        EXPECT_EQ(brushStamp({shape, 1}, {3.99, 2.01}, kImage), (std::vector<Span>{{2, 3, 4}}));
        EXPECT_EQ(brushStamp({shape, 0}, {3.0, 2.0}, kImage), (std::vector<Span>{{2, 3, 4}}));
    }
}

TEST(Brush, ARoundOneTakesTheCentresWithinItsRadius)
{
    EXPECT_EQ(painted(brushStamp({BrushShape::Round, 4}, {4.5, 3.5}, kImage)), ".........\n"
                                                                               "....1....\n"
                                                                               "...111...\n"
                                                                               "..11111..\n"
                                                                               "...111...\n"
                                                                               "....1....\n"
                                                                               ".........\n");
    EXPECT_EQ(painted(brushStamp({BrushShape::Round, 3}, {4, 3}, kImage)), ".........\n"
                                                                           ".........\n"
                                                                           "...11....\n"
                                                                           "...11....\n"
                                                                           ".........\n"
                                                                           ".........\n"
                                                                           ".........\n");
}

TEST(Brush, ASquareOneOfAWholeSideHasAsManyPixelsEverywhere)
{
    for (const double x : {4.0, 4.25, 4.5, 4.75}) {
        std::size_t pixels = 0;
        for (const Span& span : brushStamp({BrushShape::Square, 3}, {x, 3.3}, kImage)) {
            pixels += static_cast<std::size_t>(span.x1 - span.x0);
        }
        EXPECT_EQ(pixels, 9U) << x;
    }
}

TEST(Brush, AStrokeOfOnePixelHasNoGap)
{
    EXPECT_EQ(painted(brushStroke({BrushShape::Round, 1}, {1.2, 1.1}, {7.9, 4.9}, kImage)), ".........\n"
                                                                                            ".11......\n"
                                                                                            "..111....\n"
                                                                                            "....111..\n"
                                                                                            "......11.\n"
                                                                                            ".........\n"
                                                                                            ".........\n");
}

TEST(Brush, IsClippedToTheImage)
{
    EXPECT_EQ(painted(brushStroke({BrushShape::Square, 4}, {-3, 0}, {1, 0}, kImage)), "111......\n"
                                                                                      "111......\n"
                                                                                      ".........\n"
                                                                                      ".........\n"
                                                                                      ".........\n"
                                                                                      ".........\n"
                                                                                      ".........\n");
    EXPECT_TRUE(brushStamp({BrushShape::Round, 4}, {-1e9, 1e300}, kImage).empty());
    EXPECT_TRUE(
        brushStamp({BrushShape::Round, 4}, {std::numeric_limits<double>::quiet_NaN(), 1}, kImage).empty());
    EXPECT_TRUE(brushStamp({}, {1, 1}, {}).empty());
}

TEST(Brush, BoundsHoldAllSpans)
{
    EXPECT_EQ(boundsOf({{2, 5, 7}, {3, 1, 4}}), (PixelRect{1, 2, 6, 2}));
    EXPECT_TRUE(boundsOf({}).isEmpty());
}

} // namespace
} // namespace sorby::imaging
