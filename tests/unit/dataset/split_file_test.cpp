// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/files.h"
#include "core/dataset/split.h"
#include "tests/support/temporary_folder.h"

#include <gtest/gtest.h>

namespace sorby::dataset {
namespace {

using Names = std::map<std::string, Membership>;

class SplitFile : public testing::Test {
  protected:
    std::filesystem::path file(std::string_view text)
    {
        const auto path = m_folder / "splits #1.json";
        EXPECT_TRUE(writeFileAtomically(path, text));
        return path;
    }
    /// The error of reading this text, "" when there is none.
    std::string errorOf(std::string_view text, const std::string& key = {})
    {
        const auto names = readSplits(file(text), key);
        return names ? std::string() : describe(names.error());
    }

    test::TemporaryFolder m_folder;
};

bool contains(const std::string& text, const std::string& part)
{
    return text.find(part) != std::string::npos;
}

TEST_F(SplitFile, GivesTheSideOfEachName)
{
    const auto names = readSplits(
        file(R"json({"train": ["a", "folder/b.png"], "validation": ["c#1 (2)"], "test": []})json"));
    ASSERT_TRUE(names);
    EXPECT_EQ(*names, (Names{{"a", Membership::Train},
                             {"folder/b.png", Membership::Train},
                             {"c#1 (2)", Membership::Validation}}));
}

TEST_F(SplitFile, TakesValAndPassesOverOtherLists)
{
    const auto names = readSplits(file(R"({"val": ["a"], "different_test": ["b"], "comment": "x"})"));
    ASSERT_TRUE(names);
    EXPECT_EQ(*names, (Names{{"a", Membership::Validation}}));
}

TEST_F(SplitFile, OfSeveralSplitsNeedsAKey)
{
    constexpr auto kText = R"({"Super1": {"train": ["a"]}, "Super2": {"test": ["a"]}, "note": 1})";
    EXPECT_EQ(*readSplits(file(kText), "Super2"), (Names{{"a", Membership::Test}}));
    EXPECT_TRUE(contains(errorOf(kText), "holds several splits; choose one of Super1, Super2"));
    EXPECT_TRUE(contains(errorOf(kText, "Super3"), "no split \"Super3\"; choose one of Super1, Super2"));
    EXPECT_TRUE(contains(errorOf(R"({"train": ["a"]})", "Super1"), "one split without a name"));
    EXPECT_EQ(*readSplits(file(R"({"only": {"train": ["a"]}})")), (Names{{"a", Membership::Train}}));
}

TEST_F(SplitFile, RefusesANameOnTwoSides)
{
    const auto names = readSplits(file(R"({"train": ["a", "b"], "test": ["c", "b.png"]})"));
    ASSERT_FALSE(names);
    EXPECT_EQ(names.error().code, ErrorCode::Mismatch);
    EXPECT_TRUE(contains(names.error().message, "\"b.png\" is on two sides: train and test"));
    EXPECT_TRUE(readSplits(file(R"({"train": ["a", "a"], "val": ["b"], "validation": ["b"]})")));
    EXPECT_TRUE(contains(errorOf(R"({"train": ["x/b.png"], "test": ["x/b"]})"), "on two sides"));
    EXPECT_EQ(errorOf(R"({"train": ["x/b.png", "c.png"], "test": ["y/b.png", "c.tif"]})"), "");
}

TEST_F(SplitFile, SaysWhatIsWrongAndWhere)
{
    EXPECT_TRUE(contains(errorOf("{\n\"train\": [\n\"a\",,]}"), "splits #1.json:3: is not valid JSON"));
    EXPECT_TRUE(contains(errorOf(R"({"train": "a"})"), "train is not a list"));
    EXPECT_TRUE(contains(errorOf(R"({"train": ["a", 3]})"), "train[1] is not a name"));
    EXPECT_TRUE(contains(errorOf(R"({"training": ["a"]})"), "holds no split"));
    EXPECT_TRUE(contains(errorOf("[1, 2]"), "holds no split"));
    EXPECT_TRUE(contains(errorOf(""), "is not valid JSON"));
    const auto missing = readSplits(m_folder / "none.json");
    ASSERT_FALSE(missing);
    EXPECT_EQ(missing.error().code, ErrorCode::NotFound);
}

TEST_F(SplitFile, ReadsThePublishedSplits)
{
    if (test::sharedData().empty()) {
        GTEST_SKIP() << "the shared micrographs are not here";
    }
    const auto path = test::sharedData() / "nasa_super/splits.json";
    const auto names = readSplits(path, "Super1");
    ASSERT_TRUE(names) << describe(names.error());
    std::map<Membership, int> counts;
    for (const auto& [name, side] : *names) {
        ++counts[side];
    }
    EXPECT_EQ(counts, (std::map<Membership, int>{
                          {Membership::Train, 10}, {Membership::Validation, 4}, {Membership::Test, 4}}));
    EXPECT_EQ(names->at("spot2_180d_5"), Membership::Test);
}

TEST_F(SplitFile, IsReadBackAsWritten)
{
    const std::vector<SplitItem> items{{"größe 1.tif", ""}, {"b.png", ""}, {"c.png", ""}, {"d.png", ""}};
    const Split split{Membership::Test, Membership::Train, Membership::None, Membership::Validation};
    const auto path = m_folder / "out/splits.json";
    ASSERT_TRUE(writeSplits(path, items, split));
    EXPECT_EQ(*readText(path), "{\n  \"train\": [\n    \"b.png\"\n  ],\n  \"validation\": [\n    \"d.png\"\n"
                               "  ],\n  \"test\": [\n    \"größe 1.tif\"\n  ]\n}\n");
    const auto names = readSplits(path);
    ASSERT_TRUE(names);
    const auto applied = applySplits(items, *names, GroupBy::Specimen);
    ASSERT_TRUE(applied);
    EXPECT_EQ(applied->split, split);
    EXPECT_TRUE(applied->unknown.empty());
}

TEST(ApplySplits, MatchesByFileNameThenByStem)
{
    const std::vector<SplitItem> items{
        {"a.png", ""}, {"a.tif", ""}, {"b.png", ""}, {"c.d.png", ""}, {"e.png", ""}};
    const Names names{{"a.tif", Membership::Test},
                      {"b", Membership::Train},
                      {"c.d", Membership::Validation},
                      {"gone", Membership::Train},
                      {"lost.png", Membership::Train}};
    const auto applied = applySplits(items, names, GroupBy::None);
    ASSERT_TRUE(applied);
    EXPECT_EQ(applied->split, (Split{Membership::None, Membership::Test, Membership::Train,
                                     Membership::Validation, Membership::None}));
    EXPECT_EQ(applied->unknown, (std::vector<std::string>{"gone", "lost.png"}));
}

TEST(ApplySplits, PrefersTheFileNameOverAnotherOfTheSameStem)
{
    const std::vector<SplitItem> items{{"a.png", ""}, {"a.tif", ""}};
    const auto applied =
        applySplits(items, {{"a.png", Membership::Train}, {"a.tif", Membership::Test}}, GroupBy::None);
    ASSERT_TRUE(applied);
    EXPECT_EQ(applied->split, (Split{Membership::Train, Membership::Test}));
}

TEST(ApplySplits, AmbiguousNamesAreRefusedWithTheirCandidates)
{
    const std::vector<SplitItem> items{{"a.png", "", {}, "/data/one/a.png", "a"},
                                       {"a.png", "", {}, "/data/two/a.png", "two_a"},
                                       {"b.png", "", {}, "/data/one/b.png", "b"}};
    for (const char* name : {"a.png", "a", "three/a.png"}) {
        const auto refused = applySplits(items, {{name, Membership::Train}}, GroupBy::None);
        ASSERT_FALSE(refused) << name;
        EXPECT_EQ(refused.error().code, ErrorCode::InvalidArgument);
        EXPECT_TRUE(contains(refused.error().message, name)) << refused.error().message;
        EXPECT_TRUE(contains(refused.error().message, "one/a.png, two/a.png")) << refused.error().message;
    }
    const auto applied = applySplits(
        items, {{"one/a.png", Membership::Train}, {"two_a", Membership::Test}, {"b", Membership::Test}},
        GroupBy::None);
    ASSERT_TRUE(applied) << describe(applied.error());
    EXPECT_EQ(applied->split, (Split{Membership::Train, Membership::Test, Membership::Test}));
}

TEST(ApplySplits, RefusesAnImageOnTwoSidesByTwoNames)
{
    const std::vector<SplitItem> items{{"a.png", "", {}, "/data/one/a.png", "a"}};
    const auto refused =
        applySplits(items, {{"one/a.png", Membership::Train}, {"a.png", Membership::Test}}, GroupBy::None);
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().code, ErrorCode::Mismatch);
    EXPECT_TRUE(contains(refused.error().message, "test as \"a.png\"")) << refused.error().message;
    EXPECT_TRUE(contains(refused.error().message, "train as \"one/a.png\"")) << refused.error().message;
}

TEST_F(SplitFile, ImagesOfOneNameAreReadBackAsWritten)
{
    const std::vector<SplitItem> items{{"a.png", "", {}, "/data/one/a.png", "a"},
                                       {"a.png", "", {}, "/data/two/a.png", "two_a"},
                                       {"a.tif", "", {}, "/data/two/a.tif", "two_a_2"},
                                       {"b.png", "", {}, "/data/two/b.png", "b"},
                                       {"a.png", "", {}, "", "a_2"}};
    const Split split{Membership::Train, Membership::Test, Membership::None, Membership::Validation,
                      Membership::Test};
    const auto path = m_folder / "splits.json";
    ASSERT_TRUE(writeSplits(path, items, split));
    EXPECT_TRUE(contains(*readText(path), "\"two/a.png\""));
    EXPECT_TRUE(contains(*readText(path), "\"b.png\""));
    const auto names = readSplits(path);
    ASSERT_TRUE(names) << describe(names.error());
    const auto applied = applySplits(items, *names, GroupBy::None);
    ASSERT_TRUE(applied) << describe(applied.error());
    EXPECT_EQ(applied->split, split);
    EXPECT_TRUE(applied->unknown.empty());
}

TEST(ApplySplits, RefusesToCutASpecimenUnlessAskedTo)
{
    const std::vector<SplitItem> items{{"a.png", "S"}, {"b.png", "S"}};
    const Names names{{"a", Membership::Train}, {"b", Membership::Test}};
    const auto refused = applySplits(items, names, GroupBy::Specimen);
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().code, ErrorCode::Mismatch);
    EXPECT_TRUE(contains(refused.error().message, "\"S\""));
    EXPECT_TRUE(applySplits(items, names, GroupBy::None));
}

} // namespace
} // namespace sorby::dataset
