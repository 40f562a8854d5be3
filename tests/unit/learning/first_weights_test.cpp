// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/files.h"
#include "core/learning/checkpoint.h"
#include "core/learning/first_weights.h"
#include "tests/unit/learning/rule_weights.h"
#include "tests/unit/learning/training_fixture.h"

#include <ATen/ATen.h>
#include <gtest/gtest.h>

#include <algorithm>

namespace sorby::learning {
namespace {

NetworkSpec onResnet18(int classCount, int channels = 1)
{
    NetworkSpec spec;
    spec.encoder = Encoder::Resnet18;
    spec.classCount = classCount;
    spec.inputChannels = channels;
    return spec;
}

class FirstWeightsTest : public TrainerTest {
  protected:
    std::filesystem::path write(const std::vector<NamedTensor>& tensors)
    {
        const auto path = folder / "weights.safetensors";
        EXPECT_TRUE(writeTensors(path, tensors));
        return path;
    }
    static at::Tensor named(const std::vector<NamedTensor>& tensors, const std::string& name)
    {
        const auto found =
            std::find_if(tensors.begin(), tensors.end(), [&](const auto& one) { return one.name == name; });
        return found != tensors.end() ? found->tensor : at::Tensor();
    }
};

TEST_F(FirstWeightsTest, AWholeNetworkIsTakenAsItIs)
{
    const auto spec = onResnet18(4);
    const auto foreign = ruleTensors(spec);
    auto tensors = initialTensors(spec, 1);
    const auto taken = takeWeights(write(foreign), spec, true, tensors);
    ASSERT_TRUE(taken) << describe(taken.error());
    EXPECT_TRUE(taken->headTaken);
    for (std::size_t i = 0; i < tensors.size(); ++i) {
        EXPECT_TRUE(at::equal(tensors[i].tensor, foreign[i].tensor)) << tensors[i].name;
    }
}

TEST_F(FirstWeightsTest, AnEncoderAloneMayLeaveItsNameOut)
{
    const auto spec = onResnet18(2);
    std::vector<NamedTensor> encoder;
    for (const auto& [name, tensor] : ruleTensors(onResnet18(2, 3))) {
        if (name.starts_with("encoder.")) {
            encoder.push_back({name.substr(8), tensor});
        }
    }
    encoder.push_back({"fc.weight", at::zeros({10, 5})});
    auto tensors = initialTensors(spec, 1);
    const auto before = named(tensors, "decoder.blocks.0.conv1.0.weight").clone();
    const auto path = write(encoder);
    const auto taken = takeWeights(path, spec, false, tensors);
    ASSERT_TRUE(taken) << describe(taken.error());
    EXPECT_FALSE(taken->headTaken);
    EXPECT_NE(taken->report.find("not in the file: decoder"), std::string::npos) << taken->report;
    EXPECT_NE(taken->report.find("fc"), std::string::npos) << taken->report;
    // Three input channels are summed to one.
    EXPECT_TRUE(
        at::allclose(named(tensors, "encoder.conv1.weight"), named(encoder, "conv1.weight").sum(1, true)));
    EXPECT_TRUE(at::equal(named(tensors, "decoder.blocks.0.conv1.0.weight"), before));
    EXPECT_FALSE(takeWeights(path, spec, true, tensors)) << "as they are, nothing may be missing";
}

TEST_F(FirstWeightsTest, TwoLogitsBecomeTheirDifference)
{
    auto foreign = ruleTensors(onResnet18(3));
    for (auto& [name, tensor] : foreign) {
        if (name.starts_with("segmentation_head")) {
            tensor = tensor.narrow(0, 0, 2).contiguous();
        }
    }
    const auto spec = onResnet18(2);
    auto tensors = initialTensors(spec, 1);
    const auto taken = takeWeights(write(foreign), spec, true, tensors);
    ASSERT_TRUE(taken) << describe(taken.error());
    const auto weight = named(foreign, "segmentation_head.0.weight");
    EXPECT_TRUE(at::allclose(named(tensors, "segmentation_head.0.weight")[0], weight[1] - weight[0]));
}

TEST_F(FirstWeightsTest, AnotherNetworksWeightsAreRefused)
{
    auto wider = NetworkSpec();
    wider.width = 8;
    auto narrow = wider;
    narrow.width = 4;
    const auto path = write(initialTensors(wider, 1));
    auto tensors = initialTensors(narrow, 1);
    const auto refused = takeWeights(path, narrow, false, tensors);
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().code, ErrorCode::Mismatch);
    EXPECT_EQ(refused.error().where, toUtf8(path));
    EXPECT_NE(refused.error().message.find("width"), std::string::npos);
    auto onEncoder = initialTensors(onResnet18(2), 1);
    EXPECT_FALSE(takeWeights(path, onResnet18(2), false, onEncoder));
}

TEST_F(FirstWeightsTest, ARunOfForeignWeightsSaysWhatTheySay)
{
    auto options = smallOptions();
    options.network = onResnet18(2);
    options.epochs = 0;
    const auto foreign = ruleTensors(onResnet18(2));
    options.initFile = toUtf8(write(foreign));
    const auto report = train(options, DiscData({}, {}));
    ASSERT_TRUE(report) << describe(report.error());
    const auto run = readCheckpoint(best());
    ASSERT_TRUE(run) << describe(run.error());
    const auto image = at::rand({1, 1, 50, 70});
    EXPECT_TRUE(at::equal(Network(run->options.network, run->tensors).forward(image),
                          Network(onResnet18(2), foreign).forward(image)));
    ASSERT_EQ(log.notices.size(), 1U);
    EXPECT_NE(log.notices[0].find("tensors taken"), std::string::npos);
}

TEST_F(FirstWeightsTest, TrainingGoesOnFromARunsOwnNetwork)
{
    const DiscData data(squares(4, 24), squares(1, 24));
    auto options = smallOptions();
    ASSERT_TRUE(train(options, data));
    const double loss = log.epochs.back().trainLoss;
    const auto kept = folder / "kept.safetensors";
    std::filesystem::copy_file(last(), kept);
    log = {};
    options.initFile = toUtf8(kept);
    ASSERT_TRUE(train(options, data));
    EXPECT_LT(log.epochs.front().trainLoss, 1.05 * loss);
}

TEST_F(FirstWeightsTest, AFileThatIsNotThereIsNamed)
{
    auto options = smallOptions();
    options.initFile = toUtf8(folder / "nothing.pth");
    const auto refused = train(options, DiscData(squares(1, 16), {}));
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().where, options.initFile);
}

} // namespace
} // namespace sorby::learning
