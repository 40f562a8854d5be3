// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/learning/autocast.h"
#include "core/learning/graph_builder.h"
#include "core/learning/network.h"
#include "core/learning/network_layout.h"

#include <ATen/ATen.h>
#include <gtest/gtest.h>

namespace sorby::learning {
namespace {

NetworkSpec spec(int width, int depth, Normalization normalization = Normalization::None, int classes = 2)
{
    NetworkSpec spec;
    spec.width = width;
    spec.depth = depth;
    spec.normalization = normalization;
    spec.classCount = classes;
    return spec;
}

Network network(const NetworkSpec& of, std::uint64_t seed = 1, bool channelsLast = false)
{
    return {of, placed(initialTensors(of, seed), c10::Device(c10::kCPU), channelsLast)};
}

at::Tensor randomTensor(at::IntArrayRef sizes, std::uint64_t seed)
{
    return at::empty(sizes, at::kFloat).normal_(0, 1, at::detail::createCPUGenerator(seed));
}

double largestDifference(const at::Tensor& a, const at::Tensor& b)
{
    return (a - b).abs().max().item<double>();
}

TEST(NetworkTest, TheDefaultHasThirtyOneMillionParameters)
{
    // Convolutions 28,238,400, transposed 2,785,280, head 64; biases 1,920 + 2,048 + 1,920 + 960 + 1.
    EXPECT_EQ(parameterCount(NetworkSpec{}), 31'030'593U);
    // With normalisation scales and shifts, 2 * 5,888, instead of the convolutions' biases.
    EXPECT_EQ(parameterCount(spec(64, 4, Normalization::Batch)), 31'036'481U);

    std::int64_t built = 0;
    const auto net = network(NetworkSpec{});
    for (const auto& [name, tensor] : net.parameters()) {
        built += tensor.numel();
        EXPECT_TRUE(tensor.requires_grad()) << name;
    }
    EXPECT_EQ(built, 31'030'593);
}

TEST(NetworkTest, AUnitEndsInARelu)
{
    // The centre weight alone, so that a unit is "times weight, then ReLU".
    GraphBuilder builder(1);
    Convolution unit;
    unit.channels = 1;
    unit.kernel = 3;
    unit.relu = true;
    const int first = builder.convolution({builder.image()}, unit);
    const auto graph = builder.finish({builder.convolution({first}, unit)});
    const auto input = at::tensor({-2.0F, -0.5F, 0.0F, 3.0F}).reshape({1, 1, 2, 2});
    const auto positive = at::tensor({0.0F, 0.0F, 0.0F, 3.0F}).reshape({1, 1, 2, 2});
    const auto negative = at::tensor({2.0F, 0.5F, 0.0F, 0.0F}).reshape({1, 1, 2, 2});
    const auto output = [&](float weight1, float weight2) {
        std::vector<NodeTensors> tensors(3);
        for (const auto& [node, weight] : {std::pair{1U, weight1}, {2U, weight2}}) {
            tensors[node].weight = at::zeros({1, 1, 3, 3});
            tensors[node].weight[0][0][1][1] = weight;
        }
        return GraphRunner(graph, tensors).run(input, {}).front();
    };
    EXPECT_TRUE(at::equal(output(1, 1), positive));
    EXPECT_TRUE(at::equal(output(-1, 1), negative));
    // Without the first ReLU this would be the input's negative part again.
    EXPECT_EQ(output(-1, -1).abs().sum().item<float>(), 0);
    EXPECT_EQ(output(1, -1).abs().sum().item<float>(), 0);
}

TEST(NetworkTest, ASeedGivesTheNetworkThatItGaveBefore)
{
    // As the U-Net gave it when it was no graph yet: checkpoints and runs of a seed stay what they are.
    const auto of = spec(4, 2, Normalization::Batch, 3);
    double weighted = 0;
    for (const auto& [name, tensor] : initialTensors(of, 7)) {
        weighted += (tensor.flatten().to(at::kDouble) * at::arange(1, tensor.numel() + 1, at::kDouble).cos())
                        .sum()
                        .item<double>();
    }
    EXPECT_NEAR(weighted, -30.503367984, 1e-6);
    const auto image = at::arange(11 * 9, at::kFloat).mul(0.37).sin().reshape({1, 1, 11, 9});
    const auto logits = network(of, 7).forward(image);
    EXPECT_NEAR(logits[0][0][0][0].item<double>(), -0.0624722727, 1e-6);
    EXPECT_NEAR(logits[0][1][5][4].item<double>(), 0.0023488882, 1e-6);
    EXPECT_NEAR(network(spec(4, 2), 7).forward(image)[0][0][0][0].item<double>(), 0.371724784, 1e-6);
}

TEST(NetworkTest, TheHeadHasNoActivationAndTheUpConvolutionNeither)
{
    const auto of = spec(2, 1);
    auto tensors = initialTensors(of, 3);
    for (auto& [name, tensor] : tensors) {
        if (name == "head.bias") {
            tensor.fill_(-7);
        } else if (name == "head.weight") {
            tensor.zero_();
        }
    }
    const Network headOnly(of, tensors);
    EXPECT_TRUE(at::equal(headOnly.forward(randomTensor({1, 1, 4, 4}, 1)), at::full({1, 1, 4, 4}, -7.0F)));

    // A negative bias of the up-convolution passes to the block, which turns its sign and lets it through.
    tensors = initialTensors(of, 3);
    for (auto& [name, tensor] : tensors) {
        tensor.zero_();
        if (name == "decoder.0.up.bias") {
            tensor.fill_(-1);
        } else if (name == "decoder.0.conv1.weight") {
            // Output 0 is minus input channel 2, the first that came up.
            tensor[0][2][1][1] = -1;
        } else if (name == "decoder.0.conv2.weight" || name == "head.weight") {
            tensor[0][0][tensor.size(2) / 2][tensor.size(3) / 2] = 1;
        }
    }
    EXPECT_TRUE(at::equal(Network(of, tensors).forward(at::zeros({1, 1, 4, 4})), at::ones({1, 1, 4, 4})));
}

TEST(NetworkTest, LogitsHaveTheImagesSizeWhateverItIs)
{
    for (const auto& of : {spec(2, 3), spec(2, 3, Normalization::Batch, 4)}) {
        const auto net = network(of);
        for (const auto& [height, width] : {std::pair{1, 1}, {7, 13}, {8, 8}, {9, 8}, {31, 65}}) {
            const auto logits = net.forward(randomTensor({2, 1, height, width}, 1));
            EXPECT_EQ(logits.sizes(), (at::IntArrayRef{2, of.outputChannels(), height, width}));
            EXPECT_TRUE(logits.isfinite().all().item<bool>());
        }
    }
}

TEST(NetworkTest, OddSizesAreContinuedByTheBorder)
{
    const auto net = network(spec(4, 2));
    const auto image = randomTensor({1, 1, 5, 6}, 1);
    const auto padded = at::replication_pad2d(image, {0, 2, 0, 3});
    EXPECT_TRUE(at::equal(net.forward(image), net.forward(padded).narrow(2, 0, 5).narrow(3, 0, 6)));
}

TEST(NetworkTest, EveryParameterGetsAGradient)
{
    for (const auto normalization : {Normalization::None, Normalization::Batch}) {
        const auto net = network(spec(4, 2, normalization));
        net.forward(randomTensor({2, 1, 16, 16}, 1), {true, false}).square().sum().backward();
        for (const auto& [name, tensor] : net.parameters()) {
            ASSERT_TRUE(tensor.grad().defined()) << name;
            EXPECT_GT(tensor.grad().abs().max().item<float>(), 0) << name;
        }
    }
}

TEST(NetworkTest, StartsWithHeVarianceZeroBiasesAndTheSeedsNumbers)
{
    const auto of = spec(16, 3);
    const auto first = initialTensors(of, 11);
    const auto same = initialTensors(of, 11);
    const auto other = initialTensors(of, 12);
    for (std::size_t i = 0; i < first.size(); ++i) {
        const auto& [name, tensor] = first[i];
        EXPECT_TRUE(at::equal(tensor, same[i].tensor)) << name;
        if (name.ends_with("bias")) {
            EXPECT_EQ(tensor.abs().max().item<float>(), 0) << name;
            continue;
        }
        EXPECT_FALSE(at::equal(tensor, other[i].tensor)) << name;
        if (name == "bottom.conv2.weight") {
            EXPECT_NEAR(tensor.std().item<double>(), std::sqrt(2.0 / (9 * 128)), 1e-3);
            EXPECT_NEAR(tensor.mean().item<double>(), 0, 1e-3);
        }
    }
    const auto logits = Network(of, first).forward(randomTensor({1, 1, 32, 32}, 1).sigmoid());
    EXPECT_LT(logits.abs().max().item<float>(), 2);
}

TEST(NetworkTest, ChannelsLastGivesTheSame)
{
    const auto of = spec(4, 2, Normalization::Batch);
    const auto plain = network(of, 5, false);
    const auto last = network(of, 5, true);
    EXPECT_FALSE(plain.isChannelsLast());
    EXPECT_TRUE(last.isChannelsLast());
    const auto image = randomTensor({2, 1, 16, 24}, 1);
    EXPECT_LT(largestDifference(plain.forward(image), last.forward(image)), 1e-5);
}

TEST(NetworkTest, CheckpointingGivesTheSameGradientsAndStatistics)
{
    for (const auto normalization : {Normalization::None, Normalization::Batch}) {
        const auto of = spec(4, 2, normalization);
        const auto plain = network(of, 7);
        const auto checkpointed = network(of, 7);
        const auto image = randomTensor({3, 1, 16, 16}, 1);
        const auto logits = plain.forward(image, {true, false});
        const auto again = checkpointed.forward(image, {true, true});
        EXPECT_TRUE(at::equal(logits, again));
        logits.square().sum().backward();
        again.square().sum().backward();
        for (std::size_t i = 0; i < plain.tensors().size(); ++i) {
            const auto& [name, tensor] = plain.tensors()[i];
            const auto& twin = checkpointed.tensors()[i].tensor;
            if (tensor.requires_grad()) {
                ASSERT_TRUE(twin.grad().defined()) << name;
                EXPECT_LE(largestDifference(tensor.grad(), twin.grad()),
                          1e-6 * (1 + tensor.grad().abs().max().item<double>()))
                    << name;
            } else {
                EXPECT_TRUE(at::equal(tensor, twin)) << name;
                EXPECT_FALSE(at::equal(tensor, initialTensors(of, 7)[i].tensor)) << name;
            }
        }
    }
}

TEST(NetworkTest, CheckpointingComputesBackwardsInThePrecisionOfForward)
{
    const auto of = spec(4, 1);
    const auto plain = network(of, 7);
    const auto checkpointed = network(of, 7);
    const auto image = randomTensor({1, 1, 8, 8}, 1);
    for (const auto* net : {&plain, &checkpointed}) {
        at::Tensor logits;
        {
            const Autocast autocast(c10::kCPU, true);
            logits = net->forward(image, {true, net == &checkpointed});
        }
        EXPECT_EQ(logits.scalar_type(), at::kBFloat16);
        logits.to(at::kFloat).sum().backward();
    }
    EXPECT_FALSE(Autocast::isOn(c10::kCPU));
    for (std::size_t i = 0; i < plain.parameters().size(); ++i) {
        EXPECT_TRUE(
            at::equal(plain.parameters()[i].tensor.grad(), checkpointed.parameters()[i].tensor.grad()))
            << plain.parameters()[i].name;
    }
}

TEST(NetworkTest, TrainingUsesTheBatchAndPredictionTheRunningStatistics)
{
    const auto of = spec(4, 1, Normalization::Batch);
    const auto net = network(of, 7);
    const auto image = randomTensor({2, 1, 8, 8}, 1) * 5;
    const auto before = net.forward(image);
    EXPECT_TRUE(at::equal(before, net.forward(image)));
    const auto training = net.forward(image, {true, false});
    EXPECT_FALSE(at::equal(before, training));
    EXPECT_FALSE(at::equal(before, net.forward(image)));
}

} // namespace
} // namespace sorby::learning
