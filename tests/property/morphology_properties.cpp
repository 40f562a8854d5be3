// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/imaging/morphology.h"
#include "tests/property/generators.h"
#include "tests/support/label_text.h"

#include <gtest/gtest.h>

#include <algorithm>

namespace sorby::imaging {
namespace {

using test::forEachSeed;
using Mask = Raster<std::uint8_t>;

Mask inverted(Mask mask)
{
    for (auto& pixel : mask.pixels()) {
        pixel = pixel == 0 ? 1 : 0;
    }
    return mask;
}

bool isWithin(const Mask& small, const Mask& large)
{
    return std::equal(small.pixels().begin(), small.pixels().end(), large.pixels().begin(),
                      [](std::uint8_t a, std::uint8_t b) { return a <= b; });
}

/// Is `value` found within the disc around each pixel, the border's pixels repeated for ever? By the
/// definition.
Mask reached(const Mask& mask, int radius, std::uint8_t value)
{
    Mask result(mask.size());
    for (int y = 0; y < mask.height(); ++y) {
        for (int x = 0; x < mask.width(); ++x) {
            for (int dy = -radius; dy <= radius; ++dy) {
                for (int dx = -radius; dx <= radius; ++dx) {
                    const auto there = mask.at(std::clamp(x + dx, 0, mask.width() - 1),
                                               std::clamp(y + dy, 0, mask.height() - 1));
                    if (dx * dx + dy * dy <= radius * radius && there == value) {
                        result.at(x, y) = 1;
                    }
                }
            }
        }
    }
    return result;
}

TEST(MorphologyProperty, FollowsTheDefinition)
{
    forEachSeed("definition", [](Random& random) {
        const Mask mask = test::noise(random, test::anySize(random, 25), random.uniform());
        const int radius = random.between(1, 4);
        const Mask eroded = inverted(reached(mask, radius, 0));
        EXPECT_EQ(test::text(opened(mask, radius)), test::text(reached(eroded, radius, 1)));
        const Mask dilated = reached(mask, radius, 1);
        EXPECT_EQ(test::text(closed(mask, radius)), test::text(inverted(reached(dilated, radius, 0))));
    });
}

TEST(MorphologyProperty, OpeningTakesAwayAndClosingAdds)
{
    forEachSeed("order", [](Random& random) {
        const Mask mask = test::anyMask(random);
        const int radius = random.between(1, 5);
        EXPECT_TRUE(isWithin(opened(mask, radius), mask));
        EXPECT_TRUE(isWithin(mask, closed(mask, radius)));
    });
}

TEST(MorphologyProperty, ASecondTimeChangesNothing)
{
    forEachSeed("idempotent", [](Random& random) {
        const Mask mask = test::anyMask(random);
        const int radius = random.between(1, 5);
        const Mask once = opened(mask, radius);
        EXPECT_EQ(opened(once, radius), once);
        const Mask filled = closed(mask, radius);
        EXPECT_EQ(closed(filled, radius), filled);
    });
}

TEST(MorphologyProperty, ClosingIsOpeningOfTheBackground)
{
    forEachSeed("dual", [](Random& random) {
        const Mask mask = test::anyMask(random);
        const int radius = random.between(1, 5);
        EXPECT_EQ(closed(mask, radius), inverted(opened(inverted(mask), radius)));
    });
}

} // namespace
} // namespace sorby::imaging
