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

/// One image of 6 x 4 pixels, whose last row is left out as an information bar is.
class BarData final : public TrainingData {
  public:
    explicit BarData(int classCount) : m_classCount(classCount) {}

    int classCount() const override { return m_classCount; }
    std::size_t imageCount(Part part) const override { return part == Part::Train ? 1 : 0; }
    std::string imageName(Part /*part*/, std::size_t /*index*/) const override { return "bar"; }
    Size imageSize(Part /*part*/, std::size_t /*index*/) const override { return {6, 4}; }
    Result<Sample> image(Part /*part*/, std::size_t /*index*/) const override
    {
        Sample sample{Raster<float>(6, 4), Raster<std::uint8_t>(6, 4)};
        for (int x = 0; x < 3; ++x) {
            sample.labels.at(x, 0) = 1;
        }
        sample.labels.at(5, 2) = m_classCount > 2 ? 2 : 0;
        for (auto& label : sample.labels.row(3)) {
            label = 255;
        }
        return sample;
    }
    std::size_t patchesPerEpoch(Size /*patch*/) const override { return 1; }
    Result<Sample> patch(Size /*patch*/, std::uint64_t /*seed*/, std::size_t /*epoch*/,
                         std::size_t /*index*/) const override
    {
        return image(Part::Train, 0);
    }

  private:
    int m_classCount;
};

TEST(ClassShares, CountNoPixelThatIsLeftOut)
{
    // 18 of the 24 pixels count: 3 of class 1 and, where there is one, 1 of class 2.
    const BarData two(2);
    const SampleOrder ofTwo(plainOptions(2), two);
    const auto logit = shareLogits(ofTwo, 1, 2);
    ASSERT_TRUE(logit);
    ASSERT_EQ(logit->size(), 1U);
    EXPECT_FLOAT_EQ((*logit)[0], std::log(3.0F / 15.0F));

    const BarData three(3);
    const SampleOrder ofThree(plainOptions(3), three);
    const auto logits = shareLogits(ofThree, 1, 3);
    ASSERT_TRUE(logits);
    ASSERT_EQ(logits->size(), 3U);
    EXPECT_FLOAT_EQ((*logits)[0], std::log(14.0F / 18.0F));
    EXPECT_FLOAT_EQ((*logits)[1], std::log(3.0F / 18.0F));
    EXPECT_FLOAT_EQ((*logits)[2], std::log(1.0F / 18.0F));
}

TEST(ClassShares, AreFiniteWithoutASample)
{
    const DiscData data(std::vector<Size>(1, Size{8, 8}), {});
    const SampleOrder order(plainOptions(2), data);
    EXPECT_EQ(shareLogits(order, 0, 2).valueOr({}), std::vector<float>{0});
}

} // namespace
} // namespace sorby::learning
