// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/files.h"
#include "core/learning/checkpoint.h"
#include "core/learning/network_layout.h"
#include "core/learning/torch_engine.h"
#include "tests/unit/learning/training_fixture.h"

#include <ATen/ATen.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <new>
#include <thread>

namespace sorby::learning {
namespace {

TEST_F(TrainerTest, OverfitsFourPatches)
{
    auto options = smallOptions();
    options.network.width = 8;
    options.epochs = 40;
    options.batch = 4;
    options.learningRate = 1e-2;
    options.augmentation = Augmentation::None;
    DiscData data(squares(4, 48), {});
    data.validateOnTraining();
    const auto report = train(options, data);
    ASSERT_TRUE(report) << describe(report.error());
    EXPECT_EQ(report->epochs, 40);
    const auto& bestEpoch = log.epochs.at(static_cast<std::size_t>(report->bestEpoch) - 1);
    EXPECT_TRUE(bestEpoch.best);
    EXPECT_GT(bestEpoch.validationIou.value_or(0), 0.95);
    EXPECT_LT(log.epochs.back().trainLoss, 0.3 * log.epochs.front().trainLoss);
    EXPECT_EQ(metadataOf(best(), "epoch"), std::to_string(report->bestEpoch));
}

TEST_F(TrainerTest, LearnsThreeClassesToo)
{
    auto options = smallOptions();
    options.network.width = 8;
    options.epochs = 32;
    options.batch = 2;
    options.learningRate = 5e-3;
    options.augmentation = Augmentation::None;
    DiscData data(squares(4, 32), {}, 3);
    data.validateOnTraining();
    const auto report = train(options, data);
    ASSERT_TRUE(report) << describe(report.error());
    EXPECT_GT(log.epochs.at(static_cast<std::size_t>(report->bestEpoch) - 1).validationIou.value_or(0), 0.8);
    EXPECT_NE(metadataOf(best(), "network").find("\"classes\":3"), std::string::npos);
}

TEST_F(TrainerTest, SameSeedSameLossesBitForBit)
{
    const DiscData data(squares(7, 24), squares(2, 24));
    auto options = smallOptions();
    ASSERT_TRUE(train(options, data));
    const auto first = log.losses();
    const auto firstWeights = readText(last());
    ASSERT_EQ(first.size(), 2U * 3 + 2U * 3);
    log = {};
    ASSERT_TRUE(train(options, data));
    EXPECT_EQ(log.losses(), first);
    EXPECT_EQ(*readText(last()), *firstWeights);
    log = {};
    options.seed = 8;
    ASSERT_TRUE(train(options, data));
    EXPECT_NE(log.losses(), first);
}

TEST_F(TrainerTest, PatchesAreTrainedAndCounted)
{
    const DiscData data(squares(5, 64), squares(1, 40));
    auto options = smallOptions();
    options.patch = Size{16, 24};
    options.epochs = 1;
    options.batch = 2;
    const auto report = train(options, data);
    ASSERT_TRUE(report) << describe(report.error());
    EXPECT_EQ(data.asked(), 5 + 2) << "five trained, two to see how common the classes are";
    ASSERT_EQ(log.steps.size(), 3U);
    EXPECT_EQ(log.steps.back().step, 3U);
    EXPECT_EQ(log.steps.back().steps, 3U);
}

TEST_F(TrainerTest, ImagesOfMixedAndOddSizesAreTrained)
{
    const DiscData data({{40, 30}, {31, 17}, {8, 50}, {64, 48}}, {{33, 21}, {50, 64}});
    auto options = smallOptions();
    options.batch = 2;
    const auto report = train(options, data);
    ASSERT_TRUE(report) << describe(report.error());
    EXPECT_EQ(log.epochs.size(), 2U);
}

TEST_F(TrainerTest, TellsThePlanFirst)
{
    auto options = smallOptions();
    options.memoryLimitBytes = std::uint64_t{1} << 40;
    const DiscData data(squares(3, 16), squares(1, 16));
    ASSERT_TRUE(train(options, data));
    ASSERT_EQ(log.plans.size(), 1U);
    const auto& plan = log.plans.front();
    EXPECT_EQ(plan.device, "cpu");
    EXPECT_EQ(plan.precision, "fp32");
    EXPECT_EQ(plan.microBatch, 3);
    EXPECT_EQ(plan.accumulation, 1);
    EXPECT_EQ(plan.limitBytes, options.memoryLimitBytes);
    EXPECT_EQ(plan.parameters, parameterCount(options.network));
    EXPECT_TRUE(plan.explanation.empty());
    EXPECT_TRUE(log.notices.empty());
}

TEST_F(TrainerTest, ReportsSpeedMemoryAndTime)
{
    const DiscData data(squares(3, 16), squares(1, 16));
    const auto report = train(smallOptions(), data);
    ASSERT_TRUE(report);
    EXPECT_GT(report->imagesPerSecond, 0);
    EXPECT_GT(report->seconds, 0);
    EXPECT_GT(report->peakBytes, std::uint64_t{10} << 20);
    EXPECT_GE(report->waitShare, 0);
    EXPECT_LE(report->waitShare, 1);
    EXPECT_EQ(log.epochs.back().secondsLeft, 0);
    EXPECT_GT(log.epochs.front().secondsLeft, 0);
}

TEST_F(TrainerTest, WithoutValidationTheLowestTrainingLossIsBest)
{
    auto options = smallOptions();
    options.epochs = 4;
    const DiscData data(squares(3, 16), {});
    const auto report = train(options, data);
    ASSERT_TRUE(report);
    ASSERT_EQ(log.notices.size(), 1U);
    EXPECT_NE(log.notices[0].find("no validation images"), std::string::npos);
    const auto lowest =
        std::min_element(log.epochs.begin(), log.epochs.end(),
                         [](const auto& a, const auto& b) { return a.trainLoss < b.trainLoss; });
    EXPECT_EQ(report->bestEpoch, lowest->epoch);
    EXPECT_FALSE(log.epochs.front().validationIou);
    EXPECT_FALSE(log.epochs.front().validationLoss);
}

TEST_F(TrainerTest, NoEpochsWriteTheFirstWeights)
{
    auto options = smallOptions();
    options.epochs = 0;
    const DiscData data(squares(3, 16), squares(1, 16));
    const auto report = train(options, data);
    ASSERT_TRUE(report) << describe(report.error());
    EXPECT_EQ(report->epochs, 0);
    EXPECT_FALSE(report->stopped);
    EXPECT_EQ(data.asked(), 0);
    EXPECT_EQ(metadataOf(best(), "epoch"), "0");
    EXPECT_EQ(metadataOf(last(), "epoch"), "0");
}

TEST_F(TrainerTest, AStopAsksForNoMoreDataAndMakesNoMoreSteps)
{
    const DiscData data(squares(500, 16), {});
    auto options = smallOptions();
    options.batch = 16;
    std::stop_source stop;
    int microBatches = 0;
    int askedAtStop = 0;
    const auto report = train(options, data, stop.get_token(), [&] {
        if (++microBatches == 3) {
            stop.request_stop();
            askedAtStop = data.asked();
        }
    });
    ASSERT_TRUE(report) << describe(report.error());
    EXPECT_TRUE(report->stopped);
    EXPECT_EQ(report->epochs, 0);
    EXPECT_EQ(report->bestEpoch, 0);
    EXPECT_EQ(microBatches, 3);
    EXPECT_LE(log.steps.size(), 3U);
    // What a reading thread had begun it may end: one sample for each of the four threads at most.
    EXPECT_LE(data.asked(), askedAtStop + 4);
    EXPECT_TRUE(std::filesystem::exists(last()));
    EXPECT_FALSE(std::filesystem::exists(best()));
}

TEST_F(TrainerTest, AStopInALaterEpochKeepsTheLastFinishedOnesCheckpoint)
{
    const DiscData data(squares(6, 16), squares(1, 16));
    auto options = smallOptions();
    options.epochs = 9;
    std::stop_source stop;
    int microBatches = 0;
    const auto report = train(options, data, stop.get_token(), [&] {
        if (++microBatches == 6) { // two steps an epoch: the last of epoch 3
            stop.request_stop();
        }
    });
    ASSERT_TRUE(report);
    EXPECT_TRUE(report->stopped);
    EXPECT_EQ(report->epochs, 2);
    EXPECT_EQ(metadataOf(folder / "run/checkpoint-2/network.safetensors", "epoch"), "2");
    EXPECT_EQ(log.epochs.size(), 2U);
}

TEST_F(TrainerTest, MemoryRunningOutIsSaidAndTheLossesStayTheSame)
{
    const DiscData data(squares(6, 24), squares(2, 24));
    ASSERT_TRUE(train(smallOptions(), data));
    const auto undisturbed = log.losses();
    log = {};
    int microBatches = 0;
    const auto report = train(smallOptions(), data, {}, [&] {
        if (++microBatches == 2) {
            throw std::bad_alloc();
        }
    });
    ASSERT_TRUE(report) << describe(report.error());
    ASSERT_EQ(log.notices.size(), 1U);
    const auto losses = log.losses();
    ASSERT_EQ(losses.size(), undisturbed.size());
    for (std::size_t i = 0; i < losses.size(); ++i) {
        EXPECT_NEAR(losses[i], undisturbed[i], 1e-4) << i;
    }
}

TEST_F(TrainerTest, TheOptimisersStateIsInTheCheckpointAndNotInTheNetworks)
{
    const DiscData data(squares(3, 16), squares(1, 16));
    ASSERT_TRUE(train(smallOptions(), data));
    const auto state = safetensors::Reader::open(folder / "run/checkpoint-2/optimizer.safetensors");
    const auto lastFile = safetensors::Reader::open(last());
    const auto bestFile = safetensors::Reader::open(best());
    ASSERT_TRUE(state && lastFile && bestFile);
    constexpr const char* kMoment = "optimizer.second.encoder.0.conv1.weight";
    EXPECT_NE(state->find(kMoment), nullptr);
    EXPECT_EQ(lastFile->find(kMoment), nullptr);
    EXPECT_EQ(bestFile->find(kMoment), nullptr);
    EXPECT_FALSE(lastFile->metadata("sorby_version")->empty());
}

TEST_F(TrainerTest, APatienceEndsTheTrainingAndKeepsTheBest)
{
    // Validated on labels that are as they are by chance, nothing gets better for long.
    const DiscData data(squares(3, 16), squares(1, 16), 2);
    auto options = smallOptions();
    options.epochs = 60;
    options.learningRate = 0.3;
    options.patience = 3;
    const auto report = train(options, data);
    ASSERT_TRUE(report) << describe(report.error());
    EXPECT_LT(report->epochs, 60);
    EXPECT_EQ(report->epochs, report->bestEpoch + 3);
    EXPECT_FALSE(report->stopped);
    EXPECT_EQ(metadataOf(best(), "epoch"), std::to_string(report->bestEpoch));
    ASSERT_FALSE(log.notices.empty());
    EXPECT_NE(log.notices.back().find("epoch " + std::to_string(report->bestEpoch)), std::string::npos);
}

TEST_F(TrainerTest, ATimeLimitEndsTheTrainingWithAValidatedEpoch)
{
    const DiscData data(squares(40, 32), squares(1, 16));
    auto options = smallOptions();
    options.epochs = 100'000;
    options.schedule = ScheduleKind::Cosine;
    options.timeLimitSeconds = 1;
    const auto report = train(options, data);
    ASSERT_TRUE(report) << describe(report.error());
    EXPECT_TRUE(report->timeUp);
    EXPECT_FALSE(report->stopped);
    EXPECT_GE(report->epochs, 1);
    EXPECT_LT(report->epochs, 100'000);
    EXPECT_TRUE(log.epochs.back().validationIou);
    EXPECT_EQ(metadataOf(last(), "epoch"), std::to_string(report->epochs));
}

TEST_F(TrainerTest, EvenNoTimeGivesAnEpoch)
{
    auto options = smallOptions();
    options.timeLimitSeconds = 1e-6;
    const auto report = train(options, DiscData(squares(40, 16), squares(1, 16)));
    ASSERT_TRUE(report) << describe(report.error());
    EXPECT_EQ(report->epochs, 1);
    EXPECT_EQ(log.steps.size(), 1U);
    EXPECT_TRUE(std::filesystem::exists(best()));
}

TEST_F(TrainerTest, AFrozenEncoderStaysAsItWas)
{
    const DiscData data(squares(4, 16), squares(1, 16));
    auto options = smallOptions();
    options.network.normalization = Normalization::Batch;
    options.epochs = 0;
    ASSERT_TRUE(train(options, data));
    const auto before = readCheckpoint(last());
    options.epochs = 2;
    options.frozenEpochs = 2;
    ASSERT_TRUE(train(options, data));
    const auto frozen = readCheckpoint(last());
    options.frozenEpochs = 1;
    ASSERT_TRUE(train(options, data));
    const auto thawed = readCheckpoint(last());
    ASSERT_TRUE(before && frozen && thawed);
    for (std::size_t i = 0; i < before->tensors.size(); ++i) {
        const auto& [name, tensor] = before->tensors[i];
        const bool changed = !at::equal(tensor, frozen->tensors[i].tensor);
        EXPECT_EQ(changed, !isOfEncoder(name)) << name;
        EXPECT_FALSE(at::equal(tensor, thawed->tensors[i].tensor)) << name;
    }
}

TEST_F(TrainerTest, TheEncodersRateIsAShareOfTheOthers)
{
    const DiscData data(squares(3, 16), squares(1, 16));
    auto options = smallOptions();
    options.epochs = 0;
    ASSERT_TRUE(train(options, data));
    const auto before = readCheckpoint(last());
    options.epochs = 1;
    options.encoderRate = 0.1;
    ASSERT_TRUE(train(options, data));
    const auto after = readCheckpoint(last());
    ASSERT_TRUE(before && after);
    for (std::size_t i = 0; i < before->tensors.size(); ++i) {
        // Adam's first step is as long as the learning rate, wherever there is a gradient.
        const auto& [name, tensor] = before->tensors[i];
        if (name == "head.bias") {
            continue; // begins with the shares of the classes where there is a training
        }
        const double moved = (after->tensors[i].tensor - tensor).abs().max().item<double>();
        EXPECT_NEAR(moved, (isOfEncoder(name) ? 0.1 : 1) * options.learningRate, 0.02 * options.learningRate)
            << name;
    }
}

TEST_F(TrainerTest, PlateauTakesATenthWhenNothingGetsBetter)
{
    const DiscData data(squares(3, 16), squares(1, 16));
    auto options = smallOptions();
    options.epochs = 12;
    options.learningRate = 0.3;
    options.schedule = ScheduleKind::Plateau;
    options.stepEpochs = 2;
    ASSERT_TRUE(train(options, data));
    const auto state = readText(folder / "run/checkpoint-12/state.json");
    ASSERT_TRUE(state);
    EXPECT_EQ(state->find("\"rate_factor\":1.0,"), std::string::npos) << *state;
    EXPECT_NE(state->find("\"rate_factor\":0.0"), std::string::npos) << *state;
}

TEST_F(TrainerTest, ResizedImagesAreTrainedAndValidatedInTheirOwnSize)
{
    auto options = smallOptions();
    options.network.resize = Size{32, 24};
    options.epochs = 3;
    const DiscData data({{50, 40}, {31, 70}, {16, 16}}, {{45, 33}});
    const auto report = train(options, data);
    ASSERT_TRUE(report) << describe(report.error());
    EXPECT_TRUE(log.epochs.back().validationIou);
}

TEST_F(TrainerTest, ATrainingOfRareClassesWeighsThem)
{
    const DiscData data(squares(4, 32), squares(1, 32));
    auto options = smallOptions();
    options.loss = LossKind::BceDice;
    options.classWeights = ClassWeights::Balanced;
    options.boundaryWeight = 2;
    options.network.deepSupervision = true;
    options.averageDecay = 0.9;
    const auto report = train(options, data);
    ASSERT_TRUE(report) << describe(report.error());
    EXPECT_EQ(report->epochs, 2);
}

/// Data with one fault.
class FaultyData : public DiscData {
  public:
    explicit FaultyData(std::function<void(Sample&)> spoil)
        : DiscData(squares(4, 16), squares(1, 16)), m_spoil(std::move(spoil))
    {}
    Result<Sample> image(Part part, std::size_t index) const override
    {
        auto sample = DiscData::image(part, index);
        if (part == Part::Train && index == 2) {
            m_spoil(*sample);
        }
        return sample;
    }

  private:
    std::function<void(Sample&)> m_spoil;
};

TEST_F(TrainerTest, FaultyDataIsAnErrorThatNamesTheImage)
{
    const auto wrongLabel =
        train(smallOptions(), FaultyData([](Sample& sample) { sample.labels.at(3, 3) = 2; }));
    ASSERT_FALSE(wrongLabel);
    EXPECT_EQ(wrongLabel.error().where, "train 2.tif");
    EXPECT_EQ(wrongLabel.error().code, ErrorCode::Mismatch);
    const auto wrongSize = train(
        smallOptions(), FaultyData([](Sample& sample) { sample.labels = Raster<std::uint8_t>(16, 15); }));
    ASSERT_FALSE(wrongSize);
    EXPECT_EQ(wrongSize.error().where, "train 2.tif");
    EXPECT_NE(wrongSize.error().message.find("16x15"), std::string::npos);
}

TEST_F(TrainerTest, ALossThatIsNoNumberIsAnErrorWithARemedy)
{
    const FaultyData data(
        [](Sample& sample) { sample.image.at(0, 0) = std::numeric_limits<float>::quiet_NaN(); });
    const auto report = train(smallOptions(), data);
    ASSERT_FALSE(report);
    EXPECT_NE(report.error().message.find("epoch 1"), std::string::npos) << report.error().message;
    EXPECT_NE(report.error().message.find("lower learning rate"), std::string::npos);
    EXPECT_FALSE(std::filesystem::exists(last()));
}

TEST_F(TrainerTest, WhatCannotBeTrainedIsAnError)
{
    const auto none = train(smallOptions(), DiscData({}, squares(1, 16)));
    ASSERT_FALSE(none);
    EXPECT_NE(none.error().message.find("no training images"), std::string::npos);

    auto options = smallOptions();
    options.batch = 0;
    EXPECT_FALSE(train(options, DiscData(squares(3, 16), {})));

    options = smallOptions();
    options.memoryLimitBytes = 1000;
    const auto memory = train(options, DiscData(squares(3, 16), {}));
    ASSERT_FALSE(memory);
    EXPECT_EQ(memory.error().code, ErrorCode::OutOfMemory);

    std::filesystem::remove_all(folder / "run");
    ASSERT_TRUE(writeFileAtomically(folder / "run", "a file where the folder should be"));
    const auto place = train(smallOptions(), DiscData(squares(3, 16), {}));
    ASSERT_FALSE(place);
    EXPECT_EQ(place.error().code, ErrorCode::Io);
}

TEST_F(TrainerTest, ACheckpointThatCannotBeWrittenIsAnErrorThatNamesIt)
{
    std::filesystem::create_directories(folder / "run/last.safetensors.partial");
    const auto report = train(smallOptions(), DiscData(squares(3, 16), squares(1, 16)));
    ASSERT_FALSE(report);
    EXPECT_EQ(report.error().code, ErrorCode::Io);
    EXPECT_EQ(report.error().where, toUtf8(last()));
}

TEST(EngineTest, ExceptionsEndAtItsDoor)
{
    const test::TemporaryFolder folder;
    const DiscData data(squares(3, 16), squares(1, 16));
    const auto engine = makeTorchEngine();
    const auto report = engine->train(smallOptions(), data, folder / "run", {}, {},
                                      [](const TrainEvent&) { throw std::runtime_error("line 1\nline 2"); });
    ASSERT_FALSE(report);
    EXPECT_EQ(report.error().code, ErrorCode::Internal);
    EXPECT_NE(report.error().message.find("line 1"), std::string::npos);
    EXPECT_EQ(report.error().message.find("line 2"), std::string::npos);
}

TEST(EngineTest, CudaIsAnErrorWithTheReasonWhereThereIsNone)
{
    const auto engine = makeTorchEngine();
    const auto devices = engine->devices();
    if (devices.devices.size() > 1) {
        GTEST_SKIP() << "this machine has a CUDA device";
    }
    EXPECT_FALSE(devices.cudaAbsence.empty());
    const test::TemporaryFolder folder;
    const DiscData data(squares(3, 16), squares(1, 16));
    auto options = smallOptions();
    options.device = {DeviceChoice::Kind::Cuda, 0};
    const auto report = engine->train(options, data, folder / "run", {}, {}, {});
    ASSERT_FALSE(report);
    EXPECT_NE(report.error().message.find(devices.cudaAbsence), std::string::npos) << report.error().message;
    options.device = {};
    options.epochs = 1;
    EXPECT_TRUE(engine->train(options, data, folder / "run", {}, {}, {}));
}

TEST(EngineTest, TrainsAndPredictsAtOnce)
{
    const test::TemporaryFolder folder;
    const DiscData data(squares(6, 32), squares(1, 32));
    const auto engine = makeTorchEngine();
    auto options = smallOptions();
    ASSERT_TRUE(engine->train(options, data, folder / "first", {}, {}, {}));
    auto predictor = engine->openPredictor(folder / "first/best.safetensors", {});
    ASSERT_TRUE(predictor) << describe(predictor.error());
    const auto image = DiscData::discs({48, 40}, 5, 2).image;
    const auto alone = (*predictor)->predict(image, {});
    ASSERT_TRUE(alone);

    Log quiet;
    ASSERT_TRUE(engine->train(options, data, folder / "second", {}, {},
                              [&](const TrainEvent& event) { quiet.add(event); }));
    Log busy;
    Result<TrainReport> report = Error{};
    {
        const std::jthread trainer([&] {
            report = engine->train(options, data, folder / "third", {}, {},
                                   [&](const TrainEvent& event) { busy.add(event); });
        });
        for (int i = 0; i < 20; ++i) {
            const auto again = (*predictor)->predict(image, {});
            ASSERT_TRUE(again);
            EXPECT_EQ(again->planes, alone->planes);
        }
    }
    ASSERT_TRUE(report) << describe(report.error());
    EXPECT_EQ(busy.losses(), quiet.losses());
}

} // namespace
} // namespace sorby::learning
