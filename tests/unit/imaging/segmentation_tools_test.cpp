// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/random.h"
#include "core/imaging/grab_cut.h"
#include "core/imaging/scissors.h"
#include "core/imaging/superpixels.h"
#include "tests/support/results.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <utility>
#include <vector>

namespace sorby::imaging {
namespace {

using annotation::Point;
using test::valueOf;

/// A bright disc on dark ground with noise, as a micrograph of pores shows them inverted.
Raster<Rgb8> disc(Size size, Point middle, double radius)
{
    Random random(1, "disc");
    Raster<Rgb8> image(size);
    for (int y = 0; y < size.height; ++y) {
        for (int x = 0; x < size.width; ++x) {
            const bool inside = std::hypot(x + 0.5 - middle.x, y + 0.5 - middle.y) <= radius;
            const auto grey = static_cast<std::uint8_t>((inside ? 170 : 70) + random.between(-8, 8));
            image.at(x, y) = {grey, grey, grey};
        }
    }
    return image;
}

DisplayOfPart partsOf(const Raster<Rgb8>& image)
{
    return [&image](const PixelRect& part) { return crop(image, part); };
}

TEST(Scissors, FollowTheEdge)
{
    const auto image = disc({120, 100}, {60, 50}, 30);
    Scissors scissors(image.size(), partsOf(image));
    test::expectGood(scissors.setAnchor({60.3, 20.2})); // the topmost point
    const auto path = valueOf(scissors.pathTo({90.1, 50.4}));
    ASSERT_GT(path.size(), 30U);
    EXPECT_EQ(path.front(), (Point{60.3, 20.2}));
    EXPECT_EQ(path.back(), (Point{90.1, 50.4}));
    for (std::size_t i = 0; i < path.size(); ++i) {
        EXPECT_NEAR(std::hypot(path[i].x - 60, path[i].y - 50), 30, 2.5);
        if (i > 0) { // of the pixels; the ends lie anywhere in theirs
            EXPECT_LE(std::abs(std::floor(path[i].x) - std::floor(path[i - 1].x)), 1);
            EXPECT_LE(std::abs(std::floor(path[i].y) - std::floor(path[i - 1].y)), 1);
        }
    }
}

TEST(Scissors, MoveTheirPartAlongInALargeImage)
{
    // An edge across an image that is much wider than a part.
    Raster<Rgb8> image(900, 60, {60, 60, 60});
    const auto edge = [](int x) { return 30 + 12 * std::sin(x / 40.0); };
    for (int y = 0; y < image.height(); ++y) {
        for (int x = 0; x < image.width(); ++x) {
            if (y + 0.5 > edge(x)) {
                image.at(x, y) = {180, 180, 180};
            }
        }
    }
    std::size_t largest = 0;
    const DisplayOfPart display = [&](const PixelRect& part) {
        largest = std::max(largest, part.size().area());
        return crop(image, part);
    };
    Scissors scissors(image.size(), display, {.partPx = 128});
    test::expectGood(scissors.setAnchor({1.5, 30.5}));
    const auto path = valueOf(scissors.pathTo({890.5, edge(890)}));
    EXPECT_LE(largest, 128U * 128U);
    EXPECT_GT(scissors.part().x, 500);
    int astray = 0;
    for (std::size_t i = 1; i < path.size(); ++i) {
        astray += std::abs(path[i].y - edge(static_cast<int>(path[i].x))) > 4 ? 1 : 0;
        EXPECT_LE(std::abs(std::floor(path[i].x) - std::floor(path[i - 1].x)), 1);
        EXPECT_LE(std::abs(std::floor(path[i].y) - std::floor(path[i - 1].y)), 1);
    }
    // Where a part ends, the path goes to the straight line to the target and comes back to the edge.
    EXPECT_LT(astray, static_cast<int>(path.size()) / 2);
    const auto back = valueOf(scissors.pathTo({30.5, edge(30)}));
    EXPECT_LT(back.size(), 60U) << "back in the first part nothing of the long way is left";
}

TEST(Scissors, ErrorsAreValues)
{
    const auto image = disc({40, 40}, {20, 20}, 9);
    Scissors scissors(image.size(), partsOf(image));
    EXPECT_FALSE(scissors.pathTo({3, 3}));
    EXPECT_FALSE(scissors.setAnchor({std::numeric_limits<double>::quiet_NaN(), 3}));
    EXPECT_TRUE(scissors.setAnchor({-50, 300}));
    EXPECT_TRUE(scissors.pathTo({500, 3}));
    EXPECT_FALSE(scissors.pathTo({std::numeric_limits<double>::infinity(), 3}));
    Scissors broken(image.size(), [](const PixelRect&) { return Raster<Rgb8>(3, 3); });
    EXPECT_FALSE(broken.setAnchor({3, 3}));
}

bool hangTogether(const Superpixels& result)
{
    std::vector<int> regions(static_cast<std::size_t>(result.count), 0);
    auto left = result.pieces;
    for (int y = 0; y < left.height(); ++y) {
        for (int x = 0; x < left.width(); ++x) {
            const int piece = left.at(x, y);
            if (piece < 0) {
                continue;
            }
            ++regions[static_cast<std::size_t>(piece)];
            std::vector<std::pair<int, int>> open{{x, y}};
            left.at(x, y) = -1;
            while (!open.empty()) {
                const auto [i, j] = open.back();
                open.pop_back();
                for (const auto& [dx, dy] : {std::pair(1, 0), {-1, 0}, {0, 1}, {0, -1}}) {
                    if (left.contains(i + dx, j + dy) && left.at(i + dx, j + dy) == piece) {
                        left.at(i + dx, j + dy) = -1;
                        open.emplace_back(i + dx, j + dy);
                    }
                }
            }
        }
    }
    return std::all_of(regions.begin(), regions.end(), [](int count) { return count == 1; });
}

TEST(Superpixels, HangTogetherAndAreAboutAsLargeAsAskedFor)
{
    const auto image = disc({130, 100}, {60, 50}, 30);
    const auto result = valueOf(superpixels(image, {.sizePx = 10}));
    EXPECT_TRUE(hangTogether(result));
    EXPECT_NEAR(result.count, 130, 25);
    EXPECT_EQ(valueOf(superpixels(image, {.sizePx = 10})).pieces, result.pieces);
    std::size_t all = 0;
    for (int i = 0; i < result.count; ++i) {
        const auto mask = maskOfPiece(result, i);
        const auto pixels =
            static_cast<std::size_t>(std::count(mask.pixels().begin(), mask.pixels().end(), std::uint8_t{1}));
        EXPECT_GE(pixels, 25U);
        all += pixels;
    }
    EXPECT_EQ(all, image.size().area());
}

TEST(Superpixels, DoNotCrossAStrongEdge)
{
    const auto image = disc({130, 100}, {60, 50}, 30);
    const auto result = valueOf(superpixels(image, {.sizePx = 12, .compactness = 5}));
    std::vector<std::array<int, 2>> counts(static_cast<std::size_t>(result.count));
    for (int y = 0; y < 100; ++y) {
        for (int x = 0; x < 130; ++x) {
            const bool inside = std::hypot(x + 0.5 - 60, y + 0.5 - 50) <= 30;
            ++counts[static_cast<std::size_t>(result.pieces.at(x, y))][inside ? 1 : 0];
        }
    }
    int astray = 0;
    for (const auto& [out, in] : counts) {
        astray += std::min(out, in);
    }
    EXPECT_LT(astray, 30) << "of 2,800 pixels of the disc";
}

TEST(Superpixels, BadOptionsAndStops)
{
    const auto image = disc({40, 40}, {20, 20}, 9);
    EXPECT_FALSE(superpixels(image, {.sizePx = 1}));
    EXPECT_FALSE(superpixels(image, {.compactness = 0}));
    EXPECT_EQ(valueOf(superpixels({})).count, 0);
    EXPECT_EQ(valueOf(superpixels(image, {.sizePx = 500})).count, 1);
    EXPECT_EQ(valueOf(superpixels(Raster<Rgb8>(1, 1))).count, 1);
    std::stop_source source;
    source.request_stop();
    const auto stopped = superpixels(image, {}, {source.get_token(), {}});
    ASSERT_FALSE(stopped);
    EXPECT_EQ(stopped.error().code, ErrorCode::Cancelled);
}

int astrayFromDisc(const Raster<std::uint8_t>& mask, Point middle, double radius)
{
    int astray = 0;
    for (int y = 0; y < mask.height(); ++y) {
        for (int x = 0; x < mask.width(); ++x) {
            const bool inside = std::hypot(x + 0.5 - middle.x, y + 0.5 - middle.y) <= radius;
            astray += inside != (mask.at(x, y) == 1) ? 1 : 0;
        }
    }
    return astray;
}

TEST(GrabCut, FindsWhatStandsOut)
{
    const auto image = disc({120, 100}, {60, 50}, 25);
    const auto mask = valueOf(grabCut(image, {28, 18, 64, 64}));
    EXPECT_LT(astrayFromDisc(mask, {60, 50}, 25), 40) << "of 1,963";
    EXPECT_EQ(valueOf(grabCut(image, {28, 18, 64, 64})), mask);
}

TEST(GrabCut, FindsOneAmongManyOfItsKind)
{
    // As precipitates lie side by side: dark ones on a bright matrix and bright ones on a dark one.
    for (const bool isDark : {true, false}) {
        Raster<Rgb8> image(200, 200);
        for (int y = 0; y < 200; ++y) {
            for (int x = 0; x < 200; ++x) {
                const double far = std::hypot((x % 50) - 24.5, (y % 50) - 24.5);
                const auto noise = static_cast<std::uint8_t>((x * 7 + y * 13) % 11);
                const auto level = static_cast<std::uint8_t>(((far <= 17) == isDark ? 40 : 180) + noise);
                image.at(x, y) = {level, level, level};
            }
        }
        // The one in the middle of (75, 75), with pieces of its neighbours in the corners of the box.
        const auto mask = valueOf(grabCut(image, {45, 45, 60, 60}));
        EXPECT_LT(astrayFromDisc(mask, {75, 75}, 17), 60) << isDark;
    }
    // And nothing where there is nothing.
    const auto none = valueOf(grabCut(Raster<Rgb8>(60, 60, Rgb8{90, 90, 90}), {20, 20, 20, 20}));
    EXPECT_TRUE(
        std::all_of(none.pixels().begin(), none.pixels().end(), [](auto value) { return value == 0; }));
}

TEST(GrabCut, ALargePartIsWorkedOnAtLessResolution)
{
    const auto image = disc({240, 200}, {120, 100}, 50);
    const auto mask = valueOf(grabCut(image, {60, 40, 120, 120}, {}, {.largestPx = 5000}));
    EXPECT_LT(astrayFromDisc(mask, {120, 100}, 50), 700) << "of 7,854, in blocks of 4 x 4";
}

TEST(GrabCut, HintsAreTakenAtTheirWord)
{
    const auto image = disc({120, 100}, {60, 50}, 25);
    Raster<Hint> hints(image.size(), Hint::None);
    for (int x = 50; x < 70; ++x) {
        hints.at(x, 50) = Hint::Background;
        hints.at(x, 30) = Hint::Foreground;
        hints.at(x, 22) = Hint::Foreground;
    }
    const auto mask = valueOf(grabCut(image, {28, 18, 64, 64}, hints));
    for (int x = 50; x < 70; ++x) {
        EXPECT_EQ(mask.at(x, 50), 0);
        EXPECT_EQ(mask.at(x, 30), 1);
        EXPECT_EQ(mask.at(x, 22), 1);
    }
}

TEST(GrabCut, ErrorsAreValues)
{
    const auto image = disc({40, 40}, {20, 20}, 9);
    EXPECT_FALSE(grabCut(image, {50, 0, 9, 9}));
    EXPECT_FALSE(grabCut(image, {0, 0, 40, 40}));
    EXPECT_FALSE(grabCut(image, {9, 9, 9, 9}, Raster<Hint>(3, 3)));
    EXPECT_FALSE(grabCut(image, {9, 9, 9, 9}, Raster<Hint>(40, 40, Hint::Background)));
    EXPECT_FALSE(grabCut({}, {0, 0, 1, 1}));
}

} // namespace
} // namespace sorby::imaging
