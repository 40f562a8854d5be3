// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/learning/instance_norm.h"

#include <ATen/ATen.h>
#include <gtest/gtest.h>

namespace sorby::learning {
namespace {

struct Outcome {
    at::Tensor result;
    std::vector<at::Tensor> gradients;
};

template <typename Norm>
Outcome throughAndBack(const at::Tensor& maps, const Norm& norm)
{
    at::manual_seed(4);
    const auto x = maps.detach().clone(at::MemoryFormat::Preserve).set_requires_grad(true);
    const auto scale = at::rand({maps.size(1)}).set_requires_grad(true);
    const auto shift = at::rand({maps.size(1)}).set_requires_grad(true);
    const auto result = norm(x, scale, shift);
    result.backward(at::randn(result.sizes()));
    return {result.detach(), {x.grad(), scale.grad(), shift.grad()}};
}

TEST(InstanceNormTest, IsThatOfLibTorchInEitherOrder)
{
    for (const auto& sizes :
         {std::vector<std::int64_t>{3, 5, 7, 9}, {1, 16, 8, 8}, {2, 4, 1, 1}, {2, 1, 5, 6}}) {
        at::manual_seed(3);
        for (const auto order : {at::MemoryFormat::Contiguous, at::MemoryFormat::ChannelsLast}) {
            const auto maps = (3 + 2 * at::randn(sizes)).contiguous(order);
            const auto own = throughAndBack(maps, [](const auto& x, const auto& scale, const auto& shift) {
                return instanceNorm(x, scale, shift, 1e-5);
            });
            const auto reference =
                throughAndBack(maps, [&](const auto& x, const auto& scale, const auto& shift) {
                    return at::group_norm(x.contiguous(), sizes[1], scale, shift, 1e-5);
                });
            EXPECT_TRUE(at::allclose(own.result, reference.result, 1e-4, 1e-4)) << maps.sizes();
            for (std::size_t i = 0; i < 3; ++i) {
                EXPECT_TRUE(at::allclose(own.gradients[i], reference.gradients[i], 1e-3, 1e-3))
                    << maps.sizes() << i;
            }
            EXPECT_EQ(own.result.suggest_memory_format(), maps.suggest_memory_format());
        }
    }
}

TEST(InstanceNormTest, HasTheGradientOfFiniteDifferences)
{
    at::manual_seed(9);
    const auto maps = at::randn({2, 3, 4, 5}, at::kDouble).contiguous(at::MemoryFormat::ChannelsLast);
    const auto scale = at::rand({3}, at::kDouble);
    const auto shift = at::rand({3}, at::kDouble);
    const auto weights = at::randn({2, 3, 4, 5}, at::kDouble);
    const auto value = [&](const at::Tensor& x) {
        return (instanceNorm(x, scale, shift, 1e-5) * weights).sum();
    };
    const auto x = maps.clone(at::MemoryFormat::Preserve).set_requires_grad(true);
    value(x).backward();
    constexpr double kStep = 1e-6;
    for (std::int64_t i = 0; i < 20; ++i) {
        auto above = maps.clone(at::MemoryFormat::Preserve);
        auto below = maps.clone(at::MemoryFormat::Preserve);
        above[i % 2][i % 3][i % 4][i % 5] += kStep;
        below[i % 2][i % 3][i % 4][i % 5] -= kStep;
        const double expected = (value(above) - value(below)).item<double>() / (2 * kStep);
        EXPECT_NEAR(x.grad()[i % 2][i % 3][i % 4][i % 5].item<double>(), expected, 1e-6);
    }
}

} // namespace
} // namespace sorby::learning
