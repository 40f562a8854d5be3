// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/learning/weights/weights_match.h"

#include <gtest/gtest.h>

namespace sorby::learning {
namespace {

const MatchRules kRules{"encoder.conv1.weight", {"head"}};

std::vector<std::string> namesOf(const std::vector<TakenTensor>& taken)
{
    std::vector<std::string> names;
    for (const auto& tensor : taken) {
        names.push_back(tensor.name + (tensor.sumsInputChannels ? " summed" : ""));
    }
    return names;
}

std::vector<std::string> namesOf(const std::vector<ShapeConflict>& conflicts)
{
    std::vector<std::string> names;
    for (const auto& conflict : conflicts) {
        names.push_back(conflict.name);
    }
    return names;
}

using Names = std::vector<std::string>;

TEST(WeightsMatchTest, EqualNamesAndShapesAreTakenInTheNetworksOrder)
{
    const std::vector<NamedShape> network{{"b.weight", {4, 2, 3, 3}}, {"a.bias", {4}}, {"scale", {}}};
    const std::vector<NamedShape> file{
        {"scale", {}}, {"a.bias", {4}}, {"b.weight", {4, 2, 3, 3}}, {"a.num_batches_tracked", {}}};
    const auto match = matchWeights(network, file, {});
    EXPECT_EQ(namesOf(match.taken), (Names{"b.weight", "a.bias", "scale"}));
    EXPECT_TRUE(match.isComplete());
    EXPECT_TRUE(match.unexpected.empty());
    EXPECT_EQ(match.summary(), "3 of 3 tensors taken");
}

TEST(WeightsMatchTest, WhatOneSideLacksIsNamed)
{
    const std::vector<NamedShape> network{{"a.weight", {2}}, {"a.bias", {2}}, {"b.weight", {2}}};
    const std::vector<NamedShape> file{{"a.weight", {2}}, {"fc.weight", {10, 2}}, {"fc.bias", {10}}};
    const auto match = matchWeights(network, file, kRules);
    EXPECT_EQ(match.missing, (Names{"a.bias", "b.weight"}));
    EXPECT_EQ(match.unexpected, (Names{"fc.weight", "fc.bias"}));
    EXPECT_FALSE(match.isComplete());
    EXPECT_EQ(match.summary(), "1 of 3 tensors taken; 2 not in the file: a, b; 2 not in the network: fc");
}

TEST(WeightsMatchTest, OnlyTheStemIsSummedAndOnlyFromThreeChannelsToOne)
{
    const std::vector<NamedShape> network{{"encoder.conv1.weight", {64, 1, 7, 7}},
                                          {"other.weight", {8, 1, 3, 3}}};
    const std::vector<NamedShape> file{{"encoder.conv1.weight", {64, 3, 7, 7}},
                                       {"other.weight", {8, 3, 3, 3}}};
    const auto match = matchWeights(network, file, kRules);
    EXPECT_EQ(namesOf(match.taken), (Names{"encoder.conv1.weight summed"}));
    EXPECT_EQ(namesOf(match.conflicts), (Names{"other.weight"}));
    EXPECT_NE(match.summary().find("summed to one"), std::string::npos);
    EXPECT_NE(
        match.summary().find("other.weight has another shape: 8x3x3x3 in the file, 8x1x3x3 in the network"),
        std::string::npos);
    for (const auto& shape :
         {std::vector<std::int64_t>{64, 4, 7, 7}, {64, 3, 3, 3}, {32, 3, 7, 7}, {64, 3, 7}}) {
        const std::vector<NamedShape> stem{{"encoder.conv1.weight", shape}};
        EXPECT_TRUE(matchWeights(network, stem, kRules).taken.empty());
    }
    // The other way round nothing is known of the colours.
    EXPECT_TRUE(matchWeights(file, network, kRules).taken.empty());
}

TEST(WeightsMatchTest, TheHeadOfOtherClassesStartsAnew)
{
    const std::vector<NamedShape> network{
        {"head.weight", {4, 16, 1, 1}}, {"head.bias", {4}}, {"header.bias", {4}}};
    const std::vector<NamedShape> file{
        {"head.weight", {1, 16, 1, 1}}, {"head.bias", {1}}, {"header.bias", {1}}};
    const auto match = matchWeights(network, file, kRules);
    EXPECT_TRUE(match.taken.empty());
    EXPECT_EQ(namesOf(match.leftOut), (Names{"head.weight", "head.bias"}));
    EXPECT_EQ(namesOf(match.conflicts), (Names{"header.bias"}));
    EXPECT_EQ(match.leftOut[0].wanted, (std::vector<std::int64_t>{4, 16, 1, 1}));
    EXPECT_EQ(match.leftOut[0].found, (std::vector<std::int64_t>{1, 16, 1, 1}));
    // A head of equally many classes is taken; one on another decoder fits nothing.
    EXPECT_TRUE(matchWeights(network, network, kRules).isComplete());
    const std::vector<NamedShape> wider{{"head.weight", {1, 32, 1, 1}}};
    EXPECT_EQ(namesOf(matchWeights(network, wider, kRules).conflicts), (Names{"head.weight"}));
}

TEST(WeightsMatchTest, AWholeForeignNetworkIsSaidInAFewWords)
{
    std::vector<NamedShape> network;
    for (int layer = 0; layer < 200; ++layer) {
        network.push_back({"layer" + std::to_string(layer) + ".weight", {2}});
        network.push_back({"layer" + std::to_string(layer) + ".bias", {2}});
    }
    const auto summary = matchWeights(network, {}, kRules).summary();
    EXPECT_TRUE(summary.starts_with("0 of 400 tensors taken; 400 not in the file: layer0, layer1, "))
        << summary;
    EXPECT_TRUE(summary.ends_with("layer7 and 192 more layers")) << summary;
}

} // namespace
} // namespace sorby::learning
