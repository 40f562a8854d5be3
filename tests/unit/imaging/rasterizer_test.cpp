// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/imaging/rasterizer.h"
#include "tests/support/label_text.h"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>
#include <numbers>
#include <ostream>
#include <vector>

namespace sorby::imaging {
namespace {

using annotation::Point;
using annotation::Polygon;
using annotation::Ring;

Polygon square(double from, double to)
{
    return {{{from, from}, {to, from}, {to, to}, {from, to}}, {}};
}

Polygon disc(double x, double y, double radius, int points)
{
    Polygon result;
    for (int i = 0; i < points; ++i) {
        const double angle = 2 * std::numbers::pi * i / points;
        result.outer.push_back({x + radius * std::cos(angle), y + radius * std::sin(angle)});
    }
    return result;
}

LabelImage drawn(const Polygon& polygon, Size size)
{
    LabelImage image(size);
    rasterize(polygon, 1, image);
    return image;
}

struct CountCase {
    const char* name;
    Polygon polygon;
    std::uint64_t pixels;
};
std::ostream& operator<<(std::ostream& stream, const CountCase& c)
{
    return stream << c.name;
}

class PixelCounts : public testing::TestWithParam<CountCase> {};

TEST_P(PixelCounts, AreThoseOfTheCentresInside)
{
    EXPECT_EQ(pixelCount(GetParam().polygon, {24, 24}), GetParam().pixels);
}

// The triangle has 16 * 15 / 2 centres inside its legs and 16 exactly on the long side, its right one: those
// belong to whoever lies beyond.
INSTANTIATE_TEST_SUITE_P(Oracle, PixelCounts,
                         testing::Values(CountCase{"square 4 to 14", square(4, 14), 100},
                                         CountCase{"square 3.5 to 13.5", square(3.5, 13.5), 100},
                                         CountCase{"square 4.3 to 14.3", square(4.3, 14.3), 100},
                                         CountCase{"square 4.5 to 14.5", square(4.5, 14.5), 100},
                                         CountCase{"square 4.51 to 14.49", square(4.51, 14.49), 81},
                                         CountCase{"triangle", {{{2, 2}, {18, 2}, {2, 18}}, {}}, 120},
                                         CountCase{"frame", {square(2, 12).outer, {square(4, 8).outer}}, 84},
                                         CountCase{
                                             "bow tie", {{{2, 2}, {12, 12}, {12, 2}, {2, 12}}, {}}, 50}));

// Gauss's circle problem: so many points of a grid lie within sqrt(n) of one of them.
TEST(Rasterizer, DiscsHaveThePixelsThatGaussCounts)
{
    struct Known {
        int squaredRadius;
        std::uint64_t points;
    };
    for (const auto& [squaredRadius, points] : {Known{9, 29}, Known{25, 81}, Known{64, 197}, Known{100, 317},
                                                Known{400, 1257}, Known{2500, 7845}}) {
        const double radius = std::sqrt(squaredRadius + 0.5); // no centre lies on the outline
        EXPECT_EQ(pixelCount(disc(60.5, 60.5, radius, 720), {121, 121}), points) << radius;
    }
}

TEST(Rasterizer, DiscsHaveTheirAreaOnAverage)
{
    for (const int radius : {3, 5, 10, 20, 50}) {
        constexpr int kSteps = 16;
        double sum = 0;
        for (int i = 0; i < kSteps * kSteps; ++i) {
            const double x = 60 + (i % kSteps + 0.5) / kSteps;
            const double y = 60 + (i / kSteps + 0.5) / kSteps;
            const auto count = static_cast<double>(pixelCount(disc(x, y, radius, 720), {121, 121}));
            const double error = count / (std::numbers::pi * radius * radius) - 1;
            EXPECT_LT(std::abs(error) * radius, 0.6) << "one pixel in ten of the outline, at most";
            sum += error;
        }
        EXPECT_NEAR(sum / (kSteps * kSteps), 0, 0.001) << radius;
    }
}

TEST(Rasterizer, APixelBelongsToItsCentre)
{
    EXPECT_EQ(test::text(drawn({{{0.4, 0.4}, {2.6, 0.4}, {2.6, 1.6}, {0.4, 1.6}}, {}}, {4, 3})), "111.\n"
                                                                                                 "111.\n"
                                                                                                 "....\n");
    EXPECT_EQ(test::text(drawn({{{0.6, 0.6}, {2.4, 0.6}, {2.4, 1.6}, {0.6, 1.6}}, {}}, {4, 3})), "....\n"
                                                                                                 ".1..\n"
                                                                                                 "....\n");
}

TEST(Rasterizer, CentresOnTheLeftAndUpperBorderAreIn)
{
    EXPECT_EQ(test::text(drawn(square(0.5, 2.5), {4, 4})), "11..\n"
                                                           "11..\n"
                                                           "....\n"
                                                           "....\n");
}

TEST(Rasterizer, ADiagonalThroughCentresSplitsTheSquare)
{
    const Polygon upper{{{0, 0}, {7, 0}, {7, 7}}, {}};
    const Polygon lower{{{0, 0}, {7, 7}, {0, 7}}, {}};
    auto image = drawn(upper, {7, 7});
    EXPECT_EQ(pixelCount(upper, {7, 7}), 28U) << "the diagonal is its left border";
    EXPECT_EQ(pixelCount(lower, {7, 7}), 21U);
    rasterize(lower, 2, image);
    EXPECT_EQ(image.at(3, 3), 1);
    EXPECT_EQ(image.at(3, 4), 2);
}

TEST(Rasterizer, HolesAndOverlappingRingsAreEvenOdd)
{
    const Polygon frame{square(0, 5).outer, {square(1, 4).outer, square(2, 3).outer}};
    EXPECT_EQ(test::text(drawn(frame, {5, 5})), "11111\n"
                                                "1...1\n"
                                                "1.1.1\n"
                                                "1...1\n"
                                                "11111\n");
}

TEST(Rasterizer, SpansAreOrderedAndJoined)
{
    // Two squares side by side in one polygon: their common border cuts no span.
    const Polygon polygon{square(1, 3).outer,
                          {{{3, 1}, {5, 1}, {5, 3}, {3, 3}}, {{6, 1}, {7, 1}, {7, 2}, {6, 2}}}};
    std::vector<Span> spans;
    scanConvert(polygon, {10, 10}, [&](const Span& span) { spans.push_back(span); });
    EXPECT_EQ(spans, (std::vector<Span>{{1, 1, 5}, {1, 6, 7}, {2, 1, 5}}));
}

TEST(Rasterizer, ClipsToTheImage)
{
    EXPECT_EQ(pixelCount(square(-5, 5), {10, 10}), 25U);
    EXPECT_EQ(pixelCount(square(5, 50), {10, 10}), 25U);
    EXPECT_EQ(pixelCount(square(-5, 50), {10, 10}), 100U);
    EXPECT_EQ(pixelCount(square(11, 50), {10, 10}), 0U);
    EXPECT_EQ(pixelCount(square(-50, 0), {10, 10}), 0U);
    EXPECT_EQ(pixelCount(square(-5, 50), {}), 0U);
}

TEST(Rasterizer, HugeCoordinatesCostNoTimeAndDoNotOverflow)
{
    for (const double huge : {1e6, 3e9, 1e18, 1e200, std::numeric_limits<double>::max()}) {
        EXPECT_EQ(pixelCount(square(-huge, huge), {10, 10}), 100U) << huge;
        EXPECT_EQ(pixelCount({{{-huge, 3}, {huge, 3}, {huge, 5}, {-huge, 5}}, {}}, {10, 10}), 20U) << huge;
        EXPECT_EQ(pixelCount({{{-huge, 2 - huge}, {-huge, huge}, {-huge / 2, huge}}, {}}, {10, 10}), 0U)
            << huge;
    }
}

TEST(Rasterizer, StaysExactFarBeyondTheImage)
{
    for (const double far : {1e3, 1e6, 3e9}) {
        EXPECT_EQ(pixelCount({{{-far, -far}, {far, far}, {far, -far}}, {}}, {10, 10}), 55U) << far;
    }
}

TEST(Rasterizer, LeavesOutWhatIsNotFiniteOrNoRing)
{
    constexpr double kNan = std::numeric_limits<double>::quiet_NaN();
    constexpr double kInfinity = std::numeric_limits<double>::infinity();
    Polygon polygon = square(2, 6);
    polygon.outer.insert(polygon.outer.begin() + 1, Point{kNan, 0});
    polygon.outer.push_back({1, kInfinity});
    polygon.outer.push_back({-kInfinity, kNan});
    EXPECT_EQ(pixelCount(polygon, {10, 10}), 16U);
    for (const Ring& ring : {Ring{}, Ring{{1, 1}}, Ring{{1, 1}, {9, 9}}, Ring{{1, 1}, {9, 9}, {kNan, 4}}}) {
        EXPECT_EQ(pixelCount({ring, {}}, {10, 10}), 0U);
        EXPECT_EQ(pixelCount({square(2, 6).outer, {ring}}, {10, 10}), 16U);
    }
}

TEST(Rasterizer, WritesTheValueAndNothingElse)
{
    LabelImage image(4, 4, 9);
    rasterize(square(1, 3), 255, image);
    EXPECT_EQ(test::text(image), "9999\n"
                                 "9xx9\n"
                                 "9xx9\n"
                                 "9999\n");
}

TEST(Rasterizer, ConcaveOutlinesGiveSeveralSpansARow)
{
    const Polygon comb{
        {{0, 0}, {1, 0}, {1, 2}, {2, 2}, {2, 0}, {3, 0}, {3, 2}, {4, 2}, {4, 0}, {5, 0}, {5, 3}, {0, 3}}, {}};
    EXPECT_EQ(test::text(drawn(comb, {5, 3})), "1.1.1\n"
                                               "1.1.1\n"
                                               "11111\n");
}

} // namespace
} // namespace sorby::imaging
