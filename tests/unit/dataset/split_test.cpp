// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/random.h"
#include "core/dataset/split.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <limits>

namespace sorby::dataset {
namespace {

/// Specimens of the given sizes, their images one after the other.
std::vector<SplitItem> specimens(const std::vector<int>& sizes)
{
    std::vector<SplitItem> items;
    for (std::size_t specimen = 0; specimen < sizes.size(); ++specimen) {
        for (int i = 0; i < sizes[specimen]; ++i) {
            const std::string name = "s" + std::to_string(specimen);
            items.push_back({name + "_" + std::to_string(i) + ".png", name});
        }
    }
    return items;
}

std::vector<SplitItem> loneImages(int count)
{
    std::vector<SplitItem> items;
    for (int i = 0; i < count; ++i) {
        items.push_back({"image" + std::to_string(i) + ".png", {}});
    }
    return items;
}

double countOf(const Split& split, Membership side)
{
    return static_cast<double>(std::count(split.begin(), split.end(), side));
}

/// The wanted number of images and what was given, added up over test and validation.
double distance(const Split& split, const SplitOptions& options)
{
    const auto images = static_cast<double>(split.size());
    return std::abs(countOf(split, Membership::Test) - images * options.test) +
           std::abs(countOf(split, Membership::Validation) - images * options.validation);
}

/// The smallest distance of all divisions of the specimens that leave no side empty, by trying all.
double bestDistance(const std::vector<int>& sizes, const SplitOptions& options)
{
    double images = 0;
    for (const int size : sizes) {
        images += size;
    }
    double best = std::numeric_limits<double>::infinity();
    const auto divisions = static_cast<int>(std::pow(3, sizes.size()) + 0.5);
    for (int division = 0; division < divisions; ++division) {
        int rest = division;
        int counts[3] = {0, 0, 0};
        for (const int size : sizes) {
            counts[rest % 3] += size;
            rest /= 3;
        }
        if (counts[0] > 0 && counts[1] > 0 && counts[2] > 0) {
            best = std::min(best, std::abs(counts[1] - images * options.test) +
                                      std::abs(counts[2] - images * options.validation));
        }
    }
    return best;
}

TEST(SplitBySpecimen, NeverCutsASpecimenAndComesAsNearAsAnyDivision)
{
    for (std::uint64_t seed = 0; seed < 200; ++seed) {
        SCOPED_TRACE(seed);
        Random random(seed);
        std::vector<int> sizes(3 + random.below(6));
        for (int& size : sizes) {
            size = random.between(1, 30);
        }
        auto items = specimens(sizes);
        random.shuffle(items);
        SplitOptions options;
        options.seed = seed;
        options.test = random.uniform(0.05, 0.5);
        options.validation = random.uniform(0.05, 0.4);
        const auto split = makeSplit(items, options);
        ASSERT_TRUE(split) << describe(split.error());
        ASSERT_EQ(split->size(), items.size());
        ASSERT_TRUE(refuseCutSpecimens(items, *split));
        ASSERT_EQ(countOf(*split, Membership::None), 0);
        ASSERT_GT(countOf(*split, Membership::Train), 0);
        ASSERT_NEAR(distance(*split, options), bestDistance(sizes, options), 1e-9);
    }
}

TEST(SplitBySpecimen, IsTheSameForTheSameSeedAndAnyOrderOfTheItems)
{
    auto items = specimens({10, 10, 10, 10, 10, 10});
    SplitOptions options;
    options.seed = 5;
    const auto first = makeSplit(items, options);
    ASSERT_TRUE(first);
    EXPECT_EQ(makeSplit(items, options).valueOr({}), *first);

    std::vector<std::size_t> order(items.size());
    for (std::size_t i = 0; i < order.size(); ++i) {
        order[i] = i;
    }
    Random(1).shuffle(order);
    std::vector<SplitItem> shuffled;
    for (const auto i : order) {
        shuffled.push_back(items[i]);
    }
    const auto second = makeSplit(shuffled, options);
    ASSERT_TRUE(second);
    for (std::size_t i = 0; i < order.size(); ++i) {
        EXPECT_EQ((*second)[i], (*first)[order[i]]);
    }
}

TEST(SplitBySpecimen, ChoosesOtherSpecimensForOtherSeeds)
{
    const auto items = specimens({10, 10, 10, 10, 10, 10});
    std::vector<int> testedHowOften(6);
    for (std::uint64_t seed = 0; seed < 200; ++seed) {
        SplitOptions options;
        options.seed = seed;
        const auto split = makeSplit(items, options);
        ASSERT_TRUE(split);
        for (std::size_t specimen = 0; specimen < 6; ++specimen) {
            testedHowOften[specimen] += (*split)[specimen * 10] == Membership::Test ? 1 : 0;
        }
    }
    for (const int often : testedHowOften) {
        EXPECT_NEAR(often, 200.0 / 6, 20); // one specimen of six each time; four standard deviations
    }
}

TEST(SplitBySpecimen, TakesImagesOfUnknownSpecimensOneByOne)
{
    const auto split = makeSplit(loneImages(50), {});
    ASSERT_TRUE(split);
    EXPECT_EQ(countOf(*split, Membership::Test), 10);
    EXPECT_EQ(countOf(*split, Membership::Validation), 5);
    EXPECT_EQ(countOf(*split, Membership::Train), 35);
}

TEST(SplitBySpecimen, ManySpecimensComeNearToo)
{
    for (std::uint64_t seed = 0; seed < 5; ++seed) {
        Random random(seed);
        std::vector<int> sizes(800);
        for (int& size : sizes) {
            size = random.between(1, 40);
        }
        const auto items = specimens(sizes);
        SplitOptions options;
        options.seed = seed;
        const auto split = makeSplit(items, options);
        ASSERT_TRUE(split);
        EXPECT_TRUE(refuseCutSpecimens(items, *split));
        EXPECT_LE(distance(*split, options), 4) << items.size();
    }
}

TEST(SplitBySpecimen, OneHugeSpecimenAmongManySmallLeavesNoSideEmpty)
{
    std::vector<int> sizes(2000, 1);
    sizes.push_back(4000);
    SplitOptions options;
    options.test = 0.9;
    options.validation = 0.05;
    for (std::uint64_t seed = 0; seed < 3; ++seed) {
        options.seed = seed;
        const auto split = makeSplit(specimens(sizes), options);
        ASSERT_TRUE(split);
        EXPECT_GT(countOf(*split, Membership::Train), 0);
        EXPECT_GT(countOf(*split, Membership::Validation), 0);
        EXPECT_GE(countOf(*split, Membership::Test), 4000);
    }
}

TEST(SplitBySpecimen, RefusesFewerSpecimensThanSides)
{
    const auto split = makeSplit(specimens({20, 30}), {});
    ASSERT_FALSE(split);
    EXPECT_EQ(split.error().code, ErrorCode::InvalidArgument);
    EXPECT_NE(split.error().message.find("2 specimens cannot be shared among 3 sides"), std::string::npos)
        << split.error().message;

    SplitOptions twoSides;
    twoSides.validation = 0;
    const auto enough = makeSplit(specimens({20, 30}), twoSides);
    ASSERT_TRUE(enough);
    EXPECT_EQ(countOf(*enough, Membership::Test), 20);
    EXPECT_EQ(countOf(*enough, Membership::Validation), 0);
}

TEST(SplitByImage, CutsSpecimensAndHitsTheShares)
{
    SplitOptions options;
    options.groupBy = GroupBy::None;
    const auto items = specimens({50, 50});
    const auto split = makeSplit(items, options);
    ASSERT_TRUE(split);
    EXPECT_EQ(countOf(*split, Membership::Test), 20);
    EXPECT_EQ(countOf(*split, Membership::Validation), 10);
    EXPECT_FALSE(refuseCutSpecimens(items, *split));
}

TEST(SplitShares, ZeroAndOneAreTakenAtTheirWord)
{
    SplitOptions options;
    options.test = 0;
    options.validation = 0;
    const auto train = makeSplit(loneImages(3), options);
    ASSERT_TRUE(train);
    EXPECT_EQ(countOf(*train, Membership::Train), 3);

    options.test = 1;
    const auto test = makeSplit(loneImages(3), options);
    ASSERT_TRUE(test);
    EXPECT_EQ(countOf(*test, Membership::Test), 3);

    options.test = 0.5;
    options.validation = 0.5;
    const auto both = makeSplit(loneImages(10), options);
    ASSERT_TRUE(both);
    EXPECT_EQ(countOf(*both, Membership::Test), 5);
    EXPECT_EQ(countOf(*both, Membership::Validation), 5);
}

TEST(SplitShares, ThatMakeNoSenseAreRefused)
{
    for (const auto& [test, validation] :
         {std::pair(-0.1, 0.1), std::pair(0.2, 1.1), std::pair(0.7, 0.4), std::pair(std::nan(""), 0.1)}) {
        SplitOptions options;
        options.test = test;
        options.validation = validation;
        const auto split = makeSplit(loneImages(10), options);
        ASSERT_FALSE(split);
        EXPECT_EQ(split.error().code, ErrorCode::InvalidArgument);
    }
    EXPECT_FALSE(makeSplit({}, {}));
}

TEST(CutSpecimens, AreNamedWithAnImageOfEachSide)
{
    const std::vector<SplitItem> items{{"a1.png", "A"}, {"b1.png", "B"}, {"b2.png", "B"}, {"b3.png", "B"}};
    EXPECT_TRUE(
        refuseCutSpecimens(items, {Membership::Train, Membership::Test, Membership::Test, Membership::None}))
        << "an image on no side cuts nothing";
    const auto refused = refuseCutSpecimens(
        items, {Membership::Train, Membership::Train, Membership::Train, Membership::Test});
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().code, ErrorCode::Mismatch);
    for (const char* part : {"\"B\"", "b1.png is in train", "b3.png is in test"}) {
        EXPECT_NE(refused.error().message.find(part), std::string::npos) << refused.error().message;
    }
}

} // namespace
} // namespace sorby::dataset
