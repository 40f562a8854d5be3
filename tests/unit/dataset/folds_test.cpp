// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/dataset/folds.h"
#include "tests/support/results.h"
#include "tests/support/temporary_folder.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <map>
#include <set>

namespace sorby::dataset {
namespace {

using sorby::test::expectGood;
using sorby::test::TemporaryFolder;
using sorby::test::valueOf;

/// `specimens` of 1 to 4 images; every fifth specimen has class 2 beside class 1.
std::vector<SplitItem> someItems(int specimens)
{
    std::vector<SplitItem> items;
    for (int specimen = 0; specimen < specimens; ++specimen) {
        for (int i = 0; i <= specimen % 4; ++i) {
            const std::string name = "S " + std::to_string(specimen);
            SplitItem item{name + " #" + std::to_string(i) + ".png", name, {1}};
            if (specimen % 5 == 0) {
                item.classes.push_back(2);
            }
            items.push_back(item);
        }
    }
    return items;
}

long testCount(const Split& split)
{
    return std::count(split.begin(), split.end(), Membership::Test);
}

TEST(Folds, PutEachImageIntoTheTestSideOnceAndKeepSpecimensWhole)
{
    const auto items = someItems(23);
    for (const bool stratify : {false, true}) {
        SplitOptions options;
        options.stratify = stratify;
        options.seed = 4;
        const auto folds = valueOf(makeFolds(items, 5, options));
        ASSERT_EQ(folds.size(), items.size());
        std::vector<int> tested(items.size());
        for (int fold = 0; fold < 5; ++fold) {
            const auto split = valueOf(splitOfFold(items, folds, fold, options));
            EXPECT_TRUE(refuseCutSpecimens(items, split));
            EXPECT_EQ(std::count(split.begin(), split.end(), Membership::None), 0);
            EXPECT_NEAR(static_cast<double>(testCount(split)), static_cast<double>(items.size()) / 5, 1.5);
            // A tenth of all images, as near as whole specimens come.
            EXPECT_NEAR(static_cast<double>(std::count(split.begin(), split.end(), Membership::Validation)),
                        static_cast<double>(items.size()) / 10, 2);
            for (std::size_t i = 0; i < items.size(); ++i) {
                tested[i] += split[i] == Membership::Test ? 1 : 0;
                EXPECT_EQ(split[i] == Membership::Test, folds[i] == fold);
            }
        }
        EXPECT_EQ(std::count(tested.begin(), tested.end(), 1), static_cast<long>(items.size()));
    }
}

TEST(Folds, HaveARareClassEachWhenStratified)
{
    const auto items = someItems(25); // five specimens with class 2, five folds
    int lostAtRandom = 0;
    for (std::uint64_t seed = 0; seed < 20; ++seed) {
        SplitOptions options;
        options.seed = seed;
        for (const bool stratify : {true, false}) {
            options.stratify = stratify;
            const auto folds = valueOf(makeFolds(items, 5, options));
            std::set<int> with;
            for (std::size_t i = 0; i < items.size(); ++i) {
                if (items[i].classes.size() == 2) {
                    with.insert(folds[i]);
                }
            }
            if (stratify) {
                EXPECT_EQ(with.size(), 5U) << seed;
            } else {
                lostAtRandom += with.size() < 5 ? 1 : 0;
            }
        }
    }
    EXPECT_GT(lostAtRandom, 10) << "or the set proves nothing";
}

TEST(Folds, OfImagesMayCutSpecimensAndAreOfOneSize)
{
    std::vector<SplitItem> items;
    for (int i = 0; i < 10; ++i) {
        items.push_back({"image" + std::to_string(i) + ".png", "the only one"});
    }
    SplitOptions options;
    options.groupBy = GroupBy::None;
    const auto folds = valueOf(makeFolds(items, 5, options));
    std::map<int, int> sizes;
    for (const int fold : folds) {
        ++sizes[fold];
    }
    EXPECT_EQ(sizes, (std::map<int, int>{{0, 2}, {1, 2}, {2, 2}, {3, 2}, {4, 2}}));
    EXPECT_EQ(makeFolds(items, 5, options).valueOr({}), folds);
    options.seed = 1;
    EXPECT_NE(makeFolds(items, 5, options).valueOr({}), folds);
}

TEST(Folds, WithoutValidationLeaveTheRestToTraining)
{
    const auto items = someItems(4);
    SplitOptions options;
    options.validation = 0;
    const auto folds = valueOf(makeFolds(items, 4, options));
    for (int fold = 0; fold < 4; ++fold) {
        const auto split = valueOf(splitOfFold(items, folds, fold, options));
        EXPECT_EQ(std::count(split.begin(), split.end(), Membership::Validation), 0);
        EXPECT_GT(testCount(split), 0);
        EXPECT_EQ(std::count(split.begin(), split.end(), Membership::Train) + testCount(split),
                  static_cast<long>(items.size()));
    }
}

TEST(Folds, AreRefusedWhereTheyCannotBe)
{
    const auto items = someItems(4);
    const auto tooMany = makeFolds(items, 5, {});
    ASSERT_FALSE(tooMany);
    EXPECT_EQ(tooMany.error().code, ErrorCode::InvalidArgument);
    EXPECT_NE(tooMany.error().message.find("fewer specimens (4) than folds (5)"), std::string::npos)
        << tooMany.error().message;
    EXPECT_EQ(makeFolds(items, 1, {}).error().code, ErrorCode::InvalidArgument);

    SplitOptions allForValidation;
    allForValidation.validation = 0.9;
    const auto folds = valueOf(makeFolds(items, 2, allForValidation));
    const auto nothingLeft = splitOfFold(items, folds, 0, allForValidation);
    ASSERT_FALSE(nothingLeft);
    EXPECT_NE(nothingLeft.error().message.find("fold1"), std::string::npos) << nothingLeft.error().message;

    const auto two = someItems(2);
    const auto pair = valueOf(makeFolds(two, 2, {}));
    EXPECT_FALSE(splitOfFold(two, pair, 0, {})) << "one specimen cannot be for training and validation";
}

TEST(Folds, ComeBackFromTheirFileByName)
{
    const TemporaryFolder folder;
    const auto items = someItems(9);
    const auto folds = valueOf(makeFolds(items, 3, {}));
    std::vector<Split> splits;
    for (int fold = 0; fold < 3; ++fold) {
        splits.push_back(valueOf(splitOfFold(items, folds, fold, {})));
    }
    const auto file = folder / "folds ä #1.json";
    expectGood(writeFolds(file, items, splits));
    for (int fold = 0; fold < 3; ++fold) {
        const auto names = valueOf(readSplits(file, nameOfFold(fold)));
        const auto applied = valueOf(applySplits(items, names, GroupBy::Specimen));
        EXPECT_EQ(applied.split, splits[static_cast<std::size_t>(fold)]);
        EXPECT_TRUE(applied.unknown.empty());
    }
    EXPECT_EQ(nameOfFold(2), "fold3");
    EXPECT_FALSE(readSplits(file, "fold4"));
    EXPECT_FALSE(readSplits(file));
}

} // namespace
} // namespace sorby::dataset
