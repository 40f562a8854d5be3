// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/learning/autocast.h"
#include "core/learning/losses.h"
#include "core/learning/network.h"
#include "core/learning/network_memory.h"
#include "core/learning/network_registry.h"
#include "tests/unit/learning/counted_memory.h"

#include <ATen/ATen.h>
#include <c10/core/InferenceMode.h>
#include <gtest/gtest.h>

namespace sorby::learning {
namespace {

struct MemoryCase {
    const char* name;
    NetworkSpec spec;
    Size image;
    int images;
};

NetworkSpec classical(int width, int depth, Normalization normalization, int classes = 2)
{
    NetworkSpec spec;
    spec.width = width;
    spec.depth = depth;
    spec.normalization = normalization;
    spec.classCount = classes;
    return spec;
}

NetworkSpec onEncoder(NetworkKind kind, Encoder encoder)
{
    NetworkSpec spec;
    spec.kind = kind;
    spec.encoder = encoder;
    return spec;
}

void PrintTo(const MemoryCase& one, std::ostream* out)
{
    *out << one.name;
}

class NetworkMemory : public testing::TestWithParam<MemoryCase> {
  protected:
    static at::Tensor shown(int images, Size size)
    {
        return at::rand({images, 1, size.height, size.width}).contiguous(at::MemoryFormat::ChannelsLast);
    }
    /// Peak of a forward and backward pass beside weights and gradients, which are there before.
    static double measured(const StepKind& kind)
    {
        const auto& [name, spec, size, images] = GetParam();
        const Network network(spec, placed(initialTensors(spec, 1), c10::Device(c10::kCPU), true));
        auto labels = at::zeros({images, size.height, size.width}, at::kByte);
        CountedMemory memory;
        const auto step = [&] {
            memory.reset();
            // Counted too: the images as they come.
            const auto image = shown(images, size);
            at::Tensor loss;
            {
                const Autocast autocast(c10::kCPU, kind.bf16);
                loss = lossOf(network.forward(image, {true, kind.checkpointing, 1}), labels).sum;
            }
            loss.backward();
        };
        step(); // makes the gradients
        step();
        return static_cast<double>(memory.peak());
    }
};

TEST_P(NetworkMemory, TheSimulationAgreesWithTheAllocator)
{
    const auto& [name, spec, size, images] = GetParam();
    const auto graph = buildNetwork(spec);
    for (const bool bf16 : {false, true}) {
        for (const bool checkpointing : {false, true}) {
            const StepKind kind{bf16, checkpointing, OwnCopies::Weights};
            const double expected = static_cast<double>(trainingPeak(graph, size, images, kind));
            const double found = measured(kind);
            EXPECT_NEAR(expected / found, 1, 0.15) << "bf16 " << bf16 << ", checkpointing " << checkpointing;
        }
    }
}

TEST_P(NetworkMemory, SoItDoesWithoutGradients)
{
    // Larger, so that the maps weigh more than copies of weights.
    const auto& [name, spec, size, images] = GetParam();
    const Size large{2 * size.width, 2 * size.height};
    const Network network(spec, placed(initialTensors(spec, 1), c10::Device(c10::kCPU), true));
    const CountedMemory memory;
    const c10::InferenceMode inference;
    const auto logits = network.forward(shown(1, large));
    const auto expected = static_cast<double>(inferencePeak(network.graph(), large, OwnCopies::Weights));
    EXPECT_NEAR(expected / static_cast<double>(memory.peak()), 1, 0.15);
}

INSTANTIATE_TEST_SUITE_P(
    All, NetworkMemory,
    testing::Values(
        MemoryCase{"unet", classical(16, 4, Normalization::None), {256, 192}, 1},
        MemoryCase{"unet_batch", classical(16, 4, Normalization::Batch), {256, 192}, 1},
        MemoryCase{"unet_batch_three", classical(16, 4, Normalization::Batch, 4), {192, 128}, 3},
        MemoryCase{"unet_instance", classical(16, 3, Normalization::Instance), {256, 192}, 1},
        MemoryCase{"unet_resnet18", onEncoder(NetworkKind::UNet, Encoder::Resnet18), {256, 192}, 2},
        MemoryCase{"unet_seresnext50", onEncoder(NetworkKind::UNet, Encoder::SeResnext50), {320, 256}, 1},
        MemoryCase{"unetpp_resnet18", onEncoder(NetworkKind::UNetPlusPlus, Encoder::Resnet18), {256, 192}, 1},
        MemoryCase{"fpn_resnet34", onEncoder(NetworkKind::Fpn, Encoder::Resnet34), {256, 192}, 1},
        MemoryCase{
            "deeplabv3p_resnet50", onEncoder(NetworkKind::DeepLabV3Plus, Encoder::Resnet50), {256, 192}, 1}),
    [](const auto& one) { return one.param.name; });

} // namespace
} // namespace sorby::learning
