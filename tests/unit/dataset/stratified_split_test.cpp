// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/random.h"
#include "core/dataset/split.h"
#include "tests/support/results.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <map>
#include <set>
#include <string>
#include <vector>

namespace sorby::dataset {
namespace {

using sorby::test::valueOf;
using Classes = std::vector<annotation::ClassId>;

constexpr Membership kSides[] = {Membership::Train, Membership::Validation, Membership::Test};

SplitOptions stratified(std::uint64_t seed, double test = 0.2, double validation = 0.1)
{
    SplitOptions options;
    options.test = test;
    options.validation = validation;
    options.seed = seed;
    options.stratify = true;
    return options;
}

/// `images` of a specimen, all with the same classes.
void addSpecimen(std::vector<SplitItem>& items, const std::string& specimen, int images,
                 const Classes& classes)
{
    for (int i = 0; i < images; ++i) {
        items.push_back({specimen + " größe #" + std::to_string(i) + ".tif", specimen, classes});
    }
}

int imagesWith(const std::vector<SplitItem>& items, const Split& split, Membership side,
               annotation::ClassId id)
{
    int count = 0;
    for (std::size_t i = 0; i < items.size(); ++i) {
        const auto& classes = items[i].classes;
        count += split[i] == side && std::find(classes.begin(), classes.end(), id) != classes.end() ? 1 : 0;
    }
    return count;
}

double shareOf(const Split& split, Membership side)
{
    return static_cast<double>(std::count(split.begin(), split.end(), side)) /
           static_cast<double>(split.size());
}

/// 20 specimens of 5 images, of which three show pores.
std::vector<SplitItem> fewWithPores()
{
    std::vector<SplitItem> items;
    for (int specimen = 0; specimen < 20; ++specimen) {
        addSpecimen(items, "S" + std::to_string(specimen), 5,
                    specimen % 7 == 2 ? Classes{0, 1, 2} : Classes{0, 1});
    }
    return items;
}

TEST(StratifiedSplit, bringsARareClassToEverySideWhereARandomOneLosesIt)
{
    const auto items = fewWithPores();
    int lostAtRandom = 0;
    for (std::uint64_t seed = 0; seed < 50; ++seed) {
        SCOPED_TRACE(seed);
        auto options = stratified(seed);
        const auto split = valueOf(makeSplit(items, options));
        EXPECT_TRUE(refuseCutSpecimens(items, split));
        for (const auto side : kSides) {
            EXPECT_EQ(imagesWith(items, split, side, 2), 5) << toText(side);
        }
        EXPECT_DOUBLE_EQ(shareOf(split, Membership::Test), 0.2);
        EXPECT_DOUBLE_EQ(shareOf(split, Membership::Validation), 0.1);

        options.stratify = false;
        const auto plain = valueOf(makeSplit(items, options));
        const bool lost = std::any_of(std::begin(kSides), std::end(kSides),
                                      [&](auto side) { return imagesWith(items, plain, side, 2) == 0; });
        lostAtRandom += lost ? 1 : 0;
    }
    EXPECT_GT(lostAtRandom, 25) << "or the set proves nothing";
}

TEST(StratifiedSplit, sharesOutTheImagesOfEachClassAsAllImages)
{
    // Lone images: class 1 in all, 2 in every second, 3 in every tenth, independently of each other.
    std::vector<SplitItem> items;
    for (int i = 0; i < 600; ++i) {
        Classes classes{1};
        if (i % 2 == 0) {
            classes.push_back(2);
        }
        if (i / 2 % 10 == 0) {
            classes.push_back(3);
        }
        items.push_back({"image " + std::to_string(i) + ".png", {}, classes});
    }
    for (std::uint64_t seed = 0; seed < 3; ++seed) {
        const auto split = valueOf(makeSplit(items, stratified(seed)));
        EXPECT_EQ(imagesWith(items, split, Membership::Test, 1), 120);
        EXPECT_EQ(imagesWith(items, split, Membership::Validation, 1), 60);
        EXPECT_EQ(imagesWith(items, split, Membership::Test, 2), 60);
        EXPECT_EQ(imagesWith(items, split, Membership::Validation, 2), 30);
        EXPECT_EQ(imagesWith(items, split, Membership::Test, 3), 12);
        EXPECT_EQ(imagesWith(items, split, Membership::Validation, 3), 6);
    }
}

TEST(StratifiedSplit, putsAClassOfTwoSpecimensOnTwoSides)
{
    for (std::uint64_t seed = 0; seed < 10; ++seed) {
        std::vector<SplitItem> items;
        for (int specimen = 0; specimen < 10; ++specimen) {
            addSpecimen(items, "S" + std::to_string(specimen), 3, specimen < 2 ? Classes{4} : Classes{1});
        }
        const auto split = valueOf(makeSplit(items, stratified(seed)));
        EXPECT_EQ(imagesWith(items, split, Membership::Train, 4), 3) << "no network learns it otherwise";
        EXPECT_NE(split[0], split[3]);
    }
}

/// On how many sides the classes are, added up, at best: by trying all divisions that leave no side empty.
int mostPresences(const std::vector<Classes>& specimens)
{
    int divisions = 1;
    for (std::size_t i = 0; i < specimens.size(); ++i) {
        divisions *= 3;
    }
    std::size_t most = 0;
    for (int division = 0; division < divisions; ++division) {
        std::set<std::pair<int, int>> presences;
        std::set<int> sides;
        int rest = division;
        for (const auto& classes : specimens) {
            sides.insert(rest % 3);
            for (const auto id : classes) {
                presences.emplace(rest % 3, id);
            }
            rest /= 3;
        }
        if (sides.size() == 3) {
            most = std::max(most, presences.size());
        }
    }
    return static_cast<int>(most);
}

TEST(StratifiedSplit, bringsClassesToAsManySidesAsAnyDivision)
{
    for (std::uint64_t seed = 0; seed < 150; ++seed) {
        SCOPED_TRACE(seed);
        Random random(seed);
        std::vector<Classes> specimens(static_cast<std::size_t>(random.between(3, 8)));
        std::vector<SplitItem> items;
        for (std::size_t i = 0; i < specimens.size(); ++i) {
            for (annotation::ClassId id = 0; id < 5; ++id) {
                if (random.chance(0.45)) {
                    specimens[i].push_back(id);
                }
            }
            addSpecimen(items, "S" + std::to_string(i), random.between(1, 9), specimens[i]);
        }
        const auto split = valueOf(makeSplit(items, stratified(seed)));
        int presences = 0;
        for (const auto side : kSides) {
            EXPECT_GT(shareOf(split, side), 0);
            for (annotation::ClassId id = 0; id < 5; ++id) {
                presences += imagesWith(items, split, side, id) > 0 ? 1 : 0;
            }
        }
        EXPECT_EQ(presences, mostPresences(specimens));
    }
}

TEST(StratifiedSplit, isTheSameForTheSameSeedAndAnyOrderOfTheItems)
{
    auto items = fewWithPores();
    const auto first = valueOf(makeSplit(items, stratified(5)));
    std::map<std::string, Membership> sides;
    for (std::size_t i = 0; i < items.size(); ++i) {
        sides[items[i].name] = first[i];
    }
    Random(1).shuffle(items);
    const auto second = valueOf(makeSplit(items, stratified(5)));
    for (std::size_t i = 0; i < items.size(); ++i) {
        EXPECT_EQ(second[i], sides.at(items[i].name)) << items[i].name;
    }
    std::set<Split> different;
    for (std::uint64_t seed = 0; seed < 10; ++seed) {
        different.insert(valueOf(makeSplit(items, stratified(seed))));
    }
    EXPECT_GT(different.size(), 5U);
}

TEST(StratifiedSplit, isThePlainOneWhereNoClassIsKnown)
{
    auto items = fewWithPores();
    for (auto& item : items) {
        item.classes.clear();
    }
    EXPECT_FALSE(knowsClasses(items));
    auto options = stratified(3);
    const auto split = valueOf(makeSplit(items, options));
    options.stratify = false;
    EXPECT_EQ(split, valueOf(makeSplit(items, options)));
    items[17].classes = {1};
    EXPECT_TRUE(knowsClasses(items));
}

TEST(StratifiedSplit, leavesASideOfShareZeroEmpty)
{
    const auto split = valueOf(makeSplit(fewWithPores(), stratified(0, 0.3, 0)));
    EXPECT_EQ(shareOf(split, Membership::Validation), 0);
    EXPECT_DOUBLE_EQ(shareOf(split, Membership::Test), 0.3);
    EXPECT_EQ(makeSplit({{"a.png", "A", {1}}, {"b.png", "B", {1}}}, stratified(0)).error().code,
              ErrorCode::InvalidArgument);
}

TEST(StratifiedSplit, takesManyImages)
{
    std::vector<SplitItem> items;
    for (int i = 0; i < 20'000; ++i) {
        items.push_back(
            {"image" + std::to_string(i) + ".png", {}, i % 4000 == 7 ? Classes{0, 9} : Classes{0}});
    }
    const auto split = valueOf(makeSplit(items, stratified(0)));
    EXPECT_EQ(imagesWith(items, split, Membership::Test, 9), 1);
    EXPECT_GE(imagesWith(items, split, Membership::Validation, 9), 1);
    EXPECT_NEAR(shareOf(split, Membership::Test), 0.2, 0.001);
}

} // namespace
} // namespace sorby::dataset
