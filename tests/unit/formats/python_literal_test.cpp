// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/formats/python_literal.h"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>
#include <random>
#include <string>
#include <vector>

namespace sorby::test {
namespace {

using annotation::Point;
using Points = std::vector<Point>;

class LiteralTest : public testing::TestWithParam<const char*> {};

TEST_P(LiteralTest, IsTheSameTriangle)
{
    const auto points = formats::parsePoints(GetParam());
    ASSERT_TRUE(points) << points.error().message;
    EXPECT_EQ(*points, (Points{{0, 0}, {0, 74}, {-2.5, 1}}));
}

INSTANTIATE_TEST_SUITE_P(
    Spellings, LiteralTest,
    testing::Values("[(0, 0), (0, 74), (-2.5, 1)]", "[[0,0],[0,74],[-2.5,1]]", "((0,0),(0,74),(-2.5,1))",
                    "([0, 0], (0, 74), [-2.5, 1.])", "  [ ( 0 , 0 ) ,\t(0,\n74) , (-25e-1, +1) , ] ",
                    "[[ 0.   0. ]\n [ 0.  74. ]\n [-2.5  1. ]]", "'[(0, 0), (0, 74), (-2.5, 1)]'",
                    "\"((0, 0), (0, 74), (-2.5, 1))\"", "[[(0, 0), (0, 74), (-2.5, 1)]]",
                    "[(np.int64(0), np.int64(0)), (0, np.float64(74.0)), (np.float64(-2.5), 1)]",
                    "[(0, 0), (0, 74), (-np.float64(2.5), 1)]", "(((0,0),(0,74),(-2.5,1)),)"));

TEST(PythonLiteralTest, OnePairIsOnePoint)
{
    for (const char* text : {"(3, 4.5)", "[3, 4.5]", "[(3, 4.5)]", "((3 4.5))", " '(3,4.5)' ", "(3, 4.5,)"}) {
        const auto points = formats::parsePoints(text);
        ASSERT_TRUE(points) << text << ": " << points.error().message;
        EXPECT_EQ(*points, (Points{{3, 4.5}})) << text;
    }
}

TEST(PythonLiteralTest, NothingIsNoPoints)
{
    for (const char* text : {"", "  ", "[]", "()", "[[]]", "nan", "NaN", "None", "null", "''", "[ ]"}) {
        const auto points = formats::parsePoints(text);
        ASSERT_TRUE(points) << text << ": " << points.error().message;
        EXPECT_TRUE(points->empty()) << text;
    }
}

struct Wrong {
    const char* text;
    const char* message;
};
void PrintTo(const Wrong& wrong, std::ostream* stream)
{
    *stream << wrong.text;
}

class WrongLiteralTest : public testing::TestWithParam<Wrong> {};

TEST_P(WrongLiteralTest, SaysWhereAndWhy)
{
    const auto points = formats::parsePoints(GetParam().text);
    ASSERT_FALSE(points);
    EXPECT_EQ(points.error().code, ErrorCode::Malformed);
    EXPECT_EQ(points.error().message, GetParam().message);
    EXPECT_EQ(points.error().where, "");
}

INSTANTIATE_TEST_SUITE_P(
    Faults, WrongLiteralTest,
    testing::Values(
        Wrong{"[(0, 0), (0, x)]", "character 14: expected a number but found 'x'"},
        Wrong{"[(0, 0), (0, 74)", "character 17: the closing ']' is missing"},
        Wrong{"[(0, 0), (0, 74]", "character 16: expected a number but found ']'"},
        Wrong{"[(0, 0), (0, nan)]", "character 14: the coordinate is nan, not a number"},
        Wrong{"[(0, 0), (-inf, 1)]", "character 11: the coordinate is inf, not a number"},
        Wrong{"[(0, None)]", "character 6: the coordinate is None, not a number"},
        Wrong{"[(0, 1e999)]", "character 6: the number is too large or too small"},
        Wrong{"[(0, 0), (1)]", "character 10: a point has two numbers, found 1"},
        Wrong{"[(0, 0), (1, 2, 3)]", "character 10: a point has two numbers, found 3"},
        Wrong{"[(0, 0), ()]", "character 10: a point has two numbers, found none"},
        Wrong{"[0, 0, 5, 5]", "character 1: a point has two numbers, found 4"},
        Wrong{"[(0, 0), 5]", "character 1: numbers and points stand side by side"},
        Wrong{"[(0, 0),, (1, 1)]", "character 9: a value is missing between two commas"},
        Wrong{"[(0, 0)] 7", "character 10: expected the end but found '7'"},
        Wrong{"0, 0", "character 1: expected '[' or '(' but found '0'"},
        Wrong{"MULTIPOLYGON", "character 1: expected '[' or '(' but found 'M'"},
        Wrong{"[(0;0)]", "character 4: expected a comma but found ';'"},
        Wrong{"[(1.2.3, 0)]", "character 6: expected a comma but found '.'"},
        Wrong{"[(0x10, 0)]", "character 4: expected a comma but found 'x'"},
        Wrong{"[(--1, 0)]", "character 4: expected a number but found '-'"},
        Wrong{"[(0, ü)]", "character 6: expected a number but found 'ü'"},
        Wrong{"[('ü', 0)]", "character 3: expected a number but found '''"},
        Wrong{"[[(0,0),(1,1)],[(2,2)]]", "character 17: a second outline begins; one cell holds one polygon"},
        Wrong{"[(np.float64(1, 0)]", "character 15: expected ')' but found ','"},
        Wrong{"[(np.float64(np.float64(1)), 0)]", "character 14: expected a number but found 'n'"},
        Wrong{"[[[[[[[[[0,0]]]]]]]]]", "character 9: too many brackets within one another"}));

TEST(PythonLiteralTest, HostileNestingIsRefusedAndNotFollowed)
{
    EXPECT_FALSE(formats::parsePoints(std::string(2'000'000, '(')));
    std::string words = "[(";
    for (int i = 0; i < 100'000; ++i) {
        words += "np.a(";
    }
    EXPECT_FALSE(formats::parsePoints(words));
}

TEST(PythonLiteralTest, NumbersAreWrittenShort)
{
    EXPECT_EQ(formats::formatCoordinate(3), "3");
    EXPECT_EQ(formats::formatCoordinate(-17), "-17");
    EXPECT_EQ(formats::formatCoordinate(-0.0), "0");
    EXPECT_EQ(formats::formatCoordinate(0.1), "0.1");
    EXPECT_EQ(formats::formatCoordinate(511.25), "511.25");
    EXPECT_EQ(formats::formatPoint({1, 2.5}), "(1, 2.5)");
    EXPECT_EQ(formats::formatPoints({{0, 0}, {0, 74}}), "[(0, 0), (0, 74)]");
    EXPECT_EQ(formats::formatPoints({}), "[]");
}

TEST(PythonLiteralTest, WhatIsWrittenIsReadBackBitForBit)
{
    for (unsigned seed = 0; seed < 300; ++seed) {
        std::mt19937_64 generator(seed); // NOLINT: seeds on purpose
        std::uniform_real_distribution<double> mantissa(-1, 1);
        std::uniform_int_distribution<int> exponent(-40, 60);
        Points points;
        for (auto count = 1 + generator() % 12; count > 0; --count) {
            points.push_back({std::ldexp(mantissa(generator), exponent(generator)),
                              std::floor(std::ldexp(mantissa(generator), exponent(generator)))});
        }
        const auto text = formats::formatPoints(points);
        const auto back = formats::parsePoints(text);
        ASSERT_TRUE(back) << "seed " << seed << ": " << text << ": " << back.error().message;
        ASSERT_EQ(*back, points) << "seed " << seed << ": " << text;
    }
}

TEST(PythonLiteralTest, AnyBytesGiveAResult)
{
    static const std::string kCharacters = "[](), .-+0123456789enap'\"\n\xc3\xbc";
    for (unsigned seed = 0; seed < 3000; ++seed) {
        std::mt19937 generator(seed); // NOLINT: seeds on purpose
        std::string text = seed % 2 == 0 ? "[(0, 0), (12.5, -3), (7 8)]" : "";
        for (auto edits = 1 + generator() % 20; edits > 0; --edits) {
            text.insert(generator() % (text.size() + 1), 1, kCharacters[generator() % kCharacters.size()]);
        }
        const auto points = formats::parsePoints(text);
        if (points) {
            for (const auto& point : *points) {
                EXPECT_TRUE(annotation::isFinite(point)) << text;
            }
        } else {
            EXPECT_TRUE(points.error().message.starts_with("character ")) << text;
        }
    }
}

} // namespace
} // namespace sorby::test
