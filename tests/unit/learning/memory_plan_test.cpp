// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/learning/memory_plan.h"
#include "core/learning/network_layout.h"
#include "core/learning/tile_plan.h"

#include <gtest/gtest.h>

namespace sorby::learning {
namespace {

constexpr double kMiB = 1024.0 * 1024;
constexpr std::uint64_t kGiB = std::uint64_t{1} << 30;
constexpr Size kMicrograph{1024, 768};

NetworkSpec network(int width, Normalization normalization = Normalization::None)
{
    NetworkSpec spec;
    spec.width = width;
    spec.normalization = normalization;
    return spec;
}

double perImageMiB(const NetworkSpec& spec, bool bf16, bool checkpointing)
{
    return static_cast<double>(trainingBytes(spec, kMicrograph, {bf16, checkpointing}).perImage) / kMiB;
}

MemoryRequest request(std::uint64_t limitBytes)
{
    MemoryRequest request;
    request.network = network(64);
    request.sample = kMicrograph;
    request.batch = 16;
    request.limitBytes = limitBytes;
    return request;
}

TEST(MemoryPlanTest, AgreesWithMeasuredPeaks)
{
    // Peaks of forward and backward pass for one 1024x768 image, by the allocator's events.
    const auto normalized = network(64, Normalization::Batch);
    EXPECT_NEAR(perImageMiB(normalized, false, false), 4302, 0.15 * 4302);
    EXPECT_NEAR(perImageMiB(normalized, true, false), 2244, 0.15 * 2244);
    EXPECT_NEAR(perImageMiB(normalized, false, true), 2185, 0.15 * 2185);
    EXPECT_NEAR(perImageMiB(normalized, true, true), 1099, 0.15 * 1099);
    EXPECT_NEAR(perImageMiB(network(32, Normalization::Batch), false, false), 2151, 0.15 * 2151);
    // Without normalisation 2469 MiB are kept for the way back, and gradients pass on top.
    EXPECT_GT(perImageMiB(network(64), false, false), 2469);
    EXPECT_LT(perImageMiB(network(64), false, false), 1.2 * 2469);
}

TEST(MemoryPlanTest, WeightsTakeFourFloatsEach)
{
    EXPECT_EQ(stateBytes(network(64)), 16 * parameterCount(network(64)));
}

TEST(MemoryPlanTest, EnoughMemoryMeansAsAsked)
{
    const auto plan = planMemory(request(200 * kGiB));
    ASSERT_TRUE(plan) << describe(plan.error());
    EXPECT_EQ(plan->microBatch, 16);
    EXPECT_EQ(plan->accumulation, 1);
    EXPECT_FALSE(plan->checkpointing);
    EXPECT_TRUE(plan->explanation.empty());
}

TEST(MemoryPlanTest, TwentyGiBTakeTheBatchInPieces)
{
    const auto plan = planMemory(request(20 * kGiB));
    ASSERT_TRUE(plan) << describe(plan.error());
    EXPECT_EQ(plan->microBatch, 6);
    EXPECT_EQ(plan->accumulation, 3);
    EXPECT_FALSE(plan->checkpointing);
    EXPECT_LE(plan->expectedBytes, 20 * kGiB);
    EXPECT_NE(plan->explanation.find("Batch 16 of 1024x768 needs"), std::string::npos) << plan->explanation;
    EXPECT_NE(plan->explanation.find("20 GiB can be used: 6 images at a time, 3 times to a step, with the "
                                     "same result."),
              std::string::npos)
        << plan->explanation;
}

TEST(MemoryPlanTest, NormalisationIsSaidToSeeTheMicroBatch)
{
    auto asked = request(20 * kGiB);
    asked.network.normalization = Normalization::Batch;
    const auto plan = planMemory(asked);
    ASSERT_TRUE(plan) << describe(plan.error());
    EXPECT_NE(plan->explanation.find("batch normalisation sees 4 of them at a time"), std::string::npos)
        << plan->explanation;
    EXPECT_EQ(plan->explanation.find("same result"), std::string::npos);
}

TEST(MemoryPlanTest, CheckpointingWhenOneImageDoesNotFitPlainly)
{
    const auto plain = trainingBytes(network(64), kMicrograph, {});
    const auto plan = planMemory(request(plain.fixed + plain.perImage - 1));
    ASSERT_TRUE(plan) << describe(plan.error());
    EXPECT_TRUE(plan->checkpointing);
    EXPECT_GE(plan->microBatch, 1);
    EXPECT_NE(plan->explanation.find("twice"), std::string::npos) << plan->explanation;
}

TEST(MemoryPlanTest, FourGiBTrainTheFullNetworkOnWholeMicrographs)
{
    auto asked = request(4 * kGiB);
    asked.network.normalization = Normalization::Batch;
    asked.bf16 = true;
    asked.otherBytes = 3 * kGiB / 4; // a GPU's context and libraries
    const auto plan = planMemory(asked);
    ASSERT_TRUE(plan) << describe(plan.error());
    EXPECT_EQ(plan->microBatch * plan->accumulation, 16);
    EXPECT_LE(plan->expectedBytes, 4 * kGiB);
    // Checkpointed, two images at a time fit as well.
    const auto need = trainingBytes(asked.network, kMicrograph, {true, true});
    EXPECT_LE(need.fixed + 2 * need.perImage + asked.otherBytes, 4 * kGiB);
}

TEST(MemoryPlanTest, ANetworkOnAnEncoderIsNamedWhenItDoesNotFit)
{
    auto asked = request(kGiB / 2);
    asked.network.kind = NetworkKind::Fpn;
    asked.network.encoder = Encoder::Resnet50;
    const auto plan = planMemory(asked);
    ASSERT_FALSE(plan);
    EXPECT_NE(plan.error().message.find("with network fpn on resnet50 needs"), std::string::npos)
        << plan.error().message;
    EXPECT_EQ(plan.error().message.find("width"), std::string::npos) << plan.error().message;
}

TEST(MemoryPlanTest, NothingFitsIsAnErrorWhoseRemediesFit)
{
    const auto plan = planMemory(request(kGiB));
    ASSERT_FALSE(plan);
    EXPECT_EQ(plan.error().code, ErrorCode::OutOfMemory);
    EXPECT_EQ(
        plan.error().message,
        "one image of 1024x768 with width 64 and depth 4 needs 2.2 GiB, and 1.0 GiB can be used: use patches "
        "of 480x480 at most, or a width of 16");
    auto patched = request(kGiB);
    patched.sample = {400, 400};
    EXPECT_TRUE(planMemory(patched));
    auto narrow = request(kGiB);
    narrow.network.width = 16;
    EXPECT_TRUE(planMemory(narrow));
}

TEST(MemoryPlanTest, EveryPlanFitsItsLimitAndCoversTheBatch)
{
    for (std::uint64_t limit = 2 * kGiB; limit < 70 * kGiB; limit += kGiB / 2) {
        for (const int batch : {1, 2, 7, 16}) {
            auto asked = request(limit);
            asked.batch = batch;
            asked.otherBytes = kGiB / 4;
            const auto plan = planMemory(asked);
            if (!plan) {
                continue;
            }
            EXPECT_LE(plan->expectedBytes, limit);
            EXPECT_GE(plan->microBatch * plan->accumulation, batch);
            EXPECT_LT(plan->microBatch * (plan->accumulation - 1), batch);
        }
    }
    EXPECT_TRUE(planMemory(request(4 * kGiB)));
}

TEST(MemoryPlanTest, TilesFitTheLimit)
{
    const auto spec = network(64);
    EXPECT_EQ(tileSideFor(spec, kMicrograph, 4 * kGiB), 0);
    const Size large{8000, 8000};
    const int side = tileSideFor(spec, large, 2 * kGiB);
    ASSERT_GT(side, 0);
    const int region = side + 2 * haloOf(spec);
    EXPECT_LE(inferenceBytes(spec, {region, region}), 2 * kGiB);
    EXPECT_GT(inferenceBytes(spec, {region + 32, region + 32}), 2 * kGiB);
    EXPECT_GT(tileSideFor(spec, large, 1), 0);
}

} // namespace
} // namespace sorby::learning
