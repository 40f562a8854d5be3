// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/learning/loss_scale.h"

#include <ATen/ATen.h>
#include <gtest/gtest.h>

#include <limits>

namespace sorby::learning {
namespace {

std::vector<at::Tensor> gradients(float last)
{
    return {at::ones({3}), at::tensor({1.0F, last})};
}

TEST(LossScaleTest, IsHalvedWhenAGradientIsNoNumber)
{
    constexpr float kInfinity = std::numeric_limits<float>::infinity();
    constexpr float kNan = std::numeric_limits<float>::quiet_NaN();
    LossScale scale;
    scale.restore({64, 5});
    EXPECT_TRUE(scale.check(gradients(2)));
    EXPECT_EQ(scale.state(), (LossScale::State{64, 6}));
    EXPECT_FALSE(scale.check(gradients(kInfinity)));
    EXPECT_EQ(scale.state(), (LossScale::State{32, 0}));
    EXPECT_FALSE(scale.check(gradients(kNan)));
    EXPECT_EQ(scale.scale(), 16);
}

TEST(LossScaleTest, IsDoubledAfterManyGoodSteps)
{
    LossScale scale;
    scale.restore({8, LossScale::kStepsToDouble - 1});
    EXPECT_TRUE(scale.check(gradients(1)));
    EXPECT_EQ(scale.state(), (LossScale::State{16, 0}));
}

TEST(LossScaleTest, NeverLeavesItsRange)
{
    LossScale scale;
    for (int i = 0; i < 200; ++i) {
        EXPECT_FALSE(scale.check(gradients(std::numeric_limits<float>::infinity())));
    }
    EXPECT_GT(scale.scale(), 0);
}

TEST(LossScaleTest, LeavesTheGradientsAsTheyAre)
{
    LossScale scale;
    scale.restore({1024, 0});
    auto both = gradients(3);
    EXPECT_TRUE(scale.check(both));
    EXPECT_TRUE(at::equal(both[1], at::tensor({1.0F, 3.0F})));
}

} // namespace
} // namespace sorby::learning
