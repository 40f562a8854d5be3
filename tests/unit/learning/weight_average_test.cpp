// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/learning/weight_average.h"

#include <ATen/ATen.h>
#include <c10/core/GradMode.h>
#include <gtest/gtest.h>

namespace sorby::learning {
namespace {

NetworkSpec smallSpec()
{
    NetworkSpec spec;
    spec.width = 2;
    spec.depth = 1;
    spec.normalization = Normalization::Batch;
    return spec;
}

void fill(const Network& network, double value)
{
    const c10::AutoGradMode off(false);
    for (const auto& [name, tensor] : network.tensors()) {
        tensor.detach().fill_(value);
    }
}

double first(const Network& network)
{
    return network.tensors().front().tensor.flatten()[0].item<double>();
}

TEST(WeightAverageTest, ByHand)
{
    const Network network(smallSpec(), initialTensors(smallSpec(), 1));
    fill(network, 0);
    WeightAverage average(network, 0.5);
    fill(network, 11);
    average.add(network, 1); // the decay of the first step is 2 / 11
    EXPECT_NEAR(first(average.network()), 9, 1e-5);
    fill(network, 0);
    average.add(network, 1000); // and of late ones as it was given
    EXPECT_NEAR(first(average.network()), 4.5, 1e-5);
    EXPECT_EQ(first(network), 0) << "the network is its own";
}

TEST(WeightAverageTest, RunningStatisticsAreAveragedToo)
{
    const Network network(smallSpec(), initialTensors(smallSpec(), 1));
    WeightAverage average(network, 0.5);
    fill(network, 7);
    average.add(network, 1'000'000);
    for (const auto& [name, tensor] : average.network().tensors()) {
        if (name.ends_with("running_mean")) {
            EXPECT_NEAR(tensor[0].item<double>(), 3.5, 1e-4) << name;
        }
    }
}

TEST(WeightAverageTest, GoesOnFromWhatWasKeptAndRefusesAnotherNetworks)
{
    const Network network(smallSpec(), initialTensors(smallSpec(), 1));
    WeightAverage average(network, 0.9);
    auto wider = smallSpec();
    wider.width = 4;
    EXPECT_FALSE(average.restore(initialTensors(wider, 1)));
    EXPECT_TRUE(average.restore(initialTensors(smallSpec(), 2)));
    EXPECT_TRUE(
        at::equal(average.network().tensors().front().tensor, initialTensors(smallSpec(), 2).front().tensor));
}

} // namespace
} // namespace sorby::learning
