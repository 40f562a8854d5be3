// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/annotation/shapes.h"
#include "core/annotation/simplification.h"
#include "core/annotation/smoothing.h"
#include "tests/support/results.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <limits>

namespace sorby::annotation {
namespace {

TEST(Shapes, ARectangleFromAnyCorner)
{
    const Ring expected{{1, 2}, {5, 2}, {5, 9}, {1, 9}};
    EXPECT_EQ(rectangleRing({1, 2}, {5, 9}), expected);
    EXPECT_EQ(rectangleRing({5, 2}, {1, 9}), expected);
    EXPECT_GT(signedArea(expected), 0);
}

TEST(Shapes, AnEllipseStaysWithinItsDeviation)
{
    for (const double radius : {0.01, 2.0, 50.0, 5000.0}) {
        const Ring ring = ellipseRing({10, 20}, radius, radius / 3);
        for (std::size_t i = 0; i < ring.size(); ++i) {
            const Point a = ring[i];
            const Point b = ring[(i + 1) % ring.size()];
            const double x = (a.x + b.x) / 2 - 10;
            const double y = ((a.y + b.y) / 2 - 20) * 3;
            EXPECT_GE(std::hypot(x, y), radius - kEllipseDeviationPx - 1e-9);
        }
    }
    const Box box = boundingBox(ellipseRing({0, 10}, {8, 4}));
    EXPECT_NEAR(box.left, 0, 1e-9);
    EXPECT_NEAR(box.right, 8, 1e-9);
    EXPECT_NEAR(box.top, 4, 1e-9);
    EXPECT_NEAR(box.bottom, 10, 1e-9);
}

TEST(Simplification, DropsWhatLiesOnALine)
{
    const Polygon polygon{{{0, 0}, {1, 0.01}, {5, 0}, {10, 0}, {10, 5}, {10, 10}, {0, 10}}, {}};
    EXPECT_EQ(simplified(polygon, 0.1).outer, (Ring{{0, 0}, {10, 0}, {10, 10}, {0, 10}}));
    EXPECT_EQ(simplified(polygon, 0), polygon);
    EXPECT_EQ(simplified({}, 1), Polygon{});
}

TEST(Simplification, KeepsThreePointsAndThePlaceOfAHole)
{
    const Polygon tiny{{{0, 0}, {1, 0}, {1, 1}, {0, 1}}, {}};
    EXPECT_EQ(simplified(tiny, 100).outer.size(), 3U);
    // Without the bulge of the outline the hole in it would be outside.
    const Polygon bulge{{{0, 0}, {10, 0}, {13, 5}, {10, 10}, {0, 10}}, {{{11, 5}, {10.5, 5.2}, {10.5, 4.8}}}};
    const Ring simple = simplified(bulge, 4).outer;
    EXPECT_LT(simple.size(), bulge.outer.size());
    EXPECT_NE(std::find(simple.begin(), simple.end(), Point{13, 5}), simple.end());
}

TEST(Simplification, AThinnedLineKeepsItsEnds)
{
    std::vector<Point> line;
    for (int i = 0; i <= 100; ++i) {
        line.push_back({i * 0.3, i == 50 ? 4.0 : 0.1 * (i % 2)});
    }
    line.insert(line.begin() + 7, {std::numeric_limits<double>::quiet_NaN(), 0});
    const auto thin = thinnedLine(line, 0.5);
    EXPECT_EQ(thin.front(), (Point{0, 0}));
    EXPECT_EQ(thin.back(), (Point{30, 0}));
    EXPECT_NE(std::find(thin.begin(), thin.end(), Point{15, 4}), thin.end());
    EXPECT_LE(thin.size(), 5U);
    EXPECT_EQ(thinnedLine({{3, 4}}), (std::vector<Point>{{3, 4}}));
}

TEST(Simplification, AStrokeBecomesAPolygon)
{
    std::vector<Point> trail;
    for (int i = 0; i < 1000; ++i) {
        const double angle = 0.00628 * i;
        trail.push_back({50 + 40 * std::cos(angle), 50 + 40 * std::sin(angle)});
    }
    const auto circle = test::valueOf(strokeToPolygon(trail));
    EXPECT_LT(circle.outer.size(), 40U);
    EXPECT_NEAR(area(circle), 3.14159 * 1600, 60);
    // A hook at the end that crosses the outline is cut off.
    trail.push_back({80, 50});
    trail.push_back({94, 48});
    const auto hooked = test::valueOf(strokeToPolygon(trail));
    EXPECT_NEAR(area(hooked), 3.14159 * 1600, 80);
    const auto nothing = strokeToPolygon({{0, 0}, {10, 0}});
    ASSERT_FALSE(nothing);
    EXPECT_EQ(nothing.error().code, ErrorCode::Mismatch);
}

TEST(Smoothing, RoundsOffStepsAndKeepsTheArea)
{
    Ring steps; // a diagonal of whole pixels, as traced masks have
    for (int i = 0; i < 20; ++i) {
        steps.push_back({static_cast<double>(i), static_cast<double>(i)});
        steps.push_back({i + 1.0, static_cast<double>(i)});
    }
    steps.push_back({20, 20});
    steps.push_back({0, 20});
    const Polygon smooth = smoothed({steps, {}}, 3);
    EXPECT_NEAR(area(smooth), std::abs(signedArea(steps)), 0.01 * std::abs(signedArea(steps)));
    double length = 0;
    double lowest = 100;
    double highest = -100;
    for (std::size_t i = 0; i < smooth.outer.size(); ++i) {
        const Point a = smooth.outer[i];
        const Point b = smooth.outer[(i + 1) % smooth.outer.size()];
        length += std::hypot(b.x - a.x, b.y - a.y);
        if (a.x > 8 && a.x < 12 && a.y < 15) {
            lowest = std::min(lowest, a.x - a.y);
            highest = std::max(highest, a.x - a.y);
        }
    }
    EXPECT_LT(highest - lowest, 0.06) << "the middle of the diagonal is straight";
    EXPECT_LT(length, 70) << "80 with the steps";
}

TEST(Smoothing, WhatCannotBeSmoothedStays)
{
    const Polygon bow{{{0, 0}, {4, 4}, {4, 0}, {0, 4}}, {}};
    EXPECT_EQ(smoothed(bow, 2), bow);
    const Polygon square{{{0, 0}, {4, 0}, {4, 4}, {0, 4}}, {}};
    EXPECT_EQ(smoothed(square, 0), square);
    EXPECT_EQ(smoothed({}, 2), Polygon{});
}

} // namespace
} // namespace sorby::annotation
