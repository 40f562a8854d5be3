// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/raster.h"
#include "tests/property/generators.h"

#include <gtest/gtest.h>

namespace sorby {
namespace {

TEST(CropProperty, HasThePixelsOfTheSourceAndTheGivenValueOutside)
{
    test::forEachSeed("crop", [](Random& random) {
        const auto source = test::noise(random, test::anySize(random, 40), 0.9, 200);
        const PixelRect rect{random.between(-30, 50), random.between(-30, 50), random.between(0, 40),
                             random.between(0, 40)};
        const auto part = crop(source, rect, std::uint8_t{255});
        ASSERT_EQ(part.size(), rect.size());
        for (int y = 0; y < rect.height; ++y) {
            for (int x = 0; x < rect.width; ++x) {
                const bool inside = source.contains(rect.x + x, rect.y + y);
                ASSERT_EQ(part.at(x, y), inside ? source.at(rect.x + x, rect.y + y) : 255);
            }
        }
    });
}

TEST(CropProperty, APartOfAPartIsAPart)
{
    test::forEachSeed("crop twice", [](Random& random) {
        const auto source = test::noise(random, test::anySize(random, 40), 0.9, 200);
        const PixelRect outer{random.between(-10, 20), random.between(-10, 20), random.between(2, 40),
                              random.between(2, 40)};
        const int x = random.between(0, outer.width - 1);
        const int y = random.between(0, outer.height - 1);
        const PixelRect inner{x, y, random.between(0, outer.width - x), random.between(0, outer.height - y)};
        EXPECT_EQ(crop(crop(source, outer), inner),
                  crop(source, {outer.x + x, outer.y + y, inner.width, inner.height}));
    });
}

} // namespace
} // namespace sorby
