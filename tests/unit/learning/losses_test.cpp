// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/learning/losses.h"
#include "core/learning/validation.h"

#include <ATen/ATen.h>
#include <gtest/gtest.h>

#include <cmath>

namespace sorby::learning {
namespace {

at::Tensor labels(std::initializer_list<int> values)
{
    return at::tensor(std::vector<int>(values), at::kInt)
        .to(at::kByte)
        .reshape({1, 1, static_cast<std::int64_t>(values.size())});
}

TEST(LossesTest, BinaryCrossEntropyByHand)
{
    const auto logits = at::tensor({0.0F, 2.0F, -1.0F, 5.0F}).reshape({1, 1, 1, 4});
    const auto loss = binaryCrossEntropy(logits, labels({1, 0, 1, 255}));
    // -log sigmoid(0), -log(1 - sigmoid(2)), -log sigmoid(-1)
    const double expected = std::log(2.0) + std::log1p(std::exp(2.0)) + std::log1p(std::exp(1.0));
    EXPECT_NEAR(loss.sum.item<double>(), expected, 1e-6);
    EXPECT_EQ(loss.count.item<double>(), 3);
}

TEST(LossesTest, CrossEntropyByHand)
{
    // Two pixels of three classes: (1, 2, 3) is of class 0, (0, 0, 0) of class 2; a third is ignored.
    const auto logits =
        at::tensor({1.0F, 0.0F, 9.0F, 2.0F, 0.0F, 9.0F, 3.0F, 0.0F, 9.0F}).reshape({1, 3, 1, 3});
    const auto loss = crossEntropy(logits, labels({0, 2, 255}));
    const double expected = std::log(std::exp(1.0) + std::exp(2.0) + std::exp(3.0)) - 1 + std::log(3.0);
    EXPECT_NEAR(loss.sum.item<double>(), expected, 1e-6);
    EXPECT_EQ(loss.count.item<double>(), 2);
}

TEST(LossesTest, IgnoredPixelsHaveExactlyNoGradient)
{
    for (const int planes : {1, 3}) {
        auto logits = at::randn({2, planes, 6, 5}).set_requires_grad(true);
        auto reference = at::randint(0, planes == 1 ? 2 : 3, {2, 6, 5}).to(at::kByte);
        reference.narrow(2, 1, 2).fill_(255);
        lossOf(logits, reference).sum.backward();
        const auto gradient = logits.grad();
        EXPECT_EQ(gradient.narrow(3, 1, 2).abs().max().item<float>(), 0) << planes;
        EXPECT_GT(gradient.narrow(3, 0, 1).abs().min().item<float>(), 0) << planes;
        EXPECT_GT(gradient.narrow(3, 3, 2).abs().min().item<float>(), 0) << planes;
    }
}

TEST(LossesTest, NothingButIgnoredIsZero)
{
    const auto reference = at::full({1, 4, 4}, 255, at::kByte);
    for (const int planes : {1, 4}) {
        const auto loss = lossOf(at::randn({1, planes, 4, 4}), reference);
        EXPECT_EQ(loss.sum.item<float>(), 0);
        EXPECT_EQ(loss.count.item<double>(), 0);
    }
}

TEST(LossesTest, ExtremeLogitsStayFinite)
{
    const auto logits = at::tensor({-1e4F, 1e4F}).reshape({1, 1, 1, 2});
    EXPECT_NEAR(binaryCrossEntropy(logits, labels({1, 0})).sum.item<double>(), 2e4, 1);
}

TEST(PooledIouTest, ByHand)
{
    // Rows are the reference, columns the prediction.
    EXPECT_DOUBLE_EQ(pooledIou({50, 5, 3, 12}, 2), 12.0 / 20);
    EXPECT_DOUBLE_EQ(pooledIou({50, 0, 0, 0}, 2), 1);
    EXPECT_DOUBLE_EQ(pooledIou({50, 4, 0, 0}, 2), 0);
    EXPECT_DOUBLE_EQ(pooledIou({4, 1, 0, 2, 6, 0, 0, 0, 0}, 3), (4.0 / 7 + 6.0 / 9 + 1) / 3);
}

} // namespace
} // namespace sorby::learning
