// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/imaging/overlay.h"
#include "tests/support/label_text.h"

#include <gtest/gtest.h>

namespace sorby::imaging {
namespace {

using test::labels;

constexpr Rgb8 kBlack{0, 0, 0};
constexpr Rgb8 kWhite{255, 255, 255};
constexpr Rgb8 kCyan{0, 255, 255};
constexpr Rgb8 kMagenta{255, 0, 255};

std::vector<Rgb8> colours(const Raster<Rgb8>& image)
{
    return {image.pixels().begin(), image.pixels().end()};
}

TEST(IouOverlay, HasThePublishedColours)
{
    // reference, then prediction: TP, FN, FP, TN, both ways of ignoring, two wrong classes
    const auto overlay = iouOverlay(labels("11..x121"), labels("1.1.1x12"), 1);
    EXPECT_EQ(colours(overlay),
              (std::vector<Rgb8>{kWhite, kMagenta, kCyan, kBlack, kBlack, kBlack, kCyan, kMagenta}));
}

TEST(IouOverlay, IsOfOneClass)
{
    const auto overlay = iouOverlay(labels("112."), labels("1.21"), 2);
    EXPECT_EQ(colours(overlay), (std::vector<Rgb8>{kBlack, kBlack, kWhite, kBlack}));
}

TEST(IouOverlay, TakesAnotherPalette)
{
    const auto overlay = iouOverlay(labels("11."), labels("1.1"), 1, kColourBlindPalette);
    EXPECT_EQ(colours(overlay), (std::vector<Rgb8>{kWhite, {230, 159, 0}, {0, 114, 178}}));
}

TEST(IouOverlayOfAllClasses, TellsHitsWrongClassesAndMisses)
{
    const auto overlay = iouOverlayAllClasses(labels("122..1x"), labels("1212..1"));
    EXPECT_EQ(colours(overlay), (std::vector<Rgb8>{kWhite, kWhite, kCyan, kCyan, kBlack, kMagenta, kBlack}));
}

TEST(Colourise, ShowsClassesAndIgnoreAndLeavesTheMatrixBlack)
{
    auto classes = annotation::numberedClasses(2);
    classes[0].colour = {9, 9, 9};
    classes[1].colour = {1, 2, 3};
    const auto image = colourise(labels(".125x"), classes);
    EXPECT_EQ(colours(image),
              (std::vector<Rgb8>{kBlack, {1, 2, 3}, classes[2].colour, kBlack, annotation::kIgnoreColour}));
}

TEST(Blend, MixesWhereTheOverlayIsNotBlack)
{
    Raster<Rgb8> base(2, 1, {100, 200, 0});
    Raster<Rgb8> overlay(2, 1);
    overlay.at(1, 0) = {200, 0, 255};
    EXPECT_EQ(colours(blend(base, overlay, 0.5)), (std::vector<Rgb8>{{100, 200, 0}, {150, 100, 128}}));
    EXPECT_EQ(blend(base, overlay, 0), base);
    EXPECT_EQ(colours(blend(base, overlay, 1)), (std::vector<Rgb8>{{100, 200, 0}, {200, 0, 255}}));
}

} // namespace
} // namespace sorby::imaging
