// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/learning/autocast.h"
#include "core/learning/network.h"
#include "core/learning/network_registry.h"
#include "core/learning/receptive_field.h"
#include "tests/unit/learning/every_network.h"

#include <ATen/ATen.h>
#include <ATen/core/grad_mode.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <utility>
#include <vector>

namespace sorby::learning {
namespace {

class EveryNetwork : public testing::TestWithParam<NetworkSpec> {
  protected:
    [[nodiscard]] Network network(bool channelsLast = false) const
    {
        return {GetParam(), placed(initialTensors(GetParam(), 7), c10::Device(c10::kCPU), channelsLast)};
    }
    static at::Tensor images(std::int64_t count, std::int64_t height, std::int64_t width)
    {
        return at::empty({count, 1, height, width}, at::kFloat)
            .uniform_(0, 1, at::detail::createCPUGenerator(5));
    }
    static double largestDifference(const at::Tensor& a, const at::Tensor& b)
    {
        return (a - b).abs().max().item<double>();
    }
};

class LocalNetwork : public EveryNetwork {};

TEST_P(EveryNetwork, TheSpecKnowsTheGraphsStride)
{
    EXPECT_TRUE(validate(GetParam()));
    EXPECT_EQ(strideOf(buildNetwork(GetParam())), GetParam().stride());
}

TEST_P(EveryNetwork, LogitsHaveTheImagesSizeWhateverItIs)
{
    const at::AutoGradMode noGradients(false);
    const auto net = network();
    for (const auto& [height, width] : {std::pair{1, 1}, {31, 50}, {64, 37}}) {
        const auto image = images(1, height, width);
        const auto logits = net.forward(image);
        EXPECT_EQ(logits.sizes(), (at::IntArrayRef{1, 3, height, width}));
        EXPECT_TRUE(logits.isfinite().all().item<bool>());
        // Continued by the border, and cut back.
        const auto continued = net.forward(padToStride(image, GetParam().stride()));
        EXPECT_TRUE(at::equal(logits, continued.narrow(2, 0, height).narrow(3, 0, width)));
    }
}

TEST_P(EveryNetwork, CheckpointingGivesTheSameGradientsAndStatistics)
{
    // On small encoders in bf16 too: the rest of them is made of the same operations.
    const bool isSmall = GetParam().encoder == Encoder::None || GetParam().encoder == Encoder::Resnet18;
    for (const bool bf16 : isSmall ? std::vector{false, true} : std::vector{false}) {
        const auto plain = network(bf16);
        const auto checkpointed = network(bf16);
        const auto shown = images(2, 31, 50);
        for (const auto* net : {&plain, &checkpointed}) {
            at::Tensor loss;
            {
                const Autocast autocast(c10::kCPU, bf16);
                const auto outputs = net->forwardAll(shown, {true, net == &checkpointed, 99});
                EXPECT_EQ(outputs.size(), net->graph().outputs.size());
                for (const auto& logits : outputs) {
                    const auto sum = logits.to(at::kFloat).square().mean();
                    loss = loss.defined() ? loss + sum : sum;
                }
            }
            loss.backward();
        }
        for (std::size_t i = 0; i < plain.tensors().size(); ++i) {
            const auto& [name, tensor] = plain.tensors()[i];
            const auto& twin = checkpointed.tensors()[i].tensor;
            if (!tensor.requires_grad()) {
                EXPECT_TRUE(at::equal(tensor, twin)) << name;
                continue;
            }
            ASSERT_TRUE(tensor.grad().defined()) << name;
            ASSERT_TRUE(twin.grad().defined()) << name;
            // A sum of several gradients is added up in another order.
            const double accuracy = bf16 ? 0.05 : 1e-4;
            EXPECT_LE(largestDifference(tensor.grad(), twin.grad()),
                      1e-7 + accuracy * tensor.grad().abs().max().item<double>())
                << name;
        }
    }
}

TEST_P(LocalNetwork, APieceWithAMarginOfTheReachSaysTheSame)
{
    const int stride = GetParam().stride();
    const int reach = (reachOf(buildNetwork(GetParam())) + stride - 1) / stride * stride;
    const at::AutoGradMode noGradients(false);
    const auto net = network();
    for (const bool turned : {false, true}) {
        auto image = images(1, stride, 3 * reach);
        const auto whole = net.forward(turned ? image.transpose(2, 3) : image);
        // A piece without what lies to the left and to the right of it.
        const int cut = std::max(stride, reach / 4 / stride * stride);
        const int kept = reach - 2 * cut;
        ASSERT_GT(kept, 0);
        image = image.narrow(3, cut, 3 * reach - 2 * cut).contiguous();
        const auto piece = net.forward(turned ? image.transpose(2, 3) : image);
        const int along = turned ? 2 : 3;
        EXPECT_LT(largestDifference(whole.narrow(along, cut + reach, kept), piece.narrow(along, reach, kept)),
                  1e-5);
        EXPECT_GT(largestDifference(whole.narrow(along, cut, stride), piece.narrow(along, 0, stride)), 1e-4);
    }
}

TEST_P(EveryNetwork, DropoutFollowsItsSeed)
{
    const at::AutoGradMode noGradients(false);
    const auto graph = buildNetwork(GetParam());
    const bool drops = std::any_of(graph.nodes.begin(), graph.nodes.end(),
                                   [](const Node& node) { return node.op == Op::Dropout; });
    const auto shown = images(2, 32, 32);
    const auto once = network().forward(shown, {true, false, 1});
    EXPECT_TRUE(at::equal(once, network().forward(shown, {true, false, 1})));
    EXPECT_EQ(at::equal(once, network().forward(shown, {true, false, 2})), !drops);
}

TEST_P(EveryNetwork, OneSmallImageTrains)
{
    // The means over the map of one image are one value each, which has no variance.
    const auto net = network();
    net.forward(images(1, 32, 32), {true, true, 1}).square().mean().backward();
    for (const auto& [name, tensor] : net.tensors()) {
        EXPECT_TRUE(tensor.isfinite().all().item<bool>()) << name;
        if (tensor.grad().defined()) {
            EXPECT_TRUE(tensor.grad().isfinite().all().item<bool>()) << name;
        }
    }
}

std::vector<NetworkSpec> localNetworks()
{
    auto specs = everyNetwork();
    std::erase_if(specs, [](const NetworkSpec& spec) { return !isLocal(buildNetwork(spec)); });
    return specs;
}

std::string caseName(const testing::TestParamInfo<NetworkSpec>& info)
{
    return shortName(info.param);
}

INSTANTIATE_TEST_SUITE_P(All, LocalNetwork, testing::ValuesIn(localNetworks()), caseName);
INSTANTIATE_TEST_SUITE_P(All, EveryNetwork, testing::ValuesIn(everyNetwork()), caseName);

} // namespace
} // namespace sorby::learning
