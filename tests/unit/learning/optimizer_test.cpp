// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/learning/optimizer.h"

#include <ATen/ATen.h>
#include <gtest/gtest.h>

#include <cmath>

namespace sorby::learning {
namespace {

/// Two parameters, 1 and -2, with the gradients 6 and 8 of a batch of 2: 3 and 4, of the length 5.
class OptimizerTest : public testing::Test {
  protected:
    void SetUp() override { place(); }
    void place()
    {
        for (std::size_t i = 0; i < 2; ++i) {
            m_parameters[i].tensor.mutable_grad() = at::tensor({i == 0 ? 6.0F : 8.0F});
        }
    }
    void step(Optimizer& optimizer)
    {
        place();
        optimizer.step(at::full({}, 2.0, at::kDouble));
    }
    double value(std::size_t i) const { return m_parameters[i].tensor.item<double>(); }

    std::vector<NamedTensor> m_parameters{{"a", at::tensor({1.0F}).set_requires_grad(true)},
                                          {"b", at::tensor({-2.0F}).set_requires_grad(true)}};
};

TEST_F(OptimizerTest, SgdWithNesterovByHand)
{
    Optimizer optimizer(m_parameters, {OptimizerKind::Sgd, 0.1, 0, 0.9});
    // The first step: buffer g, update g + 0.9 g.
    step(optimizer);
    EXPECT_NEAR(value(0), 1 - 0.1 * 1.9 * 3, 1e-6);
    EXPECT_NEAR(value(1), -2 - 0.1 * 1.9 * 4, 1e-6);
    // The second: buffer 1.9 g, update g + 0.9 * 1.9 g.
    step(optimizer);
    EXPECT_NEAR(value(0), 1 - 0.1 * 1.9 * 3 - 0.1 * (1 + 0.9 * 1.9) * 3, 1e-6);
    EXPECT_EQ(optimizer.state().size(), 2U);
}

TEST_F(OptimizerTest, AdamWDecaysBesideTheGradient)
{
    Optimizer optimizer(m_parameters, {OptimizerKind::AdamW, 0.1, 0.5});
    step(optimizer);
    // Adam's first step is the learning rate in the gradient's direction.
    EXPECT_NEAR(value(0), 1 * (1 - 0.1 * 0.5) - 0.1, 1e-6);
    EXPECT_NEAR(value(1), -2 * (1 - 0.1 * 0.5) - 0.1, 1e-6);
}

TEST_F(OptimizerTest, ClipsTheLengthOfAllGradientsTogether)
{
    Optimizer shortened(m_parameters, {OptimizerKind::Sgd, 0.1, 0, 0, 2.5});
    step(shortened);
    EXPECT_NEAR(value(0), 1 - 0.1 * 1.5, 1e-6);
    EXPECT_NEAR(value(1), -2 - 0.1 * 2, 1e-6);
    Optimizer untouched(m_parameters, {OptimizerKind::Sgd, 0.1, 0, 0, 5.1});
    step(untouched);
    EXPECT_NEAR(value(0), 1 - 0.1 * 1.5 - 0.1 * 3, 1e-6);
}

TEST_F(OptimizerTest, TakesAnotherLearningRate)
{
    Optimizer optimizer(m_parameters, {OptimizerKind::Sgd, 0.1, 0, 0});
    optimizer.setLearningRate(0.5);
    step(optimizer);
    EXPECT_NEAR(value(0), 1 - 0.5 * 3, 1e-6);
}

} // namespace
} // namespace sorby::learning
