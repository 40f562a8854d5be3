// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/learning/json.h"

#include <gtest/gtest.h>

#include <limits>

namespace sorby::learning::json {
namespace {

TEST(JsonTest, WrittenIsReadBackEqual)
{
    const Value value = Object{
        {"text", "a \"quoted\" \\ path\n\t\x01 \xC3\xBC \xE2\x82\xAC \xF0\x9F\x94\xAC"},
        {"least", std::numeric_limits<std::int64_t>::min()},
        {"most", std::numeric_limits<std::uint64_t>::max()},
        {"third", 1.0 / 3},
        {"tiny", 5e-324},
        {"flags", Array{true, false, Value()}},
        {"nested", Object{{"empty list", Array{}}, {"empty object", Object{}}}},
    };
    const auto back = parse(write(value));
    ASSERT_TRUE(back) << describe(back.error());
    EXPECT_EQ(*back, value);
    EXPECT_EQ(write(*back), write(value));
}

TEST(JsonTest, EscapesAndBlanksAreUnderstood)
{
    const auto value = parse(" { \"a\" : [ 1 , -2.5e1 ] , \"b\" : \"\\u00fc\\ud83d\\udd2c\\/\\n\" }\r\n");
    ASSERT_TRUE(value) << describe(value.error());
    EXPECT_EQ(value->find("a")->array()->at(0).integer(), 1);
    EXPECT_EQ(value->find("a")->array()->at(1).number(), -25.0);
    EXPECT_EQ(*value->find("b")->text(), "\xC3\xBC\xF0\x9F\x94\xAC/\n");
    EXPECT_EQ(value->find("c"), nullptr);
}

TEST(JsonTest, NumbersOfTheWrongKindAreNothing)
{
    EXPECT_EQ(parse("1.0")->integer(), std::nullopt);
    EXPECT_EQ(parse("-1")->unsignedInteger(), std::nullopt);
    EXPECT_EQ(parse("18446744073709551615")->integer(), std::nullopt);
    EXPECT_EQ(parse("18446744073709551615")->unsignedInteger(), 18446744073709551615U);
    EXPECT_EQ(parse("\"1\"")->number(), std::nullopt);
    EXPECT_EQ(parse("3")->number(), 3.0);
}

class JsonRefused : public testing::TestWithParam<const char*> {};

TEST_P(JsonRefused, IsAnErrorWithItsPlace)
{
    const auto value = parse(GetParam());
    ASSERT_FALSE(value) << GetParam();
    EXPECT_EQ(value.error().code, ErrorCode::Malformed);
    EXPECT_NE(value.error().message.find("at byte"), std::string::npos);
}

INSTANTIATE_TEST_SUITE_P(All, JsonRefused,
                         testing::Values("", " ", "{", "}", "[1,]", "[1 2]", "{\"a\"}", "{\"a\":}",
                                         "{\"a\":1,}", "{a:1}", "{\"a\":1,\"a\":2}", "01", "-", "1.", ".5",
                                         "+1", "1e", "1e999", "0x10", "NaN", "Infinity", "nul", "truex", "\"",
                                         "\"\\\"", "\"\\x\"", "\"\\u12\"", "\"\\u-123\"", "\"\\ud800\"",
                                         "\"\\ud800\\u0041\"", "\"\\udc00\"", "\"\n\"", "\"\xC0\x80\"",
                                         "\"\xFF\"", "\"\xED\xA0\x80\"", "\"\xF4\x90\x80\x80\"",
                                         "\"\xE2\x82\"", "1 1", "{} x"));

TEST(JsonTest, DepthLengthAndNumberOfValuesAreBounded)
{
    const std::string deep(100'000, '[');
    ASSERT_FALSE(parse(deep));
    EXPECT_NE(parse(deep).error().message.find("deep"), std::string::npos);
    EXPECT_TRUE(parse(std::string(32, '[') + std::string(32, ']')));
    EXPECT_FALSE(parse(std::string(34, '[') + std::string(34, ']')));

    Limits limits;
    limits.values = 3;
    EXPECT_TRUE(parse("[1,2]", limits));
    EXPECT_FALSE(parse("[1,2,3]", limits));
    limits.bytes = 4;
    EXPECT_FALSE(parse("[1,2]", limits));
}

} // namespace
} // namespace sorby::learning::json
