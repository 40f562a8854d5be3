// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/random.h"
#include "core/imaging/raster_rule.h"
#include "core/imaging/rasterizer.h"
#include "tests/support/label_text.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <numbers>
#include <ostream>
#include <sstream>
#include <string>
#include <vector>

namespace sorby::imaging {
namespace {

using annotation::Polygon;
using annotation::Ring;

constexpr std::array kRules = {RasterRule::Centre, RasterRule::OpenCv, RasterRule::Pil, RasterRule::Skimage,
                               RasterRule::Coco};

Ring square(double from, double to)
{
    return {{from, from}, {to, from}, {to, to}, {from, to}};
}

Ring circle(double centre, double radius)
{
    constexpr int kPoints = 64;
    Ring ring;
    for (int i = 0; i < kPoints; ++i) {
        const double angle = 2 * std::numbers::pi * i / kPoints;
        ring.push_back({centre + radius * std::cos(angle), centre + radius * std::sin(angle)});
    }
    return ring;
}

LabelImage drawn(RasterRule rule, const Polygon& polygon, Size size)
{
    LabelImage image(size);
    rasterizeAs(rule, polygon, 1, image);
    return image;
}

std::ptrdiff_t count(RasterRule rule, const Polygon& polygon, Size size)
{
    const LabelImage image = drawn(rule, polygon, size);
    return std::count(image.pixels().begin(), image.pixels().end(), std::uint8_t{1});
}

TEST(RasterRule, WordsAreReadAndWritten)
{
    for (const RasterRule rule : kRules) {
        EXPECT_EQ(parseRasterRule(toText(rule)), rule);
    }
    EXPECT_STREQ(toText(RasterRule::OpenCv), "opencv");
    for (const char* word : {"", "PIL", "center", "pil ", "coc"}) {
        EXPECT_FALSE(parseRasterRule(word).has_value()) << word;
    }
}

// Pixels that Pillow 9.4, OpenCV 4.6, scikit-image 0.19 and the COCO tools set of the same outlines.
struct Counted {
    const char* name;
    Ring ring;
    std::ptrdiff_t pil;
    std::ptrdiff_t openCv;
    std::ptrdiff_t skimage;
    std::ptrdiff_t centre;
    std::ptrdiff_t coco;
};
std::ostream& operator<<(std::ostream& stream, const Counted& c)
{
    return stream << c.name;
}

class PixelsOfTools : public testing::TestWithParam<Counted> {};

TEST_P(PixelsOfTools, AreReproduced)
{
    const Counted& c = GetParam();
    const Polygon polygon{c.ring, {}};
    EXPECT_EQ(count(RasterRule::Pil, polygon, {24, 24}), c.pil);
    EXPECT_EQ(count(RasterRule::OpenCv, polygon, {24, 24}), c.openCv);
    EXPECT_EQ(count(RasterRule::Skimage, polygon, {24, 24}), c.skimage);
    EXPECT_EQ(count(RasterRule::Centre, polygon, {24, 24}), c.centre);
    EXPECT_EQ(count(RasterRule::Coco, polygon, {24, 24}), c.coco);
}

// The circles end on pixel centres; of those the half-open rule takes the left and the upper ones only.
INSTANTIATE_TEST_SUITE_P(
    Measured, PixelsOfTools,
    testing::Values(Counted{"square 4 to 14", square(4, 14), 121, 121, 121, 100, 100},
                    Counted{"square 3.5 to 13.5", square(3.5, 13.5), 121, 121, 100, 100, 100},
                    Counted{"square 4.3 to 14.3", square(4.3, 14.3), 121, 121, 100, 100, 100},
                    Counted{"triangle", {{2, 2}, {18, 2}, {2, 18}}, 153, 153, 153, 120, 120},
                    Counted{"circle of radius 8", circle(11.5, 8), 225, 226, 208, 194, 196},
                    Counted{"circle of radius 5", circle(11.5, 5), 101, 90, 80, 70, 72}));

// Masks that the same versions of the tools painted, side by side: cv2.fillPoly of the rounded coordinates,
// ImageDraw.polygon(outline=1, fill=1), skimage.draw.polygon, frPyObjects of pycocotools.
struct Drawn {
    const char* name;
    Ring ring;
    const char* rows;
};
std::ostream& operator<<(std::ostream& stream, const Drawn& c)
{
    return stream << c.name;
}

/// The tool's mask of the four: rows of one column of words.
std::string column(const char* rows, std::size_t wanted)
{
    std::istringstream stream{rows};
    std::string result;
    std::string word;
    for (std::size_t i = 0; stream >> word; ++i) {
        if (i % 4 == wanted) {
            result += word + '\n';
        }
    }
    return result;
}

class MasksOfTools : public testing::TestWithParam<Drawn> {};

TEST_P(MasksOfTools, AreReproducedPixelForPixel)
{
    constexpr Size kCanvas{12, 9};
    const Polygon polygon{GetParam().ring, {}};
    const char* rows = GetParam().rows;
    EXPECT_EQ(test::text(drawn(RasterRule::OpenCv, polygon, kCanvas)), column(rows, 0));
    EXPECT_EQ(test::text(drawn(RasterRule::Pil, polygon, kCanvas)), column(rows, 1));
    EXPECT_EQ(test::text(drawn(RasterRule::Skimage, polygon, kCanvas)), column(rows, 2));
    EXPECT_EQ(test::text(drawn(RasterRule::Coco, polygon, kCanvas)), column(rows, 3));
}

// clang-format off
INSTANTIATE_TEST_SUITE_P(Painted, MasksOfTools, testing::Values(
Drawn{"whole coordinates", {{1, 1}, {10, 2}, {6, 4}, {9, 8}, {4, 5}, {0, 7}}, R"(
    ............  ............  ............  ............
    .11111......  .1..........  .1..........  .11111......
    .1111111111.  .1111111111.  .1111111111.  .11111111...
    .111111111..  .11111111...  .11111111...  .111111.....
    11111111....  .111111.....  .111111.....  111111......
    11111111....  11111111....  .111111.....  111..11.....
    1111.111....  111...11....  .11...11....  1......1....
    11.....11...  1......11...  1.......1...  ........1...
    .........1..  .........1..  .........1..  ............
)"},
Drawn{"halves", {{2.5, 0.5}, {9.5, 3.5}, {6.5, 7.5}, {1.5, 5.5}}, R"(
    ..11........  ..1.........  ............  ............
    ..1111......  ..111.......  ...1........  ..111.......
    ..111111....  ..111111....  ...1111.....  ..11111.....
    ..11111111..  .111111111..  ..1111111...  ..1111111...
    ..111111111.  .11111111...  ..11111111..  ..1111111...
    ..11111111..  .1111111....  ..1111111...  ..111111....
    ..1111111...  ....1111....  ...11111....  ....111.....
    ....1111....  ......1.....  ......1.....  ......1.....
    ......1.....  ............  ............  ............
)"},
Drawn{"decimals", {{1.3, 2.7}, {5.81, 0.42}, {10.2, 3.96}, {8.05, 7.6}, {3.33, 6.15}}, R"(
    ......1.....  .....1......  ............  ............
    ....1111....  ...11111....  .....11.....  ....111.....
    ..1111111...  .11111111...  ...11111....  ..111111....
    .111111111..  ..111111111.  ..11111111..  ..11111111..
    ..111111111.  ..11111111..  ...11111111.  ..11111111..
    ..11111111..  ...1111111..  ...1111111..  ...111111...
    ...1111111..  ...111111...  ....11111...  ....11111...
    .....1111...  ........1...  .......11...  ............
    .......11...  ............  ............  ............
)"},
Drawn{"fifths", {{2.4, 1.2}, {9.6, 0.8}, {7.2, 4.4}, {10.4, 7.6}, {2.6, 6.4}}, R"(
    ............  .........1..  ............  ............
    ..111111111.  ..1111111...  ......1111..  ..1111111...
    ..11111111..  ..1111111...  ...111111...  ..111111....
    ..1111111...  ..111111....  ...111111...  ..111111....
    ...11111....  ..111111....  ...11111....  ...1111.....
    ...111111...  ..1111111...  ...11111....  ...11111....
    ...111111...  ..11111111..  ...111111...  ...111111...
    .....11111..  ..........1.  .......111..  ............
    .........11.  ............  ............  ............
)"},
Drawn{"a bow tie", {{1, 1}, {10, 7}, {10, 1}, {1, 7}}, R"(
    ............  ............  ............  ............
    .1........1.  .1........1.  .1........1.  .1.......1..
    .111....111.  .11......11.  .11......11.  .11.....11..
    .1111..1111.  .1111..1111.  .1111..1111.  .1111.1111..
    .1111111111.  .1111111111.  .1111111111.  .1111.1111..
    .1111..1111.  .1111..1111.  .1111..1111.  .11.....11..
    .111....111.  .11......11.  .11......11.  .1.......1..
    .1........1.  .1........1.  .1........1.  ............
    ............  ............  ............  ............
)"},
Drawn{"a pentagram", {{6, 0}, {9, 8}, {1, 3}, {11, 3}, {3, 8}}, R"(
    ......1.....  ......1.....  ......1.....  ............
    ......1.....  ......1.....  ......1.....  .....11.....
    .....111....  .....111....  ......1.....  .....11.....
    .11111111111  .11111111111  .11111111111  ..111..111..
    ..111..1111.  ...11...11..  ...11...11..  ...1....1...
    ....11..1...  ....1...1...  ............  ....1..1....
    ....11111...  ....11111...  ....11.11...  ....1..1....
    ...111.111..  ...111.111..  ....1...1...  ...1....1...
    ...1.....1..  ..11.....11.  ...1.....1..  ............
)"},
Drawn{"partly outside", {{-4.5, 3}, {5, -3.7}, {14.2, 4.1}, {6.6, 12.3}}, R"(
    1111111111..  .111111111..  1111111111..  1111111111..
    11111111111.  11111111111.  11111111111.  11111111111.
    111111111111  111111111111  111111111111  111111111111
    111111111111  111111111111  111111111111  111111111111
    111111111111  111111111111  111111111111  111111111111
    111111111111  111111111111  111111111111  111111111111
    111111111111  111111111111  111111111111  111111111111
    .11111111111  111111111111  .11111111111  .1111111111.
    ...11111111.  ..111111111.  ..111111111.  ..11111111..
)"},
Drawn{"within a pixel", {{5.2, 4.2}, {5.9, 4.4}, {5.4, 4.8}}, R"(
    ............  ............  ............  ............
    ............  ............  ............  ............
    ............  ............  ............  ............
    ............  ............  ............  ............
    .....11.....  .....1......  ............  .....1......
    .....1......  ............  ............  ............
    ............  ............  ............  ............
    ............  ............  ............  ............
    ............  ............  ............  ............
)"},
Drawn{"one point, three times", {{4, 3}, {4, 3}, {4, 3}}, R"(
    ............  ............  ............  ............
    ............  ............  ............  ............
    ............  ............  ............  ............
    ....1.......  ....1.......  ....1.......  ............
    ............  ............  ............  ............
    ............  ............  ............  ............
    ............  ............  ............  ............
    ............  ............  ............  ............
    ............  ............  ............  ............
)"},
Drawn{"without area", {{1, 6}, {10, 2}, {1, 6}}, R"(
    ............  ............  ............  ............
    ............  ............  ............  ............
    .........11.  .........11.  ..........1.  ............
    .......11...  ........1...  ............  ............
    .....11.....  .....11.....  ............  ............
    ...11.......  ...1........  ............  ............
    .11.........  .11.........  .1..........  ............
    ............  ............  ............  ............
    ............  ............  ............  ............
)"},
Drawn{"without area, on a row", {{2, 4}, {9, 4}, {5, 4}}, R"(
    ............  ............  ............  ............
    ............  ............  ............  ............
    ............  ............  ............  ............
    ............  ............  ............  ............
    ..11111111..  ..11111111..  ..1..1...1..  ............
    ............  ............  ............  ............
    ............  ............  ............  ............
    ............  ............  ............  ............
    ............  ............  ............  ............
)"},
Drawn{"without area, of halves", {{2, 7}, {5, 5}, {8, 3}, {2, 7}}, R"(
    ............  ............  ............  ............
    ............  ............  ............  ............
    ............  ............  ............  ............
    ........1...  ........1...  ........1...  ............
    ......11....  ......11....  ............  ............
    .....1......  .....1......  .....1......  ............
    ...11.......  ...11.......  ............  ............
    ..1.........  ..1.........  ..1.........  ............
    ............  ............  ............  ............
)"},
Drawn{"repeated points", {{2, 1}, {2, 1}, {9, 1}, {9, 1}, {9, 6}, {2, 6}, {2, 1}}, R"(
    ............  ............  ............  ............
    ..11111111..  ..11111111..  ..11111111..  ..1111111...
    ..11111111..  ..11111111..  ..11111111..  ..1111111...
    ..11111111..  ..11111111..  ..11111111..  ..1111111...
    ..11111111..  ..11111111..  ..11111111..  ..1111111...
    ..11111111..  ..11111111..  ..11111111..  ..1111111...
    ..11111111..  ..11111111..  ..11111111..  ............
    ............  ............  ............  ............
    ............  ............  ............  ............
)"},
Drawn{"stairs", {{0, 0}, {3, 0}, {3, 2}, {6, 2}, {6, 4}, {9, 4}, {9, 7}, {0, 7}}, R"(
    1111........  1111........  1111........  111.........
    1111........  1111........  1111........  111.........
    1111111.....  1111111.....  1111111.....  111111......
    1111111.....  1111111.....  1111111.....  111111......
    1111111111..  1111111111..  1111111111..  111111111...
    1111111111..  1111111111..  1111111111..  111111111...
    1111111111..  1111111111..  1111111111..  111111111...
    1111111111..  1111111111..  1111111111..  ............
    ............  ............  ............  ............
)"},
Drawn{"below zero", {{-0.9, -0.9}, {4.9, -0.5}, {-0.5, 4.9}}, R"(
    111111......  11111.......  11111.......  1111........
    11111.......  1111........  1111........  111.........
    1111........  111.........  111.........  11..........
    111.........  11..........  11..........  1...........
    11..........  1...........  1...........  ............
    1...........  ............  ............  ............
    ............  ............  ............  ............
    ............  ............  ............  ............
    ............  ............  ............  ............
)"},
Drawn{"beyond the right border", {{8.5, 1.5}, {15.5, 4.5}, {11.5, 7.5}}, R"(
    ............  ............  ............  ............
    ............  ........1...  ............  ............
    ........11..  .........11.  .........1..  .........11.
    .........111  .........111  ..........11  ..........11
    .........111  ..........11  ..........11  ..........11
    ..........11  ..........11  ...........1  ...........1
    ..........11  ...........1  ...........1  ...........1
    ...........1  ...........1  ............  ............
    ............  ............  ............  ............
)"},
Drawn{"tips 1", {{5, 2}, {4, 7}, {0, 0}}, R"(
    11..........  11..........  1...........  1...........
    .111........  .11.........  .11.........  .111........
    .11111......  .11111......  ..1111......  .1111.......
    ..1111......  ..1111......  ..111.......  ..111.......
    ..1111......  ..1111......  ...11.......  ...1........
    ...11.......  ...11.......  ...11.......  ...1........
    ...11.......  ...11.......  ....1.......  ............
    ....1.......  ....1.......  ....1.......  ............
    ............  ............  ............  ............
)"},
Drawn{"tips 2", {{5, 1}, {8, 0}, {4, 5}}, R"(
    .......11...  ........1...  ........1...  ......11....
    .....111....  .....111....  .....111....  .....11.....
    .....11.....  .....11.....  .....11.....  .....1......
    ....111.....  .....11.....  .....1......  ....1.......
    ....11......  ....11......  ............  ............
    ....1.......  ...11.......  ....1.......  ............
    ............  ............  ............  ............
    ............  ............  ............  ............
    ............  ............  ............  ............
)"},
Drawn{"tips 3", {{9, 4}, {8, 3}, {6, 6}, {9, 4}, {6, 7}}, R"(
    ............  ............  ............  ............
    ............  ............  ............  ............
    ............  ............  ............  ............
    ........1...  ........1...  ........1...  ........1...
    .......111..  .........1..  ........11..  .......1....
    .......11...  .......11...  .......1....  ......1.....
    ......11....  ......11....  ......1.....  ............
    ......1.....  ......1.....  ......1.....  ............
    ............  ............  ............  ............
)"},
Drawn{"tips 4", {{9, 2}, {5, 0}, {5, 0}, {7, 2}, {5, 5}, {4, 1}}, R"(
    .....11.....  .....11.....  .....1......  ............
    ....11111...  ....1.11....  ....1.11....  ....1111....
    ....111111..  ....1111.1..  .....111.1..  ....111.....
    ....111.....  .....11.....  .....11.....  .....1......
    .....11.....  .....11.....  .....1......  ............
    .....1......  .....1......  .....1......  ............
    ............  ............  ............  ............
    ............  ............  ............  ............
    ............  ............  ............  ............
)"}));
// clang-format on

TEST(RasterRule, HolesLoseWhatTheToolWouldPaint)
{
    const Polygon frame{square(1, 8), {square(3, 6)}};
    const auto* const painted = "..........\n"
                                ".11111111.\n"
                                ".11111111.\n"
                                ".11....11.\n"
                                ".11....11.\n"
                                ".11....11.\n"
                                ".11....11.\n"
                                ".11111111.\n"
                                ".11111111.\n"
                                "..........\n";
    EXPECT_EQ(test::text(drawn(RasterRule::OpenCv, frame, {10, 10})), painted);
    EXPECT_EQ(test::text(drawn(RasterRule::Pil, frame, {10, 10})), painted);
    EXPECT_EQ(test::text(drawn(RasterRule::Skimage, frame, {10, 10})), painted);
    EXPECT_EQ(count(RasterRule::Centre, frame, {10, 10}), 49 - 9);
    EXPECT_EQ(count(RasterRule::Coco, frame, {10, 10}), 49 - 9);
}

TEST(RasterRule, HolesMayLeaveTheOutline)
{
    const Polygon notched{square(2, 7), {square(5, 12), {{-4, 3}, {3, 3}, {3, 4}, {-4, 4}}, square(-9, -2)}};
    EXPECT_EQ(test::text(drawn(RasterRule::Pil, notched, {9, 9})), ".........\n"
                                                                   ".........\n"
                                                                   "..111111.\n"
                                                                   "....1111.\n"
                                                                   "....1111.\n"
                                                                   "..111....\n"
                                                                   "..111....\n"
                                                                   "..111....\n"
                                                                   ".........\n");
}

TEST(RasterRule, WritesTheValueAndNothingElse)
{
    for (const RasterRule rule : kRules) {
        LabelImage image(9, 9, 7);
        rasterizeAs(rule, {square(1, 6), {square(3, 4)}}, 5, image);
        const LabelImage mask = drawn(rule, {square(1, 6), {square(3, 4)}}, {9, 9});
        for (std::size_t i = 0; i < mask.pixels().size(); ++i) {
            ASSERT_EQ(image.pixels()[i], mask.pixels()[i] == 1 ? 5 : 7) << toText(rule) << ' ' << i;
        }
    }
}

TEST(RasterRule, CentreIsTheRasterizersOwn)
{
    const Polygon polygon{{{0.6, 0.6}, {8.4, 2.1}, {4.5, 7.5}}, {square(3, 5)}};
    LabelImage expected(9, 9);
    rasterize(polygon, 1, expected);
    EXPECT_EQ(test::text(drawn(RasterRule::Centre, polygon, {9, 9})), test::text(expected));
}

TEST(RasterRule, FewerThanThreePointsAreNoOutline)
{
    constexpr double kNan = std::numeric_limits<double>::quiet_NaN();
    for (const RasterRule rule : kRules) {
        for (const Ring& ring :
             {Ring{}, Ring{{2, 2}}, Ring{{1, 1}, {5, 1}}, Ring{{1, 1}, {5, 1}, {kNan, 4}}}) {
            EXPECT_EQ(count(rule, {ring, {}}, {8, 8}), 0) << toText(rule);
            EXPECT_EQ(count(rule, {square(1, 5), {ring}}, {8, 8}), count(rule, {square(1, 5), {}}, {8, 8}))
                << toText(rule);
        }
        EXPECT_EQ(count(rule, {square(1, 5), {}}, {}), 0) << toText(rule);
    }
}

/// Whole, half and other coordinates, up to a canvas' size beyond it.
Ring randomRing(Random& random, double from, double to)
{
    const double steps = std::array{1.0, 2.0, 5.0, 1000.0}[random.below(4)];
    Ring ring;
    for (auto points = 3 + random.below(7); points > 0; --points) {
        const auto coordinate = [&] {
            return std::round((from + (to - from) * random.uniform()) * steps) / steps;
        };
        const double x = coordinate();
        ring.push_back({x, coordinate()});
    }
    return ring;
}

TEST(RasterRule, ALargerCanvasShowsTheSameHere)
{
    Random random(20);
    for (int i = 0; i < 400; ++i) {
        const Polygon beyond{randomRing(random, -20, 40), {}};
        const Polygon inside{randomRing(random, 0, 19), {}};
        for (const RasterRule rule : kRules) {
            // OpenCV clips a line before it steps along it, so that the steps depend on the canvas.
            const Polygon& polygon = rule == RasterRule::OpenCv ? inside : beyond;
            ASSERT_EQ(test::text(drawn(rule, polygon, {20, 20})),
                      test::text(crop(drawn(rule, polygon, {60, 60}), PixelRect{0, 0, 20, 20})))
                << toText(rule) << ' ' << i;
        }
    }
}

// Each tool paints every pixel that is inside by more than the half pixel by which their conventions differ,
// and none that is further outside than the rim.
TEST(RasterRule, ToolsDifferInTheRimOnly)
{
    Random random(21);
    for (int i = 0; i < 200; ++i) {
        const Polygon polygon{randomRing(random, 0, 30), {}};
        for (const RasterRule rule : kRules) {
            const LabelImage image = drawn(rule, polygon, {32, 32});
            for (int y = 0; y < 32; ++y) {
                for (int x = 0; x < 32; ++x) {
                    const annotation::Point centre{x + 0.5, y + 0.5};
                    if (annotation::distanceToOutline(polygon, centre) > 2) {
                        ASSERT_EQ(image.at(x, y) == 1, annotation::contains(polygon, centre))
                            << toText(rule) << ' ' << i << ": " << x << ' ' << y;
                    }
                }
            }
        }
    }
}

TEST(RasterRule, FarPointsAreHarmless)
{
    for (const double far : {1e5, 1e6, 3e9, 1e18, 1e200, std::numeric_limits<double>::max()}) {
        const Polygon band{{{-far, 3}, {far, 3}, {far, 5}, {-far, 5}}, {}};
        const Polygon beside{{{-far, 2 - far}, {-far, far}, {-far / 2, far}}, {}};
        for (const RasterRule rule : kRules) {
            EXPECT_EQ(count(rule, {square(-far, far), {}}, {10, 10}), 100) << toText(rule) << ' ' << far;
            EXPECT_EQ(count(rule, beside, {10, 10}), 0) << toText(rule) << ' ' << far;
        }
        EXPECT_EQ(count(RasterRule::Centre, band, {10, 10}), 20) << far;
        EXPECT_EQ(count(RasterRule::OpenCv, band, {10, 10}), 30) << far;
        EXPECT_EQ(count(RasterRule::Pil, band, {10, 10}), 30) << far;
        EXPECT_EQ(count(RasterRule::Skimage, band, {10, 10}), 30) << far;
        EXPECT_EQ(count(RasterRule::Coco, band, {10, 10}), 20) << far;
    }
}

TEST(RasterRule, FarPointsOnOneSideAreHarmless)
{
    for (const double far : {1e5, 3e9, 1e200}) {
        const Polygon right{{{2, 2}, {far, 2}, {far, 7}, {2, 7}}, {}};
        const Polygon down{{{2, 2}, {7, 2}, {7, far}, {2, far}}, {}};
        const Polygon left{{{2, 2}, {2, 7}, {-far, 7}, {-far, 2}}, {}};
        const Polygon up{{{2, 2}, {2, -far}, {7, -far}, {7, 2}}, {}};
        for (const RasterRule rule : kRules) {
            const bool border = rule != RasterRule::Centre && rule != RasterRule::Coco;
            EXPECT_EQ(count(rule, right, {10, 10}), border ? 8 * 6 : 8 * 5) << toText(rule) << ' ' << far;
            EXPECT_EQ(count(rule, down, {10, 10}), border ? 8 * 6 : 8 * 5) << toText(rule) << ' ' << far;
            EXPECT_EQ(count(rule, left, {10, 10}), border ? 3 * 6 : 2 * 5) << toText(rule) << ' ' << far;
            EXPECT_EQ(count(rule, up, {10, 10}), border ? 3 * 6 : 2 * 5) << toText(rule) << ' ' << far;
        }
    }
}

// Points as far as a broken file may have them, each farther than the one before: nothing to compare with,
// but every rule ends and stays inside its target.
TEST(RasterRule, OutlinesOfAllSizesEnd)
{
    Random random(22);
    for (int i = 0; i < 300; ++i) {
        Ring ring;
        for (int point = 0; point < 12; ++point) {
            const auto coordinate = [&] {
                return (random.uniform() - 0.5) * std::pow(10.0, random.uniform() * 300);
            };
            const double x = coordinate();
            ring.push_back({x, coordinate()});
        }
        for (const RasterRule rule : kRules) {
            const auto first = count(rule, {ring, {}}, {31, 17});
            EXPECT_LE(first, 31 * 17) << toText(rule);
            EXPECT_EQ(count(rule, {ring, {}}, {31, 17}), first) << toText(rule);
        }
    }
}

} // namespace
} // namespace sorby::imaging
