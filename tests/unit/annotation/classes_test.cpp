// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/annotation/classes.h"

#include <gtest/gtest.h>

#include <set>

namespace sorby::annotation {
namespace {

TEST(ClassColours, AreThoseOfOkabeAndIto)
{
    EXPECT_EQ(defaultClassColour(kMatrix), (Rgb8{0, 0, 0}));
    EXPECT_EQ(toHex(defaultClassColour(1)), "#E69F00");
    EXPECT_EQ(toHex(defaultClassColour(2)), "#56B4E9");
    EXPECT_EQ(toHex(defaultClassColour(7)), "#CC79A7");
}

TEST(ClassColours, NeverMakeAClassLookLikeTheMatrix)
{
    std::set<Rgb8> colours;
    for (int id = 1; id <= kMaxClassId; ++id) {
        colours.insert(defaultClassColour(static_cast<ClassId>(id)));
    }
    EXPECT_EQ(colours.size(), 8U);
    EXPECT_EQ(colours.count(Rgb8{}), 0U);
    EXPECT_EQ(defaultClassColour(9), defaultClassColour(1));
}

TEST(ClassNames, AreTrimmedAndNumbered)
{
    const auto classes = parseClassNames("matrix, MA island ,\tPorosität");
    ASSERT_TRUE(classes);
    ASSERT_EQ(classes->size(), 3U);
    EXPECT_EQ((*classes)[0], (ClassInfo{0, "matrix", {0, 0, 0}}));
    EXPECT_EQ((*classes)[1], (ClassInfo{1, "MA island", {230, 159, 0}}));
    EXPECT_EQ((*classes)[2].name, "Porosität");
}

struct Refusal {
    const char* text;
    const char* says;
};

class RefusedNames : public testing::TestWithParam<Refusal> {};

TEST_P(RefusedNames, AreNamedInTheError)
{
    const auto classes = parseClassNames(GetParam().text);
    ASSERT_FALSE(classes);
    EXPECT_EQ(classes.error().code, ErrorCode::InvalidArgument);
    EXPECT_NE(classes.error().message.find(GetParam().says), std::string::npos) << classes.error().message;
}

INSTANTIATE_TEST_SUITE_P(Classes, RefusedNames,
                         testing::Values(Refusal{"", "1 classes"}, Refusal{"matrix", "needed"},
                                         Refusal{"matrix,,pore", "class 1 has no name"},
                                         Refusal{"matrix, pore,", "class 2 has no name"},
                                         Refusal{"matrix, pore,pore", "'pore'"}));

TEST(ClassNames, AreAtMost254)
{
    std::string text = "matrix";
    for (int id = 1; id <= kMaxClassId; ++id) {
        text += ",c" + std::to_string(id);
    }
    EXPECT_EQ(parseClassNames(text).valueOr({}).size(), 254U);
    EXPECT_FALSE(parseClassNames(text + ",one too many"));
}

TEST(NumberedClasses, ServeASourceWithoutNames)
{
    const auto classes = numberedClasses(2);
    ASSERT_EQ(classes.size(), 3U);
    EXPECT_EQ(classes[0].name, "matrix");
    EXPECT_EQ(classes[2], (ClassInfo{2, "class 2", {86, 180, 233}}));
    EXPECT_EQ(numberedClasses(0).size(), 2U);
    EXPECT_EQ(numberedClasses(1000).back().id, kMaxClassId);
}

TEST(ClassesJson, IsReadInTheOrderOfTheIds)
{
    const auto classes = parseClassesJson(R"({"1": "MA island", "0": " matrix "})", "classes.json");
    ASSERT_TRUE(classes) << describe(classes.error());
    EXPECT_EQ(*classes, parseClassNames("matrix, MA island").valueOr({}));
}

TEST(ClassesJson, GoesRoundWithMoreThanTenClasses)
{
    auto classes = numberedClasses(12);
    classes[3].name = "Mörtel \"B\" #1";
    const auto json = toClassesJson(classes);
    EXPECT_LT(json.find("\"2\""), json.find("\"10\""));
    EXPECT_EQ(parseClassesJson(json, "").valueOr({}), classes);
}

class RefusedJson : public testing::TestWithParam<Refusal> {};

TEST_P(RefusedJson, NamesTheFileAndTheFault)
{
    const auto classes = parseClassesJson(GetParam().text, "sub/classes.json");
    ASSERT_FALSE(classes);
    EXPECT_EQ(classes.error().where, "sub/classes.json");
    EXPECT_NE(classes.error().message.find(GetParam().says), std::string::npos) << classes.error().message;
}

INSTANTIATE_TEST_SUITE_P(Classes, RefusedJson,
                         testing::Values(Refusal{"", "classes are written as"},
                                         Refusal{"{\"0\": \"matrix\"", "classes are written as"},
                                         Refusal{"[\"matrix\"]", "classes are written as"},
                                         Refusal{"{}", "needed"},
                                         Refusal{R"({"1": "pore", "2": "MA"})", "class 0 is missing"},
                                         Refusal{R"({"0": "matrix", "2": "MA"})", "class 1 is missing"},
                                         Refusal{R"({"0": "matrix", "one": "MA"})", "'one'"},
                                         Refusal{R"({"0": "matrix", "-1": "MA"})", "'-1'"},
                                         Refusal{R"({"0": "matrix", "1": 5})", "class 1 is not a text"},
                                         Refusal{R"({"0": "matrix", "1": "matrix"})", "'matrix'"}));

TEST(HexColours, GoRound)
{
    EXPECT_EQ(toHex({1, 171, 255}), "#01ABFF");
    EXPECT_EQ(parseHex("#01abFF").valueOr({}), (Rgb8{1, 171, 255}));
    for (const char* text : {"", "#", "01ABFF0", "#12345", "#1234567", "#12345G", "#-12345", "# 12345"}) {
        EXPECT_FALSE(parseHex(text)) << text;
    }
}

} // namespace
} // namespace sorby::annotation
