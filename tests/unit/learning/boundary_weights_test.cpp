// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/learning/boundary_weights.h"

#include <ATen/ATen.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>

namespace sorby::learning {
namespace {

TEST(BoundaryWeightsTest, FallOffFromBothSidesOfAnOutline)
{
    auto labels = at::zeros({1, 3, 24}, at::kByte);
    labels.narrow(2, 12, 12).fill_(2);
    const auto weights = boundaryWeights(labels, 4);
    ASSERT_EQ(weights.sizes(), labels.sizes());
    for (int x = 0; x < 24; ++x) {
        const int distance = x < 12 ? 11 - x : x - 12;
        const double expected = distance > 8 ? 1 : 1 + 4 * std::exp(-distance * distance / 12.5);
        EXPECT_NEAR(weights[0][1][x].item<double>(), expected, 1e-5) << x;
    }
}

TEST(BoundaryWeightsTest, AgreesWithLookingAtEveryPixel)
{
    at::manual_seed(3);
    const auto labels = (at::rand({2, 30, 41}) > 0.97).to(at::kByte);
    const auto weights = boundaryWeights(labels, 1);
    const auto label = labels.accessor<std::uint8_t, 3>();
    const auto isOutline = [&](int n, int y, int x) {
        const auto differs = [&](int v, int u) {
            return v >= 0 && u >= 0 && v < 30 && u < 41 && label[n][v][u] != label[n][y][x];
        };
        return differs(y - 1, x) || differs(y + 1, x) || differs(y, x - 1) || differs(y, x + 1);
    };
    for (int n = 0; n < 2; ++n) {
        for (int y = 0; y < 30; ++y) {
            for (int x = 0; x < 41; ++x) {
                int nearest = 1'000'000;
                for (int v = 0; v < 30; ++v) {
                    for (int u = 0; u < 41; ++u) {
                        if (isOutline(n, v, u)) {
                            nearest = std::min(nearest, (v - y) * (v - y) + (u - x) * (u - x));
                        }
                    }
                }
                const double expected = nearest > 64 ? 1 : 1 + std::exp(-nearest / 12.5);
                ASSERT_NEAR(weights[n][y][x].item<double>(), expected, 1e-5) << n << " " << y << " " << x;
            }
        }
    }
}

TEST(BoundaryWeightsTest, TheEdgeOfWhatIsIgnoredIsNoOutline)
{
    auto labels = at::zeros({1, 4, 20}, at::kByte);
    labels.narrow(2, 10, 10).fill_(255);
    EXPECT_TRUE(at::equal(boundaryWeights(labels, 5), at::ones({1, 4, 20})));
}

} // namespace
} // namespace sorby::learning
