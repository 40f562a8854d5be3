// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/learning/losses.h"
#include "core/learning/validation.h"

#include <ATen/ATen.h>
#include <c10/core/GradMode.h>
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

LossTotals totals(const at::Tensor& reference)
{
    return {reference.ne(255).sum().item<double>(), static_cast<double>(reference.size(0))};
}

TEST(LossesTest, DiceAndTverskyByHand)
{
    // One image of four pixels, probabilities 0.5, 0.5, 0.5 and an ignored one; two pixels are of the class.
    const auto logits = at::zeros({1, 1, 1, 4});
    const auto reference = labels({1, 1, 0, 255});
    const double dice = 1 - (2 * 1.0 + 1) / (1.5 + 2 + 1);
    LossSettings settings{LossKind::Dice};
    EXPECT_NEAR(lossOf(logits, reference, settings, totals(reference)).sum.item<double>() / 3, dice, 1e-6);
    settings.kind = LossKind::BceDice;
    EXPECT_NEAR(lossOf(logits, reference, settings, totals(reference)).sum.item<double>() / 3,
                0.7 * std::log(2.0) + 0.3 * dice, 1e-6);
    settings.kind = LossKind::Tversky;
    const double both = 1;
    EXPECT_NEAR(lossOf(logits, reference, settings, totals(reference)).sum.item<double>() / 3,
                1 - (both + 0.5) / (both + 0.5 + 0.3 * 0.5 + 0.7 * 1), 1e-6);
    settings.kind = LossKind::Focal;
    EXPECT_NEAR(lossOf(logits, reference, settings, totals(reference)).sum.item<double>() / 3,
                0.25 * std::log(2.0), 1e-6);
    settings.kind = LossKind::GeneralizedDice;
    // Matrix: area 1, predicted 1.5, both 0.5, weight 1; class: area 2, predicted 1.5, both 1, weight 1/4.
    EXPECT_NEAR(lossOf(logits, reference, settings, totals(reference)).sum.item<double>() / 3,
                1 - 2 * (0.5 + 0.25) / (2.5 + 0.25 * 3.5), 1e-6);
}

TEST(LossesTest, ClassWeightsByHand)
{
    LossSettings settings;
    settings.classWeights = {0.5, 3};
    const auto logits = at::tensor({0.0F, 2.0F, -1.0F, 5.0F}).reshape({1, 1, 1, 4});
    const double ofMatrix = 0.5 * std::log1p(std::exp(2.0));
    const double ofClass = 3 * (std::log(2.0) + std::log1p(std::exp(1.0)));
    const auto reference = labels({1, 0, 1, 255});
    EXPECT_NEAR(lossOf(logits, reference, settings, totals(reference)).sum.item<double>(), ofMatrix + ofClass,
                1e-5);
    // The same with a logit a class: the softmax of (0, z) is the sigmoid of z.
    const auto both = at::cat({at::zeros_like(logits), logits}, 1);
    EXPECT_NEAR(lossOf(both, reference, settings, totals(reference)).sum.item<double>(), ofMatrix + ofClass,
                1e-5);
    settings.kind = LossKind::Focal;
    settings.focalGamma = 0; // is the cross-entropy
    EXPECT_NEAR(lossOf(logits, reference, settings, totals(reference)).sum.item<double>(), ofMatrix + ofClass,
                1e-5);
}

TEST(LossesTest, PixelsOnAnOutlineWeighMore)
{
    LossSettings settings;
    settings.boundaryWeight = 4;
    const auto logits = at::zeros({1, 1, 1, 4});
    const auto reference = labels({0, 0, 1, 255});
    // The outline is between the second and the third pixel; the first is one pixel away from it.
    const double expected = std::log(2.0) * (5 + 5 + 1 + 4 * std::exp(-1 / 12.5));
    EXPECT_NEAR(lossOf(logits, reference, settings, totals(reference)).sum.item<double>(), expected, 1e-5);
}

/// Every logit of a small batch with an ignored pixel.
void expectGradientOfFiniteDifferences(const LossSettings& settings, int planes)
{
    at::manual_seed(7);
    auto logits = at::randn({2, planes, 3, 4}, at::kDouble).set_requires_grad(true);
    auto reference = at::randint(0, planes == 1 ? 2 : planes, {2, 3, 4}).to(at::kByte);
    reference[1][2][3] = 255;
    const auto value = [&] { return lossOf(logits, reference, settings, totals(reference)).sum; };
    value().backward();
    const auto gradient = logits.grad().clone().flatten();
    const c10::AutoGradMode off(false);
    auto flat = logits.flatten();
    constexpr double kStep = 1e-5;
    for (std::int64_t i = 0; i < flat.numel(); ++i) {
        const double before = flat[i].item<double>();
        flat[i] = before + kStep;
        const double above = value().item<double>();
        flat[i] = before - kStep;
        const double below = value().item<double>();
        flat[i] = before;
        EXPECT_NEAR(gradient[i].item<double>(), (above - below) / (2 * kStep), 1e-6)
            << planes << " planes, logit " << i;
    }
}

TEST(LossesTest, WeightsHaveTheGradientOfFiniteDifferences)
{
    for (const auto kind : {LossKind::Bce, LossKind::BceDice, LossKind::Focal}) {
        LossSettings settings{kind};
        settings.classWeights = {0.5, 2, 7};
        settings.boundaryWeight = 3;
        expectGradientOfFiniteDifferences(settings, 3);
    }
}

TEST(LossesTest, DeepSupervisionIsTheWeightedMeanOfTheLevels)
{
    // Every level says the same everywhere, so that each has the same loss a pixel, whatever its size.
    const auto reference = at::zeros({2, 16, 24}, at::kByte);
    for (const auto kind : {LossKind::Bce, LossKind::Dice, LossKind::BceDice}) {
        const LossSettings settings{kind};
        const std::vector<at::Tensor> levels{at::full({2, 1, 16, 24}, 1.0), at::full({2, 1, 8, 12}, 1.0),
                                             at::full({2, 1, 4, 6}, 1.0)};
        const double alone = lossOf(levels[0], reference, settings, totals(reference)).sum.item<double>();
        // Of Dice the pixel that is added to both areas counts more among fewer pixels.
        EXPECT_NEAR(lossOf(levels, reference, settings, totals(reference)).sum.item<double>() / alone, 1,
                    0.02);
    }
    // The coarser levels weigh a half and a quarter of the finest.
    const std::vector<at::Tensor> wrongBelow{at::full({2, 1, 16, 24}, -50.0), at::full({2, 1, 8, 12}, 2.0),
                                             at::full({2, 1, 4, 6}, -50.0)};
    const double expected = 2 * 16 * 24 * std::log1p(std::exp(2.0)) * 0.5 / 1.75;
    EXPECT_NEAR(lossOf(wrongBelow, reference, {}, totals(reference)).sum.item<double>() / expected, 1, 1e-5);
}

TEST(LossesTest, DeepSupervisionAtOddSizesIgnoresWhatWasContinued)
{
    const auto reference = at::ones({1, 13, 9}, at::kByte); // continued to 16 x 12
    const std::vector<at::Tensor> levels{at::zeros({1, 1, 13, 9}), at::zeros({1, 1, 8, 6}),
                                         at::zeros({1, 1, 4, 3})};
    const auto loss = lossOf(levels, reference, {}, totals(reference));
    EXPECT_TRUE(std::isfinite(loss.sum.item<double>()));
    EXPECT_EQ(loss.count.item<double>(), 13 * 9);
}

class EveryLoss : public testing::TestWithParam<LossKind> {};

TEST_P(EveryLoss, HasTheGradientOfFiniteDifferences)
{
    for (const int planes : {1, 4}) {
        expectGradientOfFiniteDifferences({GetParam()}, planes);
    }
}

TEST_P(EveryLoss, OfMicroBatchesAddsUpToThatOfTheBatch)
{
    const LossSettings settings{GetParam()};
    const auto logits = at::randn({5, 3, 4, 6}, at::kDouble);
    auto reference = at::randint(0, 3, {5, 4, 6}).to(at::kByte);
    reference[0].fill_(255);
    const auto all = totals(reference);
    const double whole = lossOf(logits, reference, settings, all).sum.item<double>();
    double parts = 0;
    for (const auto& [first, count] : {std::pair{0, 2}, {2, 2}, {4, 1}}) {
        parts += lossOf(logits.narrow(0, first, count), reference.narrow(0, first, count), settings, all)
                     .sum.item<double>();
    }
    EXPECT_NEAR(parts, whole, 1e-9 * std::abs(whole));
}

TEST_P(EveryLoss, IsLeastWhereThePredictionIsRight)
{
    const LossSettings settings{GetParam()};
    const auto reference = at::randint(0, 3, {2, 8, 8}).to(at::kByte);
    const auto right = 30 * at::one_hot(reference.to(at::kLong), 3).permute({0, 3, 1, 2}).to(at::kFloat);
    const auto loss = [&](const at::Tensor& logits) {
        return lossOf(logits, reference, settings, totals(reference)).sum.item<double>() / 128;
    };
    EXPECT_NEAR(loss(right), 0, 1e-5);
    EXPECT_GT(loss(at::zeros_like(right)), 0.1);
    EXPECT_GT(loss(-right), loss(at::zeros_like(right)));
}

INSTANTIATE_TEST_SUITE_P(Losses, EveryLoss,
                         testing::Values(LossKind::Bce, LossKind::Dice, LossKind::BceDice, LossKind::Focal,
                                         LossKind::Tversky, LossKind::GeneralizedDice),
                         [](const testing::TestParamInfo<LossKind>& chosen) {
                             auto name = toText(chosen.param);
                             std::erase(name, '-');
                             return name;
                         });

TEST(LossesTest, TotalsCountWhatIsNotIgnored)
{
    std::vector<Sample> batch(2);
    batch[0].labels = Raster<std::uint8_t>(3, 2, 1);
    batch[0].labels.at(2, 1) = 255;
    batch[1].labels = Raster<std::uint8_t>(2, 2, 0);
    const auto counted = totalsOf(batch);
    EXPECT_EQ(counted.pixels, 9);
    EXPECT_EQ(counted.images, 2);
}

} // namespace
} // namespace sorby::learning
