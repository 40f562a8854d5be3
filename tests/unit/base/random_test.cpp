// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/random.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <set>
#include <vector>

namespace sorby {
namespace {

// Worked out by a second implementation of the published algorithms. Splits, patches and weights of recorded
// runs hang on these numbers: they never change.
TEST(DeriveSeed, IsStableForEver)
{
    EXPECT_EQ(deriveSeed(0, "", 0), 0xA6BBC8DCBE30928CU);
    EXPECT_EQ(deriveSeed(1, "split", 0), 0x3F4355AF596F8898U);
    EXPECT_EQ(deriveSeed(1, "split", 1), 0xD8E175366D9CACF2U);
    EXPECT_EQ(deriveSeed(1, "patches", 0), 0x2C27951A2630DE51U);
    EXPECT_EQ(deriveSeed(42, "weights", 7), 0x77A25966075A7054U);
}

TEST(RandomNumbers, AreStableForEver)
{
    Random random(1);
    EXPECT_EQ(random(), 0xB3F2AF6D0FC710C5U);
    EXPECT_EQ(random(), 0x853B559647364CEAU);
    EXPECT_EQ(random(), 0x92F89756082A4514U);
    EXPECT_EQ(random(), 0x642E1C7BC266A3A7U);
}

TEST(DeriveSeed, SeparatesSeedPurposeAndIndex)
{
    std::set<std::uint64_t> seeds;
    for (std::uint64_t seed = 0; seed < 20; ++seed) {
        for (const char* purpose : {"split", "patches", "weights", "augmentation"}) {
            for (std::uint64_t index = 0; index < 20; ++index) {
                seeds.insert(deriveSeed(seed, purpose, index));
            }
        }
    }
    EXPECT_EQ(seeds.size(), 20U * 4 * 20);
}

TEST(RandomNumbers, BelowHitsEveryValueAboutEquallyOften)
{
    Random random(3);
    std::array<int, 7> counts{};
    constexpr int kDraws = 70000;
    for (int i = 0; i < kDraws; ++i) {
        ++counts.at(random.below(counts.size()));
    }
    for (const int count : counts) { // 10000 expected, standard deviation 93
        EXPECT_NEAR(count, 10000, 500);
    }
    EXPECT_EQ(random.below(1), 0U);
}

TEST(RandomNumbers, BetweenIncludesBothEnds)
{
    Random random(4);
    std::set<int> seen;
    for (int i = 0; i < 1000; ++i) {
        seen.insert(random.between(-2, 2));
    }
    EXPECT_EQ(seen, (std::set<int>{-2, -1, 0, 1, 2}));
    EXPECT_EQ(random.between(5, 5), 5);
}

TEST(RandomNumbers, UniformAndNormalHaveTheirMoments)
{
    Random random(5);
    constexpr int kDraws = 100000;
    double uniformSum = 0;
    double normalSum = 0;
    double normalSquares = 0;
    for (int i = 0; i < kDraws; ++i) {
        const double uniform = random.uniform(-1, 3);
        ASSERT_GE(uniform, -1);
        ASSERT_LT(uniform, 3);
        uniformSum += uniform;
        const double normal = random.normal();
        ASSERT_TRUE(std::isfinite(normal));
        normalSum += normal;
        normalSquares += normal * normal;
    }
    EXPECT_NEAR(uniformSum / kDraws, 1, 0.02);
    EXPECT_NEAR(normalSum / kDraws, 0, 0.02);
    EXPECT_NEAR(normalSquares / kDraws, 1, 0.03);
}

TEST(RandomNumbers, ShuffleKeepsTheItemsAndCanPutEachAnywhere)
{
    Random random(6);
    std::set<int> firsts;
    for (int i = 0; i < 200; ++i) {
        std::vector<int> items{0, 1, 2, 3, 4};
        random.shuffle(items);
        firsts.insert(items.front());
        std::sort(items.begin(), items.end());
        ASSERT_EQ(items, (std::vector<int>{0, 1, 2, 3, 4}));
    }
    EXPECT_EQ(firsts.size(), 5U);
}

TEST(Random, BetweenSpansAllIntegers)
{
    Random random(3);
    bool negative = false;
    bool positive = false;
    for (int i = 0; i < 100; ++i) {
        const int value = random.between(std::numeric_limits<int>::min(), std::numeric_limits<int>::max());
        negative = negative || value < 0;
        positive = positive || value > 0;
    }
    EXPECT_TRUE(negative && positive);
}

} // namespace
} // namespace sorby
