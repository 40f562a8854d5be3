// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/learning/calibration.h"
#include "tests/unit/learning/training_fixture.h"

#include <ATen/ATen.h>
#include <gtest/gtest.h>

namespace sorby::learning {
namespace {

/// Labels drawn with the probabilities of the logits: of these the temperature is 1.
at::Tensor drawn(const at::Tensor& logits)
{
    return at::multinomial(at::softmax(logits, 1), 1).flatten().to(at::kByte);
}

TEST(CalibrationTest, FindsTheFactorThatLogitsWereSpoiledWith)
{
    at::manual_seed(5);
    const auto logits = 2 * at::randn({60'000, 3});
    const auto labels = drawn(logits);
    for (const double factor : {0.3, 1.0, 4.0}) {
        EXPECT_NEAR(findTemperature(logits * factor, labels) / factor, 1, 0.03) << factor;
    }
}

TEST(CalibrationTest, OfOneLogitToo)
{
    at::manual_seed(6);
    const auto logit = 2 * at::randn({60'000, 1});
    const auto labels = drawn(at::cat({at::zeros_like(logit), logit}, 1));
    EXPECT_NEAR(findTemperature(logit * 3, labels), 3, 0.1);
}

TEST(CalibrationTest, IgnoredPixelsDoNotCount)
{
    at::manual_seed(7);
    const auto logits = 2 * at::randn({60'000, 3});
    auto labels = drawn(logits);
    const auto all = findTemperature(2 * logits, labels);
    labels.narrow(0, 0, 20'000).fill_(255);
    EXPECT_NEAR(findTemperature(2 * logits, labels), all, 0.1);
}

using CalibratedTraining = TrainerTest;

TEST_F(CalibratedTraining, TheBestNetworkKnowsHowSureItMayBe)
{
    auto options = smallOptions();
    options.epochs = 8;
    options.learningRate = 1e-2;
    ASSERT_TRUE(train(options, DiscData(squares(4, 32), squares(2, 32))));
    const auto temperature = metadataOf(best(), "temperature");
    ASSERT_FALSE(temperature.empty());
    EXPECT_NE(temperature, "1.0");
    EXPECT_GT(std::stod(temperature), 0.05);
    EXPECT_LT(std::stod(temperature), 20);
}

} // namespace
} // namespace sorby::learning
