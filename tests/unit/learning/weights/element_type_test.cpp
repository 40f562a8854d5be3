// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/learning/weights/crc32.h"
#include "core/learning/weights/element_type.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <string>
#include <vector>

namespace sorby::learning {
namespace {

TEST(ElementTypeTest, HalfPrecisionIsExact)
{
    EXPECT_EQ(floatFromHalf(0x0000), 0.0F);
    EXPECT_TRUE(std::signbit(floatFromHalf(0x8000)));
    EXPECT_EQ(floatFromHalf(0x3C00), 1.0F);
    EXPECT_EQ(floatFromHalf(0xC000), -2.0F);
    EXPECT_EQ(floatFromHalf(0x7BFF), 65504.0F);      // the largest
    EXPECT_EQ(floatFromHalf(0x0400), 0x1p-14F);      // the smallest that is normal
    EXPECT_EQ(floatFromHalf(0x0001), 0x1p-24F);      // the smallest
    EXPECT_EQ(floatFromHalf(0x83FF), -0x1.FF8p-15F); // the largest subnormal
    EXPECT_EQ(floatFromHalf(0x7C00), std::numeric_limits<float>::infinity());
    EXPECT_TRUE(std::isnan(floatFromHalf(0x7E01)));
    // In between each step is the step of its binade.
    for (std::uint16_t bits = 0x0001; bits < 0x7C00; ++bits) {
        ASSERT_EQ(floatFromHalf(bits) - floatFromHalf(static_cast<std::uint16_t>(bits - 1)),
                  std::ldexp(1.0F, std::max((bits - 1) >> 10, 1) - 25))
            << bits;
    }
}

TEST(ElementTypeTest, ElementsAreTakenByTheirStride)
{
    const std::array<std::int16_t, 7> numbers{-1, 2, 3, -4, 5, 6, 7};
    std::vector<float> values(3);
    copyAsFloats(ElementType::I16, std::as_bytes(std::span(numbers)), 3, values);
    EXPECT_EQ(values, (std::vector<float>{-1, -4, 7}));
    copyAsFloats(ElementType::I16, std::as_bytes(std::span(numbers)), 0, values);
    EXPECT_EQ(values, (std::vector<float>{-1, -1, -1}));
}

TEST(Crc32Test, GivesTheCheckValueOfTheStandardAtEveryLength)
{
    const std::string digits = "123456789";
    EXPECT_EQ(crc32(std::as_bytes(std::span(digits))), 0xCBF43926U);
    EXPECT_EQ(crc32({}), 0U);
    // Eight at a time and one at a time give the same.
    const std::string text = "The quick brown fox jumps over the lazy dog";
    EXPECT_EQ(crc32(std::as_bytes(std::span(text))), 0x414FA339U);
}

} // namespace
} // namespace sorby::learning
