// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/files.h"
#include "core/imaging/information_bar.h"
#include "core/imaging/micrograph.h"
#include "tests/support/results.h"
#include "tests/support/temporary_folder.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <random>

namespace sorby::test {
namespace {

using imaging::findSpecimenRegion;
using Grey = Raster<float>;

constexpr int kWidth = 320;
constexpr int kHeight = 240;

/// Discs on ground with the noise of a detector, in whole numbers like an 8-bit file.
Grey specimen(float noise = 6, float ground = 90, float disc = 170, int width = kWidth, int height = kHeight)
{
    std::mt19937 generator(5); // NOLINT: the same image each time
    Grey grey(width, height);
    for (int y = 0; y < height; ++y) {
        for (int x = 0; x < width; ++x) {
            const bool isDisc = std::hypot(x % 60 - 30, y % 50 - 25) < 15;
            float sum = 0; // of uniform numbers: near enough to normal ones, and the same everywhere
            for (int i = 0; i < 4; ++i) {
                sum += static_cast<float>(generator() % 1001) / 500.0F - 1;
            }
            const float value = std::round((isDisc ? disc : ground) + noise * sum);
            grey.at(x, y) = std::clamp(value, 0.0F, 255.0F);
        }
    }
    return grey;
}

void fillRows(Grey& grey, int from, int to, float value)
{
    for (int y = from; y < to; ++y) {
        std::fill(grey.row(y).begin(), grey.row(y).end(), value);
    }
}

/// Blocks that look like two lines of text with a scale bar between them.
void drawText(Grey& grey, int from, int to, float ink)
{
    const int rows = to - from;
    std::mt19937 generator(9); // NOLINT: the same text each time
    for (int x = 6; x + 6 < grey.width(); x += 6) {
        for (int y = from + rows / 4; y < to - rows / 4; ++y) {
            for (int part = 0; part < 5; ++part) {
                if (generator() % 2 == 0) {
                    grey.at(x + part, y) = ink;
                }
            }
        }
    }
}

/// A specimen with a bar of `rows` at the bottom.
Grey withBar(int rows, float panel, float ink, Grey grey = specimen())
{
    fillRows(grey, kHeight - rows, kHeight, panel);
    drawText(grey, kHeight - rows, kHeight, ink);
    return grey;
}

Grey upsideDown(const Grey& grey)
{
    Grey result(grey.size());
    for (int y = 0; y < grey.height(); ++y) {
        std::copy(grey.row(y).begin(), grey.row(y).end(), result.row(grey.height() - 1 - y).begin());
    }
    return result;
}

void expectAbove(const Grey& grey, int rows)
{
    const auto region = findSpecimenRegion(grey);
    ASSERT_TRUE(region);
    EXPECT_EQ(*region, (PixelRect{0, 0, kWidth, kHeight - rows}));
}

TEST(InformationBar, IsFoundWhateverItsColours)
{
    for (const int rows : {9, 20, 28, 60}) {
        SCOPED_TRACE(rows);
        expectAbove(withBar(rows, 0, 255), rows);
        expectAbove(withBar(rows, 255, 0), rows);
        expectAbove(withBar(rows, 128, 255), rows);
        expectAbove(withBar(rows, 93, 20), rows); // among the grey values of the specimen
    }
}

TEST(InformationBar, BeginsWithItsDividingLine)
{
    auto grey = withBar(28, 0, 255);
    fillRows(grey, kHeight - 28, kHeight - 27, 255);
    expectAbove(grey, 28);
    // A frame all around the panel.
    fillRows(grey, kHeight - 1, kHeight, 255);
    for (int y = kHeight - 28; y < kHeight; ++y) {
        grey.at(0, y) = grey.at(kWidth - 1, y) = 255;
    }
    expectAbove(grey, 28);
}

TEST(InformationBar, OfTwoLinesWithARuleBetweenThemIsOne)
{
    auto grey = specimen();
    fillRows(grey, kHeight - 40, kHeight, 0);
    drawText(grey, kHeight - 40, kHeight - 20, 255);
    drawText(grey, kHeight - 20, kHeight, 255);
    fillRows(grey, kHeight - 21, kHeight - 20, 255);
    expectAbove(grey, 40);
}

TEST(InformationBar, IsFoundAtTheTop)
{
    const auto region = findSpecimenRegion(upsideDown(withBar(28, 0, 255)));
    ASSERT_TRUE(region);
    EXPECT_EQ(*region, (PixelRect{0, 28, kWidth, kHeight - 28}));
}

TEST(InformationBar, IsFoundInEveryDepth)
{
    auto deep = withBar(28, 0, 255);
    auto fraction = deep;
    std::for_each(deep.pixels().begin(), deep.pixels().end(), [](float& value) { value *= 257; });
    std::for_each(fraction.pixels().begin(), fraction.pixels().end(), [](float& value) { value /= 255; });
    expectAbove(deep, 28);
    expectAbove(fraction, 28);
}

TEST(InformationBar, IsFoundBelowADarkSpecimen)
{
    // A tenth of the pixels or so is black already.
    expectAbove(withBar(28, 0, 255, specimen(4, 7, 60)), 28);
}

// ---- what is none
// ------------------------------------------------------------------------------------------

TEST(InformationBar, NoneInASpecimen)
{
    EXPECT_FALSE(findSpecimenRegion(specimen()));
    EXPECT_FALSE(findSpecimenRegion(specimen(0)));
    EXPECT_FALSE(findSpecimenRegion({}));
    EXPECT_FALSE(findSpecimenRegion(Grey(1, 1, 5)));
    EXPECT_FALSE(findSpecimenRegion(Grey(400, 3, 0)));
    EXPECT_FALSE(findSpecimenRegion(Grey(kWidth, kHeight, 0)));
    EXPECT_FALSE(findSpecimenRegion(Grey(kWidth, kHeight, std::numeric_limits<float>::quiet_NaN())));
}

TEST(InformationBar, NoneInAnImageWithoutNoise)
{
    EXPECT_FALSE(findSpecimenRegion(withBar(28, 0, 255, specimen(0))));
    auto gradient = Grey(kWidth, kHeight);
    for (int y = 0; y < kHeight; ++y) {
        for (int x = 0; x < kWidth; ++x) {
            gradient.at(x, y) = static_cast<float>(x + y) / 3;
        }
    }
    EXPECT_FALSE(findSpecimenRegion(withBar(28, 0, 255, gradient)));
    auto dithered = Grey(kWidth, kHeight);
    std::mt19937 generator(2); // NOLINT: the same image each time
    for (float& value : dithered.pixels()) {
        value = generator() % 2 == 0 ? 80.0F : 160.0F;
    }
    EXPECT_FALSE(findSpecimenRegion(withBar(28, 0, 255, dithered)));
}

TEST(InformationBar, NoneInBlackOrWhiteMargins)
{
    for (const float value : {0.0F, 255.0F}) {
        for (const int rows : {10, 30, 55, 100}) {
            auto straight = specimen();
            fillRows(straight, kHeight - rows, kHeight, value);
            EXPECT_FALSE(findSpecimenRegion(straight)) << "resin with a straight edge, " << rows;
            EXPECT_FALSE(findSpecimenRegion(upsideDown(straight)));
            straight.at(50, kHeight - 5) = straight.at(170, kHeight - 5) = 128;
            EXPECT_FALSE(findSpecimenRegion(straight)) << "with two specks, " << rows;
            auto rough = specimen();
            for (int x = 0; x < kWidth; ++x) {
                const int edge = kHeight - rows + static_cast<int>(3 * std::sin(x / 9.0));
                for (int y = edge; y < kHeight; ++y) {
                    rough.at(x, y) = value;
                }
            }
            drawText(rough, kHeight - rows + 3, kHeight, 255 - value); // specks in it
            EXPECT_FALSE(findSpecimenRegion(rough)) << "resin with a rough edge, " << rows;
            auto tilted = specimen();
            for (int x = 0; x < kWidth; ++x) {
                for (int y = kHeight - rows + x / 100; y < kHeight; ++y) {
                    tilted.at(x, y) = value;
                }
            }
            drawText(tilted, kHeight - rows + 3, kHeight, 255 - value);
            EXPECT_FALSE(findSpecimenRegion(tilted)) << "a tilted edge, " << rows;
        }
    }
}

TEST(InformationBar, NoneWhenItsEdgeGoesHigherSomewhere)
{
    auto grey = withBar(28, 0, 255);
    for (int y = kHeight - 40; y < kHeight - 28; ++y) {
        std::fill_n(grey.row(y).begin() + 90, kWidth / 5, 0.0F);
    }
    EXPECT_FALSE(findSpecimenRegion(grey));
}

TEST(InformationBar, NoneInResinWithAScratch)
{
    auto grey = specimen();
    fillRows(grey, kHeight - 58, kHeight, 0);
    std::fill_n(grey.row(kHeight - 20).begin() + 100, 20, 200.0F);
    EXPECT_FALSE(findSpecimenRegion(grey));
}

TEST(InformationBar, NoneInResinWithNoise)
{
    auto grey = specimen();
    std::mt19937 generator(3); // NOLINT
    for (int y = kHeight - 40; y < kHeight; ++y) {
        for (float& value : grey.row(y)) {
            value = static_cast<float>(generator() % 6);
        }
    }
    drawText(grey, kHeight - 40, kHeight, 255);
    EXPECT_FALSE(findSpecimenRegion(grey));
}

TEST(InformationBar, NoneInSaturatedAreas)
{
    auto grey = specimen();
    for (int y = 0; y < kHeight; ++y) {
        for (int x = 0; x < kWidth; ++x) {
            if (std::hypot(x - 160, (y - 260) * 2) < 150) {
                grey.at(x, y) = 255;
            }
        }
    }
    EXPECT_FALSE(findSpecimenRegion(grey));
    // Black fading in over some rows, as at the edge of a detector.
    auto vignette = specimen();
    for (int y = kHeight - 60; y < kHeight; ++y) {
        for (float& value : vignette.row(y)) {
            value = std::round(value * static_cast<float>(std::max(0, kHeight - 30 - y)) / 30.0F);
        }
    }
    drawText(vignette, kHeight - 25, kHeight, 255);
    EXPECT_FALSE(findSpecimenRegion(vignette));
}

TEST(InformationBar, NoneWhenItIsTooHighOrTooLowOrNotAllAcross)
{
    EXPECT_FALSE(findSpecimenRegion(withBar(4, 0, 255)));
    EXPECT_FALSE(findSpecimenRegion(withBar(70, 0, 255)));
    auto partial = specimen();
    const auto bar = withBar(28, 0, 255);
    for (int y = kHeight - 28; y < kHeight; ++y) {
        std::copy(bar.row(y).begin(), bar.row(y).begin() + 280, partial.row(y).begin());
    }
    EXPECT_FALSE(findSpecimenRegion(partial));
}

TEST(InformationBar, NoneWhenThereIsMoreInkThanPanel)
{
    auto grey = specimen();
    fillRows(grey, kHeight - 60, kHeight, 0);
    for (int y = kHeight - 58; y < kHeight - 11; ++y) {
        std::fill_n(grey.row(y).begin(), kWidth * 68 / 100, 60.0F);
    }
    EXPECT_FALSE(findSpecimenRegion(grey));
}

TEST(InformationBar, NoneInRealMicrographs)
{
    if (sharedData().empty()) {
        GTEST_SKIP() << "no shared micrographs";
    }
    int count = 0;
    int found = 0;
    for (const char* set : {"nasa_super", "nasa_ebc", "nasa_meltpool"}) {
        for (const auto& file : valueOf(listFiles(sharedData() / set / "images", true))) {
            if (!imaging::hasMicrographExtension(file)) {
                continue;
            }
            const auto grey = imaging::toGrey(valueOf(imaging::readMicrograph(file)));
            EXPECT_FALSE(findSpecimenRegion(grey)) << toUtf8(file);
            auto barred = grey; // and the same with a bar has one
            const int rows = grey.height() / 12;
            fillRows(barred, grey.height() - rows, grey.height(), 0);
            drawText(barred, grey.height() - rows, grey.height(),
                     *std::max_element(grey.pixels().begin(), grey.pixels().end()));
            const auto region = findSpecimenRegion(barred);
            found += region ? 1 : 0;
            if (region) {
                EXPECT_EQ(*region, (PixelRect{0, 0, grey.width(), grey.height() - rows})) << toUtf8(file);
            }
            ++count;
        }
    }
    EXPECT_GE(count, 70);
    EXPECT_GE(found, count * 95 / 100);
}

} // namespace
} // namespace sorby::test
