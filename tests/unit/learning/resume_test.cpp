// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/files.h"
#include "tests/unit/learning/training_fixture.h"

#include <gtest/gtest.h>

#include <filesystem>
#include <ostream>

namespace sorby::learning {
namespace {

namespace fs = std::filesystem;

struct Way {
    const char* name;
    void (*choose)(TrainOptions&);
};
void PrintTo(const Way& way, std::ostream* out)
{
    *out << way.name;
}

class ResumeTest : public TrainerTest, public testing::WithParamInterface<Way> {
  protected:
    [[nodiscard]] static TrainOptions options()
    {
        auto options = smallOptions();
        options.epochs = 4;
        return options;
    }
    /// Stops in the middle of epoch 3; two steps an epoch, of two micro-batches at most.
    Result<TrainReport> trainHalf(const TrainOptions& options, const TrainingData& data,
                                  const TrainOrigin& origin = {})
    {
        std::stop_source stop;
        return runTraining(
            options, data, folder / "run", cpu(), stop.get_token(),
            [&](const TrainEvent& event) {
                log.add(event);
                const auto* step = std::get_if<StepEvent>(&event);
                if (step != nullptr && step->epoch == 3) {
                    stop.request_stop();
                }
            },
            origin);
    }
    Result<TrainReport> resume(const TrainOptions& options, const TrainingData& data, TrainOrigin origin = {})
    {
        origin.resume = true;
        return train(options, data, {}, {}, origin);
    }
    [[nodiscard]] std::string bytesOf(const char* file) const
    {
        const auto bytes = readText(folder / "run" / file);
        EXPECT_TRUE(bytes) << file;
        return bytes ? *bytes : std::string();
    }
};

TEST_P(ResumeTest, GivesWhatTheUninterruptedRunGivesBitForBit)
{
    const DiscData data(squares(6, 24), squares(2, 24));
    auto wanted = options();
    GetParam().choose(wanted);
    ASSERT_TRUE(train(wanted, data));
    const auto losses = log.losses();
    const auto last = bytesOf("last.safetensors");
    const auto best = bytesOf("best.safetensors");
    const auto moments = bytesOf("checkpoint-4/optimizer.safetensors");
    const auto state = bytesOf("checkpoint-4/state.json");
    fs::remove_all(folder / "run");

    log = {};
    const auto half = trainHalf(wanted, data);
    ASSERT_TRUE(half) << describe(half.error());
    ASSERT_TRUE(half->stopped);
    ASSERT_EQ(half->epochs, 2);
    log.steps.resize(4); // those of the epoch that was broken off are made again
    const auto rest = resume(wanted, data);
    ASSERT_TRUE(rest) << describe(rest.error());
    EXPECT_EQ(rest->epochs, 4);
    EXPECT_EQ(log.losses(), losses);
    EXPECT_TRUE(bytesOf("last.safetensors") == last);
    EXPECT_TRUE(bytesOf("best.safetensors") == best);
    EXPECT_TRUE(bytesOf("checkpoint-4/optimizer.safetensors") == moments);
    EXPECT_EQ(bytesOf("checkpoint-4/state.json"), state);
}

INSTANTIATE_TEST_SUITE_P(Ways, ResumeTest,
                         testing::Values(Way{"plain", [](TrainOptions&) {}},
                                         Way{"everything",
                                             [](TrainOptions& options) {
                                                 options.network.normalization = Normalization::Batch;
                                                 options.network.dropout = 0.5;
                                                 options.averageDecay = 0.9;
                                                 options.schedule = ScheduleKind::Cosine;
                                                 options.warmupEpochs = 1;
                                                 options.optimizer = OptimizerKind::AdamW;
                                                 options.patch = Size{16, 16};
                                                 options.augmentation = Augmentation::Full;
                                             }},
                                         Way{"sgdAndPlateau",
                                             [](TrainOptions& options) {
                                                 options.optimizer = OptimizerKind::Sgd;
                                                 options.learningRate = 0.05;
                                                 options.schedule = ScheduleKind::Plateau;
                                                 options.stepEpochs = 1;
                                                 options.frozenEpochs = 3;
                                             }}),
                         [](const auto& parameter) { return std::string(parameter.param.name); });

TEST_F(ResumeTest, MoreEpochsGoOnFromAFinishedRun)
{
    const DiscData data(squares(6, 24), squares(2, 24));
    ASSERT_TRUE(train(options(), data));
    const auto finished = resume(options(), data);
    ASSERT_FALSE(finished);
    EXPECT_EQ(finished.error().code, ErrorCode::InvalidArgument);
    EXPECT_NE(finished.error().message.find("more epochs"), std::string::npos);
    auto longer = options();
    longer.epochs = 6;
    log = {};
    const auto rest = resume(longer, data);
    ASSERT_TRUE(rest) << describe(rest.error());
    EXPECT_EQ(rest->epochs, 6);
    ASSERT_EQ(log.epochs.size(), 2U);
    EXPECT_EQ(log.epochs.front().epoch, 5);
}

TEST_F(ResumeTest, OtherDataAreRefused)
{
    const DiscData data(squares(6, 24), squares(2, 24));
    ASSERT_TRUE(trainHalf(options(), data, {false, "one", {}}));
    const auto refused = resume(options(), data, {false, "another", {}});
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().code, ErrorCode::Mismatch);
    EXPECT_NE(refused.error().message.find("--init"), std::string::npos);
    EXPECT_TRUE(resume(options(), data, {false, "one", {}}));
}

TEST_F(ResumeTest, WithoutACheckpointItIsAnError)
{
    const DiscData data(squares(6, 24), squares(2, 24));
    const auto refused = resume(options(), data);
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().code, ErrorCode::NotFound);
}

TEST_F(ResumeTest, WhatAKilledRunLeavesIsPassedOver)
{
    const DiscData data(squares(6, 24), squares(2, 24));
    ASSERT_TRUE(trainHalf(options(), data));
    // Killed while the next one was written, and before the one before was removed.
    fs::create_directories(folder / "run/checkpoint.partial");
    ASSERT_TRUE(writeFileAtomically(folder / "run/checkpoint.partial/state.json", "{"));
    fs::create_directories(folder / "run/checkpoint-1");
    const auto rest = resume(options(), data);
    ASSERT_TRUE(rest) << describe(rest.error());
    EXPECT_EQ(rest->epochs, 4);
    EXPECT_FALSE(fs::exists(folder / "run/checkpoint.partial"));
    EXPECT_FALSE(fs::exists(folder / "run/checkpoint-1"));
    EXPECT_FALSE(fs::exists(folder / "run/checkpoint-2"));
}

TEST_F(ResumeTest, ADamagedCheckpointIsAnErrorThatNamesTheFile)
{
    const DiscData data(squares(6, 24), squares(2, 24));
    ASSERT_TRUE(trainHalf(options(), data));
    const auto file = folder / "run/checkpoint-2/optimizer.safetensors";
    fs::resize_file(file, fs::file_size(file) / 2);
    const auto cut = resume(options(), data);
    ASSERT_FALSE(cut);
    EXPECT_EQ(cut.error().where, toUtf8(file));
    ASSERT_TRUE(writeFileAtomically(folder / "run/checkpoint-2/state.json", "{\"version\":1}"));
    const auto empty = resume(options(), data);
    ASSERT_FALSE(empty);
    EXPECT_EQ(empty.error().code, ErrorCode::Malformed);
}

} // namespace
} // namespace sorby::learning
