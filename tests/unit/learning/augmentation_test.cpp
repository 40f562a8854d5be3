// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/learning/augmentation.h"

#include <gtest/gtest.h>

#include <set>
#include <vector>

namespace sorby::learning {
namespace {

/// A checkerboard whose fields differ, so that no two symmetries look alike; image and labels say the same.
Sample checkerboard(Size size)
{
    Sample sample{Raster<float>(size), Raster<std::uint8_t>(size)};
    for (int y = 0; y < size.height; ++y) {
        for (int x = 0; x < size.width; ++x) {
            const int value = (x + y) % 2 == 0 ? 1 + x + size.width * y : 0;
            sample.labels.at(x, y) = static_cast<std::uint8_t>(value);
            sample.image.at(x, y) = static_cast<float>(value);
        }
    }
    return sample;
}

std::vector<Symmetry> allSymmetries()
{
    std::vector<Symmetry> all;
    for (int bits = 0; bits < 8; ++bits) {
        all.push_back({(bits & 1) != 0, (bits & 2) != 0, (bits & 4) != 0});
    }
    return all;
}

TEST(AugmentationTest, ImageAndLabelsStayTogether)
{
    std::set<std::vector<std::uint8_t>> seen;
    for (const auto& symmetry : allSymmetries()) {
        const auto sample = transformed(checkerboard({4, 4}), symmetry);
        const auto labels = sample.labels.pixels();
        EXPECT_TRUE(std::equal(labels.begin(), labels.end(), sample.image.pixels().begin()));
        seen.emplace(labels.begin(), labels.end());
    }
    EXPECT_EQ(seen.size(), 8U);
}

TEST(AugmentationTest, EachOperationByHand)
{
    Raster<std::uint8_t> source(3, 2);
    for (std::size_t i = 0; i < 6; ++i) {
        source.pixels()[i] = static_cast<std::uint8_t>(i); // 0 1 2 / 3 4 5
    }
    const auto pixels = [](const Raster<std::uint8_t>& raster) {
        return std::vector<int>(raster.pixels().begin(), raster.pixels().end());
    };
    EXPECT_EQ(pixels(transformed(source, {false, true, false})), (std::vector<int>{2, 1, 0, 5, 4, 3}));
    EXPECT_EQ(pixels(transformed(source, {false, false, true})), (std::vector<int>{3, 4, 5, 0, 1, 2}));
    const auto turned = transformed(source, {true, false, false});
    EXPECT_EQ(turned.size(), (Size{2, 3}));
    EXPECT_EQ(pixels(turned), (std::vector<int>{0, 3, 1, 4, 2, 5}));
    // A quarter turn clockwise.
    EXPECT_EQ(pixels(transformed(source, {true, true, false})), (std::vector<int>{3, 0, 4, 1, 5, 2}));
}

TEST(AugmentationTest, SquareSamplesGetAllEightSymmetriesEquallyOften)
{
    const auto all = allSymmetries();
    std::vector<int> counts(all.size());
    for (std::size_t index = 0; index < 4000; ++index) {
        const auto chosen = chooseSymmetry(Augmentation::Flips, 5, {1 + index / 100, 0, index % 100}, {8, 8});
        ++counts[static_cast<std::size_t>(std::find(all.begin(), all.end(), chosen) - all.begin())];
    }
    for (const int count : counts) {
        EXPECT_NEAR(count, 500, 110); // five standard deviations
    }
}

TEST(AugmentationTest, OblongSamplesOfABatchTurnTogether)
{
    std::set<bool> turns;
    for (std::size_t batch = 0; batch < 20; ++batch) {
        const bool first = chooseSymmetry(Augmentation::Flips, 5, {1, batch, batch * 16}, {8, 6}).transpose;
        turns.insert(first);
        for (std::size_t i = 1; i < 16; ++i) {
            EXPECT_EQ(chooseSymmetry(Augmentation::Flips, 5, {1, batch, batch * 16 + i}, {8, 6}).transpose,
                      first);
        }
    }
    EXPECT_EQ(turns.size(), 2U);
}

TEST(AugmentationTest, TheChoiceDependsOnSeedEpochAndSampleAlone)
{
    const auto choose = [](std::uint64_t seed, std::size_t epoch) {
        std::vector<Symmetry> chosen;
        for (std::size_t i = 0; i < 32; ++i) {
            chosen.push_back(chooseSymmetry(Augmentation::Flips, seed, {epoch, 0, i}, {8, 8}));
        }
        return chosen;
    };
    EXPECT_EQ(choose(1, 1), choose(1, 1));
    EXPECT_NE(choose(1, 1), choose(2, 1));
    EXPECT_NE(choose(1, 1), choose(1, 2));
    EXPECT_EQ(chooseSymmetry(Augmentation::None, 1, {1, 0, 3}, {8, 8}), Symmetry{});
}

} // namespace
} // namespace sorby::learning
