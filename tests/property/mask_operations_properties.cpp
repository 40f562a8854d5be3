// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/imaging/label_fill.h"
#include "core/imaging/mask_operations.h"
#include "tests/property/generators.h"
#include "tests/support/label_text.h"

#include <gtest/gtest.h>

namespace sorby::imaging {
namespace {

using test::forEachSeed;

TEST(MaskOperationsProperty, GrowingAndShrinkingAreTheDiscsTheySayTheyAre)
{
    forEachSeed("disc", [](Random& random) {
        const Mask mask = test::noise(random, test::anySize(random, 25), random.chance(0.5) ? 0.03 : 0.97);
        const double radius = random.chance(0.5) ? random.between(0, 6) : random.uniform(0, 6);
        const Mask large = grown(mask, radius);
        const Mask small = shrunk(mask, radius);
        for (int y = 0; y < mask.height(); ++y) {
            for (int x = 0; x < mask.width(); ++x) {
                bool any = false;
                bool all = true;
                for (int j = 0; j < mask.height(); ++j) {
                    for (int i = 0; i < mask.width(); ++i) {
                        if ((i - x) * (i - x) + (j - y) * (j - y) <= radius * radius) {
                            any = any || mask.at(i, j) != 0;
                            all = all && mask.at(i, j) != 0;
                        }
                    }
                }
                ASSERT_EQ(large.at(x, y) != 0, any) << x << ' ' << y;
                ASSERT_EQ(small.at(x, y) != 0, all) << x << ' ' << y;
            }
        }
    });
}

TEST(MaskOperationsProperty, SmoothingIsTheMajorityAndHasNoPreference)
{
    forEachSeed("majority", [](Random& random) {
        const Mask mask = test::anyMask(random);
        const int radius = random.between(1, 4);
        const Mask smooth = smoothed(mask, radius);
        Mask inverse(mask.size());
        for (std::size_t i = 0; i < mask.pixels().size(); ++i) {
            inverse.data()[i] = 1 - mask.data()[i];
        }
        const Mask other = smoothed(inverse, radius);
        for (int y = 0; y < mask.height(); ++y) {
            for (int x = 0; x < mask.width(); ++x) {
                int balance = 0;
                for (int j = -radius; j <= radius; ++j) {
                    for (int i = -radius; i <= radius; ++i) {
                        if (i * i + j * j <= radius * radius && mask.contains(x + i, y + j)) {
                            balance += mask.at(x + i, y + j) != 0 ? 1 : -1;
                        }
                    }
                }
                const bool expected = balance == 0 ? mask.at(x, y) != 0 : balance > 0;
                ASSERT_EQ(smooth.at(x, y) != 0, expected);
                ASSERT_NE(other.at(x, y), smooth.at(x, y));
            }
        }
    });
}

TEST(MaskOperationsProperty, HolesAndCrumbsAreRegions)
{
    forEachSeed("regions", [](Random& random) {
        const Mask mask = test::anyMask(random);
        const auto limit = static_cast<std::uint64_t>(random.between(0, 12));
        const Mask filled = holesFilled(mask, limit);
        const Mask cleaned = smallRemoved(mask, limit);
        const PixelRect all{0, 0, mask.width(), mask.height()};
        for (int y = 0; y < mask.height(); ++y) {
            for (int x = 0; x < mask.width(); ++x) {
                const auto region = regionOfLabel(mask, all, x, y);
                const bool isHole = !region.touchesBorder && (limit == 0 || region.pixels <= limit);
                ASSERT_EQ(filled.at(x, y) != 0, mask.at(x, y) != 0 || isHole);
                ASSERT_EQ(cleaned.at(x, y) != 0, mask.at(x, y) != 0 && region.pixels >= limit);
            }
        }
    });
}

TEST(MaskOperationsProperty, AChangePaintedIsTheOtherMask)
{
    forEachSeed("change", [](Random& random) {
        const Mask before = test::anyMask(random);
        const Mask after = test::noise(random, before.size(), 0.5);
        Mask painted = before;
        const auto change = changeBetween(before, after, 7, 9);
        for (const auto* spans : {&change.added, &change.removed}) {
            for (const Span& span : *spans) {
                for (int x = span.x0; x < span.x1; ++x) {
                    painted.at(x - 7, span.y - 9) = spans == &change.added ? 1 : 0;
                }
            }
        }
        EXPECT_EQ(painted, after);
    });
}

} // namespace
} // namespace sorby::imaging
