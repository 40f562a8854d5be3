// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/learning/class_shares.h"
#include "tests/unit/learning/disc_data.h"

#include <gtest/gtest.h>

#include <cmath>

namespace sorby::learning {
namespace {

/// Whole images without augmentation, so that the pixels can be counted by hand.
TrainOptions plainOptions(int classCount)
{
    TrainOptions options;
    options.network.classCount = classCount;
    options.augmentation = Augmentation::None;
    return options;
}

std::vector<double> sharesOf(const DiscData& data, int images)
{
    std::vector<double> counts(static_cast<std::size_t>(data.classCount()));
    double all = 0;
    for (int i = 0; i < images; ++i) {
        const auto sample = data.image(Part::Train, static_cast<std::size_t>(i));
        for (const auto label : sample->labels.pixels()) {
            counts[label] += 1;
            all += 1;
        }
    }
    for (auto& count : counts) {
        count /= all;
    }
    return counts;
}

TEST(ClassShares, OfTwoClassesAreTheLogitOfTheForeground)
{
    const DiscData data(std::vector<Size>(3, Size{40, 30}), {});
    const SampleOrder order(plainOptions(2), data);
    const auto logits = shareLogits(order, 3, 2);
    ASSERT_TRUE(logits);
    ASSERT_EQ(logits->size(), 1U);
    const double share = 1 / (1 + std::exp(-static_cast<double>((*logits)[0])));
    EXPECT_NEAR(share, sharesOf(data, 3)[1], 1e-6);
}

TEST(ClassShares, OfSeveralClassesGoBackThroughSoftmax)
{
    const DiscData data(std::vector<Size>(3, Size{40, 30}), {}, 3);
    const SampleOrder order(plainOptions(3), data);
    const auto logits = shareLogits(order, 3, 3);
    ASSERT_TRUE(logits);
    ASSERT_EQ(logits->size(), 3U);
    const auto shares = sharesOf(data, 3);
    for (std::size_t i = 0; i < shares.size(); ++i) {
        EXPECT_NEAR(std::exp((*logits)[i]), shares[i], 1e-6) << i;
    }
}

TEST(ClassShares, AreFiniteWithoutASample)
{
    const DiscData data(std::vector<Size>(1, Size{8, 8}), {});
    const SampleOrder order(plainOptions(2), data);
    EXPECT_EQ(shareLogits(order, 0, 2).valueOr({}), std::vector<float>{0});
}

} // namespace
} // namespace sorby::learning
