// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/learning/options.h"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>

namespace sorby::learning {
namespace {

TrainOptions unusualOptions()
{
    TrainOptions options;
    options.network.classCount = 5;
    options.network.width = 24;
    options.network.depth = 3;
    options.network.normalization = Normalization::Instance;
    options.network.dropout = 0.3;
    options.network.deepSupervision = true;
    options.network.inputChannels = 3;
    options.network.imageScale = ImageScale::Imagenet;
    options.epochs = 7;
    options.batch = 3;
    options.learningRate = 0.1 + 0.2; // needs all 17 digits
    options.schedule = ScheduleKind::OneCycle;
    options.warmupEpochs = 3;
    options.stepEpochs = 11;
    options.loss = LossKind::Tversky;
    options.diceWeight = 0.6;
    options.focalGamma = 1.5;
    options.tverskyAlpha = 0.4;
    options.tverskyBeta = 0.8;
    options.optimizer = OptimizerKind::Sgd;
    options.weightDecay = 0.01;
    options.momentum = 0.95;
    options.clipNorm = 12;
    options.patch = Size{320, 240};
    options.augmentation = Augmentation::None;
    options.precision = Precision::Bf16;
    options.device = {DeviceChoice::Kind::Cuda, 2};
    options.memoryLimitBytes = std::uint64_t{5} << 30;
    options.seed = std::numeric_limits<std::uint64_t>::max();
    options.threads = 9;
    return options;
}

TEST(OptionsTest, JsonBringsEveryOptionBack)
{
    const auto options = unusualOptions();
    const auto back = trainOptionsFromJson(toJson(options));
    ASSERT_TRUE(back) << describe(back.error());
    EXPECT_EQ(back->network, options.network);
    EXPECT_EQ(back->epochs, options.epochs);
    EXPECT_EQ(back->batch, options.batch);
    EXPECT_EQ(back->learningRate, options.learningRate);
    EXPECT_EQ(back->schedule, options.schedule);
    EXPECT_EQ(back->warmupEpochs, options.warmupEpochs);
    EXPECT_EQ(back->stepEpochs, options.stepEpochs);
    EXPECT_EQ(back->loss, options.loss);
    EXPECT_EQ(back->diceWeight, options.diceWeight);
    EXPECT_EQ(back->focalGamma, options.focalGamma);
    EXPECT_EQ(back->tverskyAlpha, options.tverskyAlpha);
    EXPECT_EQ(back->tverskyBeta, options.tverskyBeta);
    EXPECT_EQ(back->optimizer, options.optimizer);
    EXPECT_EQ(back->weightDecay, options.weightDecay);
    EXPECT_EQ(back->momentum, options.momentum);
    EXPECT_EQ(back->clipNorm, options.clipNorm);
    EXPECT_EQ(back->patch, options.patch);
    EXPECT_EQ(back->augmentation, options.augmentation);
    EXPECT_EQ(back->precision, options.precision);
    EXPECT_EQ(back->device, options.device);
    EXPECT_EQ(back->memoryLimitBytes, options.memoryLimitBytes);
    EXPECT_EQ(back->seed, options.seed);
    EXPECT_EQ(back->threads, options.threads);
    EXPECT_EQ(toJson(*back), toJson(options));
}

TEST(OptionsTest, NumbersOfLossAndOptimiserHaveBounds)
{
    const auto refused = [](auto change) {
        auto options = unusualOptions();
        change(options);
        const auto status = validate(options);
        return status ? std::string() : status.error().message;
    };
    EXPECT_EQ(refused([](TrainOptions&) {}), "");
    EXPECT_NE(refused([](TrainOptions& options) { options.diceWeight = 1.1; }), "");
    EXPECT_NE(refused([](TrainOptions& options) { options.focalGamma = -1; }), "");
    EXPECT_NE(refused([](TrainOptions& options) { options.momentum = 1; }).find("momentum"),
              std::string::npos);
    EXPECT_NE(refused([](TrainOptions& options) { options.clipNorm = std::nan(""); }), "");
    EXPECT_NE(refused([](TrainOptions& options) { options.tverskyAlpha = options.tverskyBeta = 0; }), "");
    EXPECT_NE(refused([](TrainOptions& options) { options.stepEpochs = 0; }), "");
}

TEST(OptionsTest, JsonOfTheNetworkAlone)
{
    const auto network = unusualOptions().network;
    const auto back = networkSpecFromJson(toJson(network));
    ASSERT_TRUE(back) << describe(back.error());
    EXPECT_EQ(*back, network);
}

TEST(OptionsTest, AnOlderDescriptionOfANetworkIsAPlainUnet)
{
    const auto network = networkSpecFromJson(
        R"({"kind":"unet","input_channels":1,"classes":3,"width":16,"depth":3,"normalization":"batch"})");
    ASSERT_TRUE(network) << describe(network.error());
    NetworkSpec expected;
    expected.classCount = 3;
    expected.width = 16;
    expected.depth = 3;
    expected.normalization = Normalization::Batch;
    EXPECT_EQ(*network, expected);
}

TEST(OptionsTest, ANetworkOnAnEncoderComesBack)
{
    NetworkSpec network;
    for (const auto kind :
         {NetworkKind::UNet, NetworkKind::UNetPlusPlus, NetworkKind::Fpn, NetworkKind::DeepLabV3Plus}) {
        network.kind = kind;
        network.encoder = Encoder::SeResnext50;
        const auto back = networkSpecFromJson(toJson(network));
        ASSERT_TRUE(back) << describe(back.error());
        EXPECT_EQ(*back, network);
    }
    EXPECT_EQ(*parseNetworkKind("deeplabv3plus"), NetworkKind::DeepLabV3Plus);
    EXPECT_EQ(toText(NetworkKind::UNetPlusPlus), "unet++");
}

TEST(OptionsTest, WholeImagesAndDefaultsComeBack)
{
    const auto back = trainOptionsFromJson(R"({"unknown": [1, {"a": null}], "patch": "whole"})");
    ASSERT_TRUE(back) << describe(back.error());
    EXPECT_FALSE(back->patch);
    EXPECT_EQ(toJson(*back), toJson(TrainOptions{}));
}

struct BadJson {
    const char* text;
    const char* named; ///< what the message has to name
};

class OptionsBadJson : public testing::TestWithParam<BadJson> {};

TEST_P(OptionsBadJson, IsAnErrorThatNamesTheOption)
{
    const auto options = trainOptionsFromJson(GetParam().text);
    ASSERT_FALSE(options);
    EXPECT_NE(options.error().message.find(GetParam().named), std::string::npos) << options.error().message;
}

INSTANTIATE_TEST_SUITE_P(
    All, OptionsBadJson,
    testing::Values(BadJson{"[]", "object"}, BadJson{"{", "JSON"}, BadJson{R"({"epochs": "five"})", "epochs"},
                    BadJson{R"({"epochs": 1e99})", "epochs"}, BadJson{R"({"epochs": 99999999999})", "epochs"},
                    BadJson{R"({"batch": 0})", "batch"}, BadJson{R"({"seed": -1})", "seed"},
                    BadJson{R"({"lr": null})", "lr"}, BadJson{R"({"loss": "hinge"})", "bce"},
                    BadJson{R"({"loss": 1})", "loss"}, BadJson{R"({"patch": "0x5"})", "0x5"},
                    BadJson{R"({"network": 3})", "network"},
                    BadJson{R"({"network": {"width": 100000}})", "width"},
                    BadJson{R"({"network": {"depth": 60}})", "depth"},
                    BadJson{R"({"network": {"classes": 1}})", "classes"}));

struct BadOption {
    const char* named;
    void (*spoil)(TrainOptions&);
};

class OptionsInvalid : public testing::TestWithParam<BadOption> {};

TEST_P(OptionsInvalid, IsAnErrorThatNamesTheOption)
{
    TrainOptions options;
    ASSERT_TRUE(validate(options));
    GetParam().spoil(options);
    const auto status = validate(options);
    ASSERT_FALSE(status);
    EXPECT_EQ(status.error().code, ErrorCode::InvalidArgument);
    EXPECT_NE(status.error().message.find(GetParam().named), std::string::npos) << status.error().message;
}

INSTANTIATE_TEST_SUITE_P(
    All, OptionsInvalid,
    testing::Values(
        BadOption{"epochs", [](TrainOptions& o) { o.epochs = -1; }},
        BadOption{"batch", [](TrainOptions& o) { o.batch = 0; }},
        BadOption{"width", [](TrainOptions& o) { o.network.width = 0; }},
        BadOption{"depth", [](TrainOptions& o) { o.network.depth = 0; }},
        BadOption{"classes", [](TrainOptions& o) { o.network.classCount = 256; }},
        BadOption{"channels", [](TrainOptions& o) { o.network.inputChannels = 2; }},
        BadOption{"encoder", [](TrainOptions& o) { o.network.kind = NetworkKind::Fpn; }},
        BadOption{"dropout", [](TrainOptions& o) { o.network.dropout = 1; }},
        BadOption{"deep supervision",
                  [](TrainOptions& o) {
                      o.network.encoder = Encoder::Resnet18;
                      o.network.deepSupervision = true;
                  }},
        BadOption{"network unet on resnet18 needs at least 32x32",
                  [](TrainOptions& o) {
                      o.network.encoder = Encoder::Resnet18;
                      o.patch = Size{64, 16};
                  }},
        BadOption{"lr", [](TrainOptions& o) { o.learningRate = 0; }},
        BadOption{"lr", [](TrainOptions& o) { o.learningRate = std::numeric_limits<double>::quiet_NaN(); }},
        BadOption{"threads", [](TrainOptions& o) { o.threads = -2; }},
        BadOption{"patch 64x15 is too small",
                  [](TrainOptions& o) {
                      o.patch = Size{64, 15};
                  }},
        BadOption{"patch", [](TrainOptions& o) {
                      o.patch = Size{40'000, 64};
                  }}));

TEST(OptionsTest, DevicesAreParsedAndWritten)
{
    for (const char* text : {"auto", "cpu", "cuda", "cuda:3"}) {
        const auto device = parseDevice(text);
        ASSERT_TRUE(device) << text;
        EXPECT_EQ(toText(*device), text);
    }
    EXPECT_EQ(parseDevice("cuda:0")->index, 0);
    for (const char* text : {"", "gpu", "cuda:", "cuda:-1", "cuda:1x", "cuda:99999999999", "CPU"}) {
        EXPECT_FALSE(parseDevice(text)) << text;
    }
}

TEST(OptionsTest, NamesAreParsedAndAnErrorListsThem)
{
    EXPECT_EQ(*parseNormalization("batch"), Normalization::Batch);
    EXPECT_EQ(*parseAugmentation("flips"), Augmentation::Flips);
    EXPECT_EQ(*parsePrecision("bf16"), Precision::Bf16);
    EXPECT_EQ(*parseNetworkKind(toText(NetworkKind::UNet)), NetworkKind::UNet);
    EXPECT_EQ(*parseLoss(toText(LossKind::Bce)), LossKind::Bce);
    EXPECT_EQ(*parseOptimizer(toText(OptimizerKind::Adam)), OptimizerKind::Adam);
    const auto unknown = parsePrecision("fp8");
    ASSERT_FALSE(unknown);
    EXPECT_EQ(unknown.error().message,
              "precision 'fp8' is not known; known are: auto, fp32, tf32, bf16, fp16");
}

} // namespace
} // namespace sorby::learning
