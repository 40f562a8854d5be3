// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/learning/batch.h"
#include "core/learning/train_step.h"
#include "tests/unit/learning/disc_data.h"

#include <ATen/ATen.h>
#include <gtest/gtest.h>

#include <cmath>
#include <new>
#include <optional>

namespace sorby::learning {
namespace {

/// A network, its optimiser and a batch to step on; equal arguments give equal beginnings.
class Bench {
  public:
    explicit Bench(const StepSettings& settings, Normalization normalization = Normalization::None)
        : m_network(specOf(normalization), initialTensors(specOf(normalization), 3)),
          m_optimizer(m_network.parameters(), {OptimizerKind::Adam, 1e-3}),
          m_step(m_network, m_optimizer, m_device, settings,
                 {[this](const std::string& message) { notices.push_back(message); },
                  [this] {
                      ++microBatches;
                      if (beforeMicroBatch) {
                          beforeMicroBatch();
                      }
                  }})
    {
        // Mixed sizes and ignored pixels: what makes an average of averages wrong.
        for (const Size size : {Size{24, 16}, Size{16, 16}, Size{20, 24}, Size{24, 24}, Size{9, 13}}) {
            batch.push_back(DiscData::discs(size, batch.size(), 2));
        }
        for (std::size_t i = 0; i < 200; ++i) {
            batch[3].labels.pixels()[i] = 255;
        }
    }

    Result<LossSum> run(const std::stop_token& stop = {}) { return m_step.run(batch, stop); }
    Network& network() { return m_network; }
    TrainStep& step() { return m_step; }

    /// After the first step the first moment is a tenth of the gradient.
    std::vector<at::Tensor> gradients()
    {
        std::vector<at::Tensor> result;
        for (const auto& [name, tensor] : m_optimizer.state()) {
            if (name.starts_with("optimizer.first.")) {
                result.push_back(tensor * 10);
            }
        }
        return result;
    }

    std::vector<Sample> batch;
    std::vector<std::string> notices;
    std::function<void()> beforeMicroBatch;
    int microBatches = 0;

  private:
    static NetworkSpec specOf(Normalization normalization)
    {
        NetworkSpec spec;
        spec.width = 4;
        spec.depth = 2;
        spec.normalization = normalization;
        return spec;
    }

    Device m_device;
    Network m_network;
    Optimizer m_optimizer;
    TrainStep m_step;
};

double largestDifference(const std::vector<at::Tensor>& a, const std::vector<at::Tensor>& b)
{
    double largest = 0;
    for (std::size_t i = 0; i < a.size(); ++i) {
        largest = std::max(largest, (a[i] - b[i]).abs().max().item<double>());
    }
    return largest;
}

double mean(const LossSum& loss)
{
    return loss.sum.item<double>() / loss.count.item<double>();
}

TEST(TrainStepTest, MicroBatchesGiveTheGradientOfTheWholeBatch)
{
    Bench whole({5, false, false});
    const auto wholeLoss = whole.run();
    ASSERT_TRUE(wholeLoss);
    EXPECT_EQ(whole.microBatches, 1);
    EXPECT_GT(at::cat([&] {
                  std::vector<at::Tensor> flat;
                  for (const auto& gradient : whole.gradients()) {
                      flat.push_back(gradient.flatten());
                  }
                  return flat;
              }())
                  .abs()
                  .max()
                  .item<double>(),
              1e-3);
    for (const auto& [microBatch, checkpointing] : {std::pair{1, false}, {2, false}, {3, true}}) {
        Bench pieces({microBatch, checkpointing, false});
        const auto loss = pieces.run();
        ASSERT_TRUE(loss);
        EXPECT_EQ(pieces.microBatches, (5 + microBatch - 1) / microBatch);
        EXPECT_NEAR(mean(*loss), mean(*wholeLoss), 1e-6);
        EXPECT_LT(largestDifference(whole.gradients(), pieces.gradients()), 1e-6) << microBatch;
    }
}

TEST(TrainStepTest, TheLossIsTheMeanOverCountedPixels)
{
    Bench bench({2, false, false});
    double pixels = 0;
    for (const auto& sample : bench.batch) {
        pixels += static_cast<double>(sample.image.size().area());
    }
    const auto loss = bench.run();
    ASSERT_TRUE(loss);
    EXPECT_EQ(loss->count.item<double>(), pixels - 200);
}

TEST(TrainStepTest, AdamMakesTheFirstTwoStepsOfTheFormula)
{
    auto parameter = at::tensor({1.0F, -2.0F, 0.5F}).set_requires_grad(true);
    Optimizer adam({{"p", parameter}}, {OptimizerKind::Adam, 0.1});
    const std::vector<double> gradients{4, -2, 0};
    std::vector<double> expected{1, -2, 0.5};
    for (int step = 1; step <= 2; ++step) {
        parameter.mutable_grad() = at::tensor({8.0F, -4.0F, 0.0F}) * step;
        adam.step(at::full({}, 2.0, at::kDouble));
        EXPECT_EQ(adam.steps(), step);
        for (std::size_t i = 0; i < 3; ++i) {
            // With gradients g and 2 g: m = 0.9 (0.1 g) + 0.1 (2 g), v likewise.
            const double g = gradients[i];
            const double m = step == 1 ? 0.1 * g : 0.9 * 0.1 * g + 0.1 * 2 * g;
            const double v = step == 1 ? 0.001 * g * g : 0.999 * 0.001 * g * g + 0.001 * 4 * g * g;
            const double m0 = m / (1 - std::pow(0.9, step));
            const double v0 = v / (1 - std::pow(0.999, step));
            expected[i] -= 0.1 * m0 / (std::sqrt(v0) + 1e-8);
            EXPECT_NEAR(parameter[static_cast<std::int64_t>(i)].item<double>(), expected[i], 1e-6);
        }
    }
    const auto state = adam.state();
    ASSERT_EQ(state.size(), 2U);
    EXPECT_EQ(state[0].name, "optimizer.first.p");
    EXPECT_EQ(state[1].name, "optimizer.second.p");
}

TEST(TrainStepTest, AStopActsWithinOneMicroBatchAndLeavesTheWeights)
{
    std::stop_source stop;
    Bench bench({1, false, false}, Normalization::Batch);
    bench.beforeMicroBatch = [&] {
        if (bench.microBatches == 3) {
            stop.request_stop();
        }
    };
    const auto loss = bench.run(stop.get_token());
    ASSERT_FALSE(loss);
    EXPECT_EQ(loss.error().code, ErrorCode::Cancelled);
    EXPECT_EQ(bench.microBatches, 3);
    const auto fresh = initialTensors(bench.network().spec(), 3);
    for (std::size_t i = 0; i < fresh.size(); ++i) {
        EXPECT_TRUE(at::equal(bench.network().tensors()[i].tensor, fresh[i].tensor)) << fresh[i].name;
        EXPECT_FALSE(bench.network().tensors()[i].tensor.grad().defined());
    }
}

TEST(TrainStepTest, OutOfMemoryHalvesTheMicroBatchAndGivesTheSameStep)
{
    Bench plain({5, false, false});
    ASSERT_TRUE(plain.run());
    Bench short1({5, false, false});
    // In the middle of a step: what was added up before must not count twice.
    short1.beforeMicroBatch = [&] {
        if (short1.microBatches == 1 || short1.microBatches == 3) {
            throw std::bad_alloc();
        }
    };
    const auto loss = short1.run();
    ASSERT_TRUE(loss) << describe(loss.error());
    EXPECT_EQ(short1.step().settings().microBatch, 2);
    ASSERT_EQ(short1.notices.size(), 2U);
    EXPECT_NE(short1.notices[0].find("3 images at a time"), std::string::npos) << short1.notices[0];
    EXPECT_LT(largestDifference(plain.gradients(), short1.gradients()), 1e-6);
}

TEST(TrainStepTest, RunningStatisticsCountAStepOnceWhenItIsMadeAnew)
{
    Bench plain({1, false, false}, Normalization::Batch);
    ASSERT_TRUE(plain.run());
    Bench again({2, false, false}, Normalization::Batch);
    again.beforeMicroBatch = [&] {
        if (again.microBatches == 2) {
            throw std::bad_alloc();
        }
    };
    ASSERT_TRUE(again.run());
    for (std::size_t i = 0; i < plain.network().tensors().size(); ++i) {
        const auto& [name, tensor] = plain.network().tensors()[i];
        if (!tensor.requires_grad()) {
            EXPECT_TRUE(at::equal(tensor, again.network().tensors()[i].tensor)) << name;
        }
    }
}

TEST(TrainStepTest, WithOneImageCheckpointingIsTriedThenItIsAnError)
{
    Bench bench({2, false, false});
    bench.beforeMicroBatch = [] {
        throw std::runtime_error("DefaultCPUAllocator: can't allocate memory: you "
                                 "tried to allocate 8 bytes.");
    };
    const auto loss = bench.run();
    ASSERT_FALSE(loss);
    EXPECT_EQ(loss.error().code, ErrorCode::OutOfMemory);
    EXPECT_EQ(bench.notices.size(), 2U);
    EXPECT_TRUE(bench.step().settings().checkpointing);
}

TEST(TrainStepTest, AnotherExceptionIsNotTakenForOutOfMemory)
{
    Bench bench({2, false, false});
    bench.beforeMicroBatch = [] { throw std::runtime_error("no"); };
    EXPECT_THROW(static_cast<void>(bench.run()), std::runtime_error);
    EXPECT_TRUE(bench.notices.empty());
}

TEST(TrainStepTest, Bf16LossIsCloseToFp32)
{
    Bench fp32({5, false, false});
    Bench bf16({5, false, true});
    EXPECT_NEAR(mean(*bf16.run()), mean(*fp32.run()), 0.02);
    EXPECT_LT(largestDifference(fp32.gradients(), bf16.gradients()), 0.05);
}

TEST(BatchTest, SmallerSamplesAreContinuedWithIgnore)
{
    std::vector<Sample> samples{{Raster<float>(2, 1, 0.5F), Raster<std::uint8_t>(2, 1, 1)},
                                {Raster<float>(1, 3, 0.25F), Raster<std::uint8_t>(1, 3, 0)}};
    EXPECT_EQ(commonSize(samples), (Size{2, 3}));
    const auto batch = makeBatch(samples, {2, 3}, c10::Device(c10::kCPU), false);
    EXPECT_TRUE(at::equal(
        batch.images, at::tensor({0.5F, 0.5F, 0.0F, 0.0F, 0.0F, 0.0F, 0.25F, 0.0F, 0.25F, 0.0F, 0.25F, 0.0F})
                          .reshape({2, 1, 3, 2})));
    EXPECT_TRUE(at::equal(
        batch.labels,
        at::tensor({1, 1, 255, 255, 255, 255, 0, 255, 0, 255, 0, 255}).to(at::kByte).reshape({2, 3, 2})));
    const auto channelsLast = makeBatch(samples, {2, 3}, c10::Device(c10::kCPU), true);
    EXPECT_TRUE(at::equal(batch.images, channelsLast.images));
}

} // namespace
} // namespace sorby::learning
