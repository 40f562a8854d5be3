// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/imaging/label_fill.h"
#include "core/imaging/region_grow.h"
#include "tests/property/generators.h"
#include "tests/support/label_text.h"

#include <gtest/gtest.h>

#include <cmath>

namespace sorby::imaging {
namespace {

using test::forEachSeed;

bool contains(const PixelRect& rect, int x, int y)
{
    return x >= rect.x && y >= rect.y && x < rect.x + rect.width && y < rect.y + rect.height;
}

/// The region said again in the plainest way: spread until nothing changes.
template <typename Belongs>
Raster<std::uint8_t> spread(Size size, int x, int y, Connectivity connectivity, const Belongs& belongs)
{
    Raster<std::uint8_t> mask(size);
    mask.at(x, y) = belongs(x, y) ? 1 : 0;
    for (bool changed = true; changed;) {
        changed = false;
        for (int j = 0; j < size.height; ++j) {
            for (int i = 0; i < size.width; ++i) {
                if (mask.at(i, j) == 1 || !belongs(i, j)) {
                    continue;
                }
                for (int dy = -1; dy <= 1; ++dy) {
                    for (int dx = -1; dx <= 1; ++dx) {
                        const bool near = connectivity == Connectivity::Eight || dx == 0 || dy == 0;
                        if (near && mask.contains(i + dx, j + dy) && mask.at(i + dx, j + dy) == 1) {
                            mask.at(i, j) = 1;
                            changed = true;
                        }
                    }
                }
            }
        }
    }
    return mask;
}

PixelRect anyPart(Random& random, Size size)
{
    const int x = random.between(0, size.width - 1);
    const int y = random.between(0, size.height - 1);
    return {x, y, random.between(1, size.width - x), random.between(1, size.height - y)};
}

TEST(RegionGrowProperty, IsTheRegionOfItsToleranceWhateverCameBefore)
{
    forEachSeed("grow", [](Random& random) {
        const Size size = test::anySize(random, 24);
        Raster<std::uint8_t> grey(size);
        int value = random.between(0, 255);
        for (auto& pixel : grey.pixels()) { // neighbours are alike, often
            value = random.chance(0.5) ? value : random.between(0, 255);
            pixel = static_cast<std::uint8_t>(value);
        }
        Raster<float> floats(size);
        std::copy(grey.pixels().begin(), grey.pixels().end(), floats.pixels().begin());
        const PixelRect part = anyPart(random, size);
        const int x = part.x + random.between(0, part.width - 1);
        const int y = part.y + random.between(0, part.height - 1);
        const GrowOptions options{random.chance(0.5) ? Connectivity::Four : Connectivity::Eight,
                                  random.chance(0.8)};
        RegionGrower grower(std::make_shared<const Pixels>(grey), part, x, y, options);
        RegionGrower ofFloats(std::make_shared<const Pixels>(floats), part, x, y, options);
        for (int i = 0; i < 5; ++i) {
            const double tolerance = random.uniform(0, 255);
            const auto belongs = [&](int column, int row) {
                return std::abs(grey.at(part.x + column, part.y + row) - grey.at(x, y)) <= tolerance;
            };
            Raster<std::uint8_t> expected(part.size());
            if (options.contiguous) {
                expected = spread(part.size(), x - part.x, y - part.y, options.connectivity, belongs);
            } else {
                for (int row = 0; row < part.height; ++row) {
                    for (int column = 0; column < part.width; ++column) {
                        expected.at(column, row) = belongs(column, row) ? 1 : 0;
                    }
                }
            }
            ASSERT_TRUE(grower.setTolerance(tolerance));
            ASSERT_EQ(test::text(grower.mask()), test::text(expected));
            ASSERT_TRUE(ofFloats.setTolerance(tolerance));
            ASSERT_EQ(ofFloats.mask(), expected);
            ASSERT_EQ(grower.pixelCount(),
                      static_cast<std::size_t>(
                          std::count(expected.pixels().begin(), expected.pixels().end(), std::uint8_t{1})));
        }
    });
}

TEST(LabelFillProperty, IsTheRegionOfEqualLabels)
{
    forEachSeed("fill", [](Random& random) {
        auto labels = test::anyMask(random);
        labels = random.chance(0.5) ? labels : test::shapes(random, labels.size(), 3);
        const PixelRect part = anyPart(random, labels.size());
        const int x = part.x + random.between(0, part.width - 1);
        const int y = part.y + random.between(0, part.height - 1);
        const auto connectivity = random.chance(0.5) ? Connectivity::Four : Connectivity::Eight;
        const auto belongs = [&](int column, int row) {
            return labels.at(part.x + column, part.y + row) == labels.at(x, y);
        };
        const auto expected = spread(part.size(), x - part.x, y - part.y, connectivity, belongs);
        const auto region = regionOfLabel(labels, part, x, y, connectivity);
        Raster<std::uint8_t> filled(part.size());
        Span last{-1, 0, 0};
        for (const Span& span : region.spans) {
            ASSERT_TRUE(last.y < span.y || last.x1 < span.x0); // in order, never touching
            last = span;
            for (int column = span.x0; column < span.x1; ++column) {
                ASSERT_TRUE(contains(region.bounds, column, span.y));
                filled.at(column - part.x, span.y - part.y) = 1;
            }
        }
        EXPECT_EQ(test::text(filled), test::text(expected));
        EXPECT_EQ(region.pixels, static_cast<std::uint64_t>(
                                     std::count(expected.pixels().begin(), expected.pixels().end(), 1)));
        bool touches = false;
        for (int row = 0; row < part.height; ++row) {
            for (int column = 0; column < part.width; ++column) {
                const bool isBorder =
                    row == 0 || column == 0 || row == part.height - 1 || column == part.width - 1;
                touches = touches || (isBorder && expected.at(column, row) == 1);
            }
        }
        EXPECT_EQ(region.touchesBorder, touches);
    });
}

} // namespace
} // namespace sorby::imaging
