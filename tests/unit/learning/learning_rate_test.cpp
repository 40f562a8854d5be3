// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/learning/learning_rate.h"

#include <gtest/gtest.h>

#include <cmath>

namespace sorby::learning {
namespace {

/// 10 epochs of 10 steps, at 0.1.
TrainOptions options(ScheduleKind schedule, int warmup = 0)
{
    TrainOptions result;
    result.epochs = 10;
    result.learningRate = 0.1;
    result.schedule = schedule;
    result.warmupEpochs = warmup;
    result.stepEpochs = 4;
    return result;
}

TEST(LearningRateTest, SchedulesByHand)
{
    const auto at = [](ScheduleKind schedule, std::size_t step) {
        return LearningRate(options(schedule), 10).at(step);
    };
    EXPECT_EQ(at(ScheduleKind::Constant, 99), 0.1);
    EXPECT_NEAR(at(ScheduleKind::Step, 39), 0.1, 1e-15);
    EXPECT_NEAR(at(ScheduleKind::Step, 40), 0.01, 1e-15);
    EXPECT_NEAR(at(ScheduleKind::Step, 80), 0.001, 1e-15);
    EXPECT_NEAR(at(ScheduleKind::Cosine, 0), 0.1, 1e-15);
    EXPECT_NEAR(at(ScheduleKind::Cosine, 25), 0.1 * 0.5 * (1 + std::sqrt(0.5)), 1e-15);
    EXPECT_NEAR(at(ScheduleKind::Cosine, 50), 0.05, 1e-15);
    EXPECT_NEAR(at(ScheduleKind::Polynomial, 50), 0.1 * std::pow(0.5, 0.9), 1e-15);
    EXPECT_NEAR(at(ScheduleKind::OneCycle, 0), 0.1 / 25, 1e-15);
    EXPECT_NEAR(at(ScheduleKind::OneCycle, 15), 0.1 * (1 + 1.0 / 25) / 2, 1e-15);
    EXPECT_NEAR(at(ScheduleKind::OneCycle, 30), 0.1, 1e-15);
    EXPECT_LT(at(ScheduleKind::OneCycle, 99), 0.001);
}

TEST(LearningRateTest, AWarmUpRisesInEvenStepsAndTheRestIsOverWhatIsLeft)
{
    const LearningRate rate(options(ScheduleKind::Cosine, 2), 10);
    EXPECT_NEAR(rate.at(0), 0.1 / 20, 1e-15);
    EXPECT_NEAR(rate.at(9), 0.05, 1e-15);
    EXPECT_NEAR(rate.at(19), 0.1, 1e-15);
    EXPECT_NEAR(rate.at(20), 0.1, 1e-15);
    EXPECT_NEAR(rate.at(60), 0.05, 1e-15);
    const LearningRate allWarm(options(ScheduleKind::Cosine, 20), 10);
    EXPECT_NEAR(allWarm.at(99), 0.05, 1e-15) << "a warm-up longer than the training is cut short";
}

} // namespace
} // namespace sorby::learning
