// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/learning/weights/pickle.h"
#include "tests/unit/learning/weights/torch_archive.h"

#include <gtest/gtest.h>

#include <limits>

namespace sorby::learning {
namespace {

using handmade::bytesOf;
using pickle::Kind;
using pickle::Node;

Result<pickle::Pickle> parsed(const std::string& bytes)
{
    return pickle::parse(std::as_bytes(std::span(bytes)),
                         [](const std::string& name) { return name == "torch.FloatStorage"; });
}

/// The value of a pickle; the bytes outlive the call.
Node valueOf(const std::string& bytes)
{
    const auto result = parsed(bytes);
    EXPECT_TRUE(result) << (result ? "" : result.error().message);
    return result ? result->rootNode() : Node{};
}

std::string errorOf(const std::string& value)
{
    const auto bytes = handmade::pickleOf(value);
    const auto result = parsed(bytes);
    EXPECT_FALSE(result);
    return result ? "" : result.error().message;
}

TEST(PickleTest, NumbersAreThoseOfPython)
{
    const auto integerOf = [](const std::string& value) {
        return valueOf(handmade::pickleOf(value)).integer;
    };
    EXPECT_EQ(integerOf("K\xFF"), 255);
    EXPECT_EQ(integerOf("M\xFF\xFE"), 0xFEFF);
    EXPECT_EQ(integerOf("J" + bytesOf<std::int32_t>(-70'000)), -70'000);
    EXPECT_EQ(integerOf(std::string("\x8A\x00", 2)), 0);
    EXPECT_EQ(integerOf("\x8A\x01\xFF"), -1);
    EXPECT_EQ(integerOf(std::string("\x8A\x02\xFF\x00", 4)), 255);
    EXPECT_EQ(integerOf(handmade::integer(std::numeric_limits<std::int64_t>::min())),
              std::numeric_limits<std::int64_t>::min());
    EXPECT_EQ(integerOf("\x88"), 1);
    const auto real = valueOf(handmade::pickleOf(std::string("G\xC0\x04\x00\x00\x00\x00\x00\x00", 9)));
    EXPECT_EQ(real.kind, Kind::Real);
    EXPECT_EQ(real.real, -2.5);
    EXPECT_EQ(valueOf(handmade::pickleOf("\x8A\x09\x01\x02\x03\x04\x05\x06\x07\x08\x09")).kind,
              Kind::LongInteger);
    EXPECT_EQ(valueOf(handmade::pickleOf("N")).kind, Kind::None);
}

TEST(PickleTest, ContainersHoldTheirItemsInOrder)
{
    // [1, (2, 3), {"a": 4}] with the tuple remembered and once more at the end
    const auto bytes = handmade::pickleOf("](K\x01K\x02K\x03\x86q\x07}" + handmade::text("a") +
                                          "K\x04sh\x07"
                                          "e");
    const auto result = parsed(bytes);
    ASSERT_TRUE(result) << result.error().message;
    const auto& list = result->rootNode();
    ASSERT_EQ(list.kind, Kind::List);
    ASSERT_EQ(list.items.size(), 4U);
    EXPECT_EQ(result->at(list.items[0]).integer, 1);
    EXPECT_EQ(result->at(list.items[1]).kind, Kind::Tuple);
    EXPECT_EQ(list.items[1], list.items[3]);
    const auto& dict = result->at(list.items[2]);
    ASSERT_EQ(dict.items.size(), 2U);
    EXPECT_EQ(result->at(dict.items[0]).text, "a");
    EXPECT_EQ(result->at(dict.items[1]).integer, 4);
    EXPECT_EQ(result->bytes, bytes.size());
}

TEST(PickleTest, AnOrderedDictIsADictWhicheverPythonWroteIt)
{
    // Python 3: made empty, then set, then given its attributes; Python 2: from a list of pairs.
    const auto made = handmade::call(handmade::global("collections", "OrderedDict"), ")");
    const auto three = valueOf(
        handmade::pickleOf(made + handmade::text("a") + "K\x01s}" + handmade::text("_metadata") + "Nsb"));
    EXPECT_EQ(three.kind, Kind::Dict);
    EXPECT_EQ(three.items.size(), 2U);
    const auto two = valueOf(handmade::pickleOf(handmade::global("collections", "OrderedDict") + "](](U\x01"
                                                                                                 "aK\x01"
                                                                                                 "ee\x85R"));
    EXPECT_EQ(two.kind, Kind::Dict);
    EXPECT_EQ(two.items.size(), 2U);
}

TEST(PickleTest, WhatIsCalledIsDescribedAndNotCalled)
{
    const auto bytes = handmade::pickleOf(handmade::global("torch", "FloatStorage") + "K\x05\x85R");
    const auto result = parsed(bytes);
    ASSERT_TRUE(result);
    const auto& call = result->rootNode();
    ASSERT_EQ(call.kind, Kind::Call);
    EXPECT_EQ(result->at(call.items[0]).attribute, "FloatStorage");
    EXPECT_EQ(result->at(result->at(call.items[1]).items[0]).integer, 5);
}

TEST(PickleTest, WhatIsNotKnownIsRefusedByItsName)
{
    EXPECT_NE(errorOf(handmade::call(handmade::global("builtins", "eval"), ")")).find("builtins.eval"),
              std::string::npos);
    EXPECT_NE(errorOf(handmade::text("os") + handmade::text("system") + "\x93").find("os.system"),
              std::string::npos);
    EXPECT_NE(errorOf("(ios\nsystem\n").find("os.system"), std::string::npos);
    // Also when it is only named, and when its name is none.
    EXPECT_NE(errorOf(handmade::global("posix", "remove")).find("posix.remove"), std::string::npos);
    EXPECT_NE(errorOf(handmade::global("a\x01\x1B[2J", "b")).find("a??[2J.b"), std::string::npos);
    EXPECT_LT(errorOf(handmade::global(std::string(100'000, 'x'), "b")).size(), 500U);
}

TEST(PickleTest, WhatMakesNoSenseIsRefused)
{
    for (const std::string value : {"K\x01(K\x02\x86t0",
                                    "K\x01(0t",
                                    "",
                                    "0",
                                    "t",
                                    "a",
                                    "K\x01"
                                    "a",
                                    "s",
                                    "R",
                                    "K\x01K\x02R",
                                    "h\x01",
                                    "q\x01",
                                    "b",
                                    "K\x01N"
                                    "b",
                                    "(",
                                    "e",
                                    "NN",
                                    "(u",
                                    "}(Nu",
                                    "]K\x01K\x02s",
                                    "\x93",
                                    "NN\x93",
                                    "Q",
                                    "1",
                                    "\x85",
                                    "\x87",
                                    "\xFF",
                                    "I1\n",
                                    "\x82\x01",
                                    "P1\n",
                                    "V1\n",
                                    "\x81",
                                    "NN\x81",
                                    "o"}) {
        EXPECT_FALSE(errorOf(value).empty()) << testing::PrintToString(value);
    }
    const std::string newer = "\x80\x09N.";
    ASSERT_FALSE(parsed(newer));
    EXPECT_NE(parsed(newer).error().message.find("protocol 9"), std::string::npos);
}

TEST(PickleTest, LengthsBeyondTheEndAreNotBelieved)
{
    for (const std::string& value :
         {"X" + bytesOf<std::uint32_t>(0xFFFFFFFF), "\x8D" + bytesOf(~std::uint64_t{0}),
          "\x8E" + bytesOf(~std::uint64_t{0}), "\x8B" + bytesOf<std::uint32_t>(0x7FFFFFFF),
          "T" + bytesOf<std::int32_t>(-1), std::string("c"), std::string("cos"), std::string("cos\nsystem"),
          std::string("G\0", 2), std::string("J\0\0", 3)}) {
        EXPECT_NE(errorOf(value).find("cut off"), std::string::npos) << testing::PrintToString(value);
    }
}

TEST(PickleTest, NestingAndNumberOfValuesAreBounded)
{
    EXPECT_NE(errorOf(std::string(100'000, '(')).find("nests them deeper"), std::string::npos);
    EXPECT_NE(errorOf(std::string(2'000'000, ']')).find("more values"), std::string::npos);
    // Tuples in tuples without a mark are as deep as there are values, and no call is.
    std::string deep = ")";
    deep.append(500'000, '\x85');
    EXPECT_EQ(valueOf(handmade::pickleOf(deep)).kind, Kind::Tuple);
    // A list that holds itself.
    EXPECT_EQ(valueOf(handmade::pickleOf("]q\x01h\x01"
                                         "a"))
                  .items.size(),
              1U);
}

} // namespace
} // namespace sorby::learning
