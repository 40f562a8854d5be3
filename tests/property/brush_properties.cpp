// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/annotation/geometry.h"
#include "core/imaging/brush.h"
#include "tests/property/generators.h"
#include "tests/support/label_text.h"

#include <gtest/gtest.h>

#include <cmath>

namespace sorby::imaging {
namespace {

using annotation::Point;
using test::forEachSeed;

constexpr Size kImage{60, 50};

LabelImage painted(const std::vector<Span>& spans)
{
    LabelImage labels(kImage);
    for (const Span& span : spans) {
        for (int x = span.x0; x < span.x1; ++x) {
            labels.at(x, span.y) = 1;
        }
    }
    return labels;
}

Point anyPoint(Random& random, bool onHalves)
{
    const Point point{random.uniform(-15, kImage.width + 15), random.uniform(-15, kImage.height + 15)};
    return onHalves ? Point{std::round(point.x * 2) / 2, std::round(point.y * 2) / 2} : point;
}

double distanceToSegment(Point a, Point b, Point point)
{
    return annotation::distanceToOutline({{a, b}, {}}, point);
}

TEST(BrushProperty, ARoundStrokeIsTheCentresWithinItsRadius)
{
    forEachSeed("round", [](Random& random) {
        const bool onHalves = random.chance(0.5);
        const Point from = anyPoint(random, onHalves);
        const Point to = random.chance(0.2) ? from : anyPoint(random, onHalves);
        const double diameter = onHalves ? random.between(2, 40) : random.uniform(1.5, 40);
        const auto labels = painted(brushStroke({BrushShape::Round, diameter}, from, to, kImage));
        for (int y = 0; y < kImage.height; ++y) {
            for (int x = 0; x < kImage.width; ++x) {
                const double distance = distanceToSegment(from, to, {x + 0.5, y + 0.5});
                if (std::abs(distance - diameter / 2) > 1e-9 || from == to) {
                    ASSERT_EQ(labels.at(x, y) == 1, distance <= diameter / 2) << x << ' ' << y;
                }
            }
        }
    });
}

/// The pixels of stamps set so densely that next to nothing lies between them.
LabelImage denseStamps(const Brush& brush, Point from, Point to)
{
    LabelImage labels(kImage);
    const int steps = 2000;
    for (int i = 0; i <= steps; ++i) {
        const double share = static_cast<double>(i) / steps;
        const Point at{from.x + share * (to.x - from.x), from.y + share * (to.y - from.y)};
        for (const Span& span : brushStamp(brush, at, kImage)) {
            std::fill(labels.row(span.y).begin() + span.x0, labels.row(span.y).begin() + span.x1,
                      std::uint8_t{1});
        }
    }
    return labels;
}

TEST(BrushProperty, AStrokeIsWhatStampsOnTheWayCover)
{
    int differing = 0;
    forEachSeed("swept", [&differing](Random& random) {
        const Point from = anyPoint(random, false);
        const Point to = anyPoint(random, false);
        const auto shape = random.chance(0.5) ? BrushShape::Round : BrushShape::Square;
        const Brush brush{shape, random.uniform(1.5, 25)};
        const auto stroke = painted(brushStroke(brush, from, to, kImage));
        const auto stamps = denseStamps(brush, from, to);
        for (std::size_t i = 0; i < stroke.pixels().size(); ++i) {
            ASSERT_LE(stamps.data()[i], stroke.data()[i]) << i; // nothing of a stamp is missing
            differing += stroke.data()[i] - stamps.data()[i];
        }
    });
    EXPECT_LT(differing, 100); // of some 100,000: what only a stamp between two of the 2,000 would cover
}

TEST(BrushProperty, StrokesFromPointToPointLeaveNoGap)
{
    forEachSeed("joined", [](Random& random) {
        const Brush brush{random.chance(0.5) ? BrushShape::Round : BrushShape::Square,
                          random.chance(0.5) ? 1.0 : random.uniform(1.5, 9)};
        Point at{random.uniform(5, 55), random.uniform(5, 45)};
        LabelImage all(kImage);
        for (int i = 0; i < 6; ++i) {
            const Point next{random.uniform(5, 55), random.uniform(5, 45)};
            for (const Span& span : brushStroke(brush, at, next, kImage)) {
                std::fill(all.row(span.y).begin() + span.x0, all.row(span.y).begin() + span.x1,
                          std::uint8_t{1});
            }
            at = next;
        }
        // All pixels can be reached from one of them over corners and edges.
        std::vector<std::pair<int, int>> open;
        for (int y = 0; y < kImage.height && open.empty(); ++y) {
            for (int x = 0; x < kImage.width && open.empty(); ++x) {
                if (all.at(x, y) == 1) {
                    open.emplace_back(x, y);
                    all.at(x, y) = 0;
                }
            }
        }
        while (!open.empty()) {
            const auto [x, y] = open.back();
            open.pop_back();
            for (int dy = -1; dy <= 1; ++dy) {
                for (int dx = -1; dx <= 1; ++dx) {
                    if (all.contains(x + dx, y + dy) && all.at(x + dx, y + dy) == 1) {
                        all.at(x + dx, y + dy) = 0;
                        open.emplace_back(x + dx, y + dy);
                    }
                }
            }
        }
        EXPECT_EQ(all, LabelImage(kImage)) << test::text(all);
    });
}

} // namespace
} // namespace sorby::imaging
