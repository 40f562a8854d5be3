// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/learning/folding.h"
#include "core/learning/graph_builder.h"
#include "core/learning/network.h"
#include "tests/unit/learning/every_network.h"
#include "tests/unit/learning/rule_weights.h"

#include <ATen/ATen.h>
#include <ATen/core/grad_mode.h>
#include <gtest/gtest.h>

namespace sorby::learning {
namespace {

TEST(FoldingTest, WeightsAndBiasAreThoseWorkedOutByHand)
{
    GraphBuilder builder(1);
    Convolution unit;
    unit.name = "conv";
    unit.normName = "norm";
    unit.channels = 2;
    unit.bias = true;
    unit.relu = true;
    const auto graph = builder.finish({builder.convolution({builder.image()}, unit)});
    std::vector<NodeTensors> tensors(2);
    tensors[1].weight = at::tensor({2.0F, -1.0F}).reshape({2, 1, 1, 1}).set_requires_grad(true);
    tensors[1].bias = at::tensor({1.0F, 0.0F});
    tensors[1].scale = at::tensor({6.0F, 0.5F});
    tensors[1].shift = at::tensor({5.0F, 2.0F});
    tensors[1].runningMean = at::tensor({3.0F, -4.0F});
    tensors[1].runningVariance = at::tensor({4.0, 0.25}).sub(kNormalizationEpsilon).to(at::kFloat);
    const auto folded = foldBatchNormalization(GraphRunner(graph, tensors));
    // s = 6 / 2 = 3 and 0.5 / 0.5 = 1.
    EXPECT_TRUE(at::allclose(folded.tensors[1].weight.flatten(), at::tensor({6.0F, -1.0F})));
    EXPECT_TRUE(at::allclose(folded.tensors[1].bias, at::tensor({3.0F * (1 - 3) + 5, 1.0F * (0 + 4) + 2})));
    EXPECT_FALSE(folded.tensors[1].scale.defined());
    EXPECT_FALSE(folded.tensors[1].weight.requires_grad());
    EXPECT_EQ(folded.graph.nodes[1].normalization, Normalization::None);
    EXPECT_TRUE(folded.graph.nodes[1].relu);
}

class FoldedNetwork : public testing::TestWithParam<NetworkSpec> {};

TEST_P(FoldedNetwork, SaysTheSame)
{
    const at::AutoGradMode noGradients(false);
    const auto image = ruleNumbers("image", 70 * 52).to(at::kFloat).reshape({1, 1, 52, 70});
    const auto tensors = ruleTensors(GetParam());
    for (const bool channelsLast : {false, true}) {
        const Network network(GetParam(), placed(tensors, c10::Device(c10::kCPU), channelsLast));
        const auto folded = network.folded();
        EXPECT_FALSE(usesBatchNormalization(folded.graph()));
        EXPECT_TRUE(folded.parameters().empty());
        EXPECT_EQ(folded.isChannelsLast(), network.isChannelsLast());
        const auto expected = network.forward(image);
        EXPECT_GT(expected.std().item<double>(), 0.05);
        EXPECT_LT((folded.forward(image) - expected).abs().max().item<double>(),
                  1e-4 * expected.abs().max().item<double>());
        // The network that was folded is as it was.
        EXPECT_TRUE(at::equal(network.forward(image), expected));
        for (const auto& [name, tensor] : folded.tensors()) {
            EXPECT_FALSE(tensor.requires_grad()) << name;
        }
    }
}

std::string caseName(const testing::TestParamInfo<NetworkSpec>& info)
{
    return shortName(info.param);
}

INSTANTIATE_TEST_SUITE_P(All, FoldedNetwork, testing::ValuesIn(everyNetwork()), caseName);

} // namespace
} // namespace sorby::learning
