// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/formats/rle.h"
#include "tests/property/generators.h"

#include <gtest/gtest.h>

#include <numeric>
#include <string>

namespace sorby::formats {
namespace {

using test::forEachSeed;

TEST(RleProperty, MasksGoRoundInBothOrders)
{
    forEachSeed("rle", [](Random& random) {
        const auto mask = test::anyMask(random);
        for (const auto order : {RleOrder::ColumnMajor, RleOrder::RowMajor}) {
            const auto runs = encodeRle(mask, order);
            EXPECT_EQ(std::accumulate(runs.begin(), runs.end(), std::uint64_t{0}), mask.size().area());
            const auto back = decodeRle(runs, mask.size(), order);
            ASSERT_TRUE(back);
            Raster<std::uint8_t> ones(mask.size());
            for (std::size_t i = 0; i < mask.pixels().size(); ++i) {
                ones.data()[i] = mask.pixels()[i] != 0 ? 1 : 0;
            }
            EXPECT_EQ(*back, ones);
            const auto text = decompressRle(compressRle(runs));
            ASSERT_TRUE(text);
            EXPECT_EQ(*text, runs);
        }
    });
}

TEST(RleProperty, AnyTextIsReadOrRefused)
{
    forEachSeed("rle text", [](Random& random) {
        std::string text;
        const int length = random.between(0, 40);
        for (int i = 0; i < length; ++i) {
            text += static_cast<char>(random.between(0, 3) == 0 ? random.between(0, 255)
                                                                : random.between(48, 111));
        }
        if (const auto runs = decompressRle(text)) {
            EXPECT_LE(runs->size(), text.size());
            const auto again = decompressRle(compressRle(*runs));
            ASSERT_TRUE(again);
            EXPECT_EQ(*again, *runs);
        }
    });
}

} // namespace
} // namespace sorby::formats
