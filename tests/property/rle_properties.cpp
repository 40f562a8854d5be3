// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/formats/rle.h"
#include "core/imaging/rasterizer.h"
#include "core/imaging/tracer.h"
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

/// The text from the rule alone, bit by bit: the fewest groups of five bits whose first one, on the left,
/// says the sign.
std::string slowText(const RunLengths& runs)
{
    std::string text;
    for (std::size_t i = 0; i < runs.size(); ++i) {
        const std::int64_t value = i > 2 ? std::int64_t{runs[i]} - std::int64_t{runs[i - 2]} : runs[i];
        std::int64_t half = 16; // n groups hold -half to half - 1
        int groups = 1;
        while (value < -half || value >= half) {
            half *= 32;
            ++groups;
        }
        auto rest = value < 0 ? value + 2 * half : value;
        for (int group = 0; group < groups; ++group) {
            text += static_cast<char>(48 + rest % 32 + (group + 1 < groups ? 32 : 0));
            rest /= 32;
        }
    }
    return text;
}

TEST(RleProperty, TheTextIsThatOfTheRule)
{
    forEachSeed("rle rule", [](Random& random) {
        RunLengths runs;
        const int count = random.between(1, 30);
        for (int i = 0; i < count; ++i) {
            runs.push_back(static_cast<std::uint32_t>(random.between(0, 1 << random.between(0, 30))));
        }
        EXPECT_EQ(compressRle(runs), slowText(runs));
        const auto back = decompressRle(slowText(runs));
        ASSERT_TRUE(back);
        EXPECT_EQ(*back, runs);
    });
}

TEST(RleProperty, APartGivesTheRunsOfTheWholeMask)
{
    forEachSeed("rle part", [](Random& random) {
        const auto part = test::anyMask(random);
        const int left = random.between(0, 20);
        const int top = random.between(0, 20);
        Raster<std::uint8_t> whole(left + part.width() + random.between(0, 20),
                                   top + part.height() + random.between(0, 20));
        for (int y = 0; y < part.height(); ++y) {
            for (int x = 0; x < part.width(); ++x) {
                whole.at(left + x, top + y) = part.at(x, y);
            }
        }
        EXPECT_EQ(encodeRle(part, left, top, whole.size()), encodeRle(whole));
    });
}

TEST(RleProperty, TracedRegionsWithTheirHolesGoThroughRuns)
{
    forEachSeed("rle trace", [](Random& random) {
        const auto mask = test::anyMask(random);
        Raster<std::uint8_t> again(mask.size());
        for (const auto& polygon : imaging::trace(mask)) {
            Raster<std::uint8_t> region(mask.size());
            imaging::rasterize(polygon, 1, region);
            const auto runs = decompressRle(compressRle(encodeRle(region)));
            ASSERT_TRUE(runs);
            const auto back = decodeRle(*runs, mask.size());
            ASSERT_TRUE(back);
            const auto polygons = imaging::trace(*back);
            ASSERT_EQ(polygons.size(), 1U);
            EXPECT_EQ(polygons.front(), polygon);
            imaging::rasterize(polygons.front(), 1, again);
        }
        for (std::size_t i = 0; i < mask.pixels().size(); ++i) {
            ASSERT_EQ(again.pixels()[i] != 0, mask.pixels()[i] != 0);
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
