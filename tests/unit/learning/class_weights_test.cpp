// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/learning/class_weights.h"
#include "tests/unit/learning/disc_data.h"

#include <gtest/gtest.h>

#include <cmath>

namespace sorby::learning {
namespace {

TEST(ClassWeightsTest, ByHand)
{
    // Shares 0.9 and 0.1.
    EXPECT_TRUE(classWeights(ClassWeights::None, {90, 10}).empty());
    const auto balanced = classWeights(ClassWeights::Balanced, {90, 10});
    ASSERT_EQ(balanced.size(), 2U);
    EXPECT_NEAR(balanced[0], 1 / 0.9 / 2, 1e-12);
    EXPECT_NEAR(balanced[1], 1 / 0.1 / 2, 1e-12);
    const auto root = classWeights(ClassWeights::Root, {90, 10});
    const double mean = std::sqrt(0.9) + std::sqrt(0.1);
    EXPECT_NEAR(root[0], 1 / std::sqrt(0.9) / mean, 1e-12);
    EXPECT_NEAR(root[1], 1 / std::sqrt(0.1) / mean, 1e-12);
}

TEST(ClassWeightsTest, TheMeanOverAllPixelsIsOne)
{
    for (const auto kind : {ClassWeights::Root, ClassWeights::Balanced}) {
        const auto weights = classWeights(kind, {700, 250, 50});
        EXPECT_NEAR(0.7 * weights[0] + 0.25 * weights[1] + 0.05 * weights[2], 1, 1e-12);
        EXPECT_GT(weights[2], weights[1]);
    }
}

TEST(ClassWeightsTest, AClassThatIsNotThereWeighsAsIfItHadOnePixel)
{
    const auto weights = classWeights(ClassWeights::Balanced, {100, 0});
    EXPECT_TRUE(std::isfinite(weights[1]));
    EXPECT_NEAR(weights[1] / weights[0], 100, 1e-9);
}

/// A fifth of the pixels of each image is ignored.
class PartlyIgnored : public DiscData {
  public:
    using DiscData::DiscData;
    Result<Sample> image(Part part, std::size_t index) const override
    {
        auto sample = DiscData::image(part, index);
        const auto pixels = sample->labels.pixels();
        for (std::size_t i = 0; i < pixels.size() / 5; ++i) {
            pixels[i] = 255;
        }
        return sample;
    }
};

TEST(ClassPixelsTest, CountsTheTrainingImagesAloneAndNothingIgnored)
{
    const PartlyIgnored data({{20, 10}, {30, 40}}, {{100, 100}}, 3);
    const auto counts = classPixels(data, {});
    ASSERT_TRUE(counts);
    ASSERT_EQ(counts->size(), 3U);
    EXPECT_EQ((*counts)[0] + (*counts)[1] + (*counts)[2], (200U + 1200U) * 4 / 5);
    std::stop_source stop;
    stop.request_stop();
    EXPECT_EQ(classPixels(data, stop.get_token()).error().code, ErrorCode::Cancelled);
}

} // namespace
} // namespace sorby::learning
