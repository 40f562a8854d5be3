// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/formats/rle.h"
#include "tests/support/label_text.h"
#include "tests/support/results.h"

#include <gtest/gtest.h>

namespace sorby::formats {
namespace {

using test::labels;
using test::valueOf;

TEST(Rle, TheTextOfTheSpecification)
{
    EXPECT_EQ(compressRle({1, 2, 3, 2, 4}), "12301");
    EXPECT_EQ(valueOf(decompressRle("12301")), (RunLengths{1, 2, 3, 2, 4}));
}

TEST(Rle, GoesDownTheColumnsOrAlongTheRows)
{
    const auto mask = labels(".11.\n"
                             "..1.");
    EXPECT_EQ(encodeRle(mask), (RunLengths{2, 1, 1, 2, 2}));
    EXPECT_EQ(encodeRle(mask, RleOrder::RowMajor), (RunLengths{1, 2, 3, 1, 1}));
    EXPECT_EQ(valueOf(decodeRle({2, 1, 1, 2, 2}, {4, 2})), mask);
    EXPECT_EQ(valueOf(decodeRle({1, 2, 3, 1, 1}, {4, 2}, RleOrder::RowMajor)), mask);
}

TEST(Rle, BeginsWithZerosEvenWhenThereAreNone)
{
    EXPECT_EQ(encodeRle(labels("11")), (RunLengths{0, 2}));
    EXPECT_EQ(encodeRle(labels("..")), (RunLengths{2}));
    EXPECT_EQ(valueOf(decodeRle({0, 2}, {2, 1})), labels("11"));
    EXPECT_EQ(valueOf(decodeRle({0, 0, 0, 2}, {2, 1})), labels("11"));
}

TEST(Rle, APartIsCountedInItsPlace)
{
    const auto part = labels("11\n"
                             ".1");
    EXPECT_EQ(encodeRle(part, 1, 1, {4, 3}), encodeRle(labels("....\n"
                                                              ".11.\n"
                                                              "..1.")));
    EXPECT_EQ(encodeRle(part, 2, 0, {4, 2}), encodeRle(labels("..11\n"
                                                              "...1")));
    EXPECT_EQ(encodeRle(part, 0, 0, {2, 2}), (RunLengths{0, 1, 1, 2}));
    EXPECT_EQ(encodeRle(Raster<std::uint8_t>(), 0, 0, {4, 2}), (RunLengths{8}));
    EXPECT_EQ(encodeRle(labels("1"), 50000, 99999, {100000, 100000}),
              (RunLengths{4294967295U, 0, 705132704U, 1, 4294967295U, 0, 704932705U}))
        << "zeros beyond 32 bits";
}

TEST(Rle, LargeNumbersGoRound)
{
    for (const auto& runs : {RunLengths{0, 15, 16, 31, 32, 1000000, 3, 4294967295U, 0, 1},
                             RunLengths{4294967295U}, RunLengths{0, 0, 0, 4294967295U, 0, 0}}) {
        EXPECT_EQ(valueOf(decompressRle(compressRle(runs))), runs);
    }
    EXPECT_TRUE(valueOf(decompressRle("")).empty());
}

TEST(Rle, DamagedRunsAreAnError)
{
    EXPECT_FALSE(decodeRle({1, 2, 3}, {4, 2}));
    EXPECT_FALSE(decodeRle({1, 2, 30}, {4, 2}));
    EXPECT_FALSE(decodeRle({}, {4, 2}));
    EXPECT_FALSE(decodeRle({0}, {0, 2}));
    EXPECT_FALSE(decodeRle({4294967295U, 4294967295U, 2}, {4, 2}));
    EXPECT_FALSE(decodeRle({4294967295U, 1}, {65536, 65536})) << "no memory for 4 GiB from 20 characters";
    EXPECT_FALSE(decompressRle("1230P")) << "more was to follow";
    EXPECT_FALSE(decompressRle("12 01"));
    EXPECT_FALSE(decompressRle("12\xC3\xA4"
                               "01"));
    EXPECT_FALSE(decompressRle("oooooooooooooo0")) << "no end of more";
    EXPECT_FALSE(decompressRle("K")) << "a negative run";
    EXPECT_FALSE(decompressRle("100O")) << "a negative run";
}

} // namespace
} // namespace sorby::formats
