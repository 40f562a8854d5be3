// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/learning/memory_plan.h"

#include "core/base/units.h"
#include "core/learning/network_layout.h"
#include "core/learning/tile_plan.h"

#include <algorithm>
#include <cmath>

namespace sorby::learning {
namespace {

constexpr double kFloatBytes = 4;
constexpr double kIndexBytes = 8; ///< max-pooling keeps 64-bit indices

Size paddedTo(Size size, int stride)
{
    return {roundUp(size.width, stride), roundUp(size.height, stride)};
}

std::string text(Size size)
{
    return std::to_string(size.width) + "x" + std::to_string(size.height);
}

/// Bytes a pixel of the (padded) image takes at the peak of a step. A "map" is one tensor of a level's
/// channels and size: level l has width * 2^l channels on area / 4^l pixels.
double trainingBytesPerPixel(const NetworkSpec& network, bool bf16, bool checkpointing)
{
    const double element = bf16 ? 2 : kFloatBytes;
    const bool normalized = network.normalization == Normalization::Batch;
    // A unit keeps what the ReLU gave (the next one's input), and with normalisation what went into it.
    const double insideBlock = normalized ? 4 : 2;
    const double keptOfBlock = checkpointing ? 1 : insideBlock;
    constexpr double kConcatenated = 2;
    double bytes = 0;
    for (int level = 0; level < network.depth; ++level) {
        const double values = static_cast<double>(network.width) / static_cast<double>(1 << level);
        const double pooled = values / 4;
        bytes += element * values * (2 * keptOfBlock + kConcatenated);
        bytes += pooled * (element + kIndexBytes);
    }
    const double bottom = static_cast<double>(network.width) / static_cast<double>(1 << network.depth);
    bytes += element * bottom * keptOfBlock;
    // On the way back the largest maps are those of level 0: gradients in and out of a layer, and with
    // checkpointing the block's own maps and the gradient of its concatenated input.
    const double passing = checkpointing ? insideBlock + 3 : 2;
    bytes += element * network.width * passing;
    // The image, the logits, their gradient and the loss.
    bytes += kFloatBytes * (network.inputChannels + 3 * network.outputChannels());
    return bytes;
}

/// Without gradients the peak is the first convolution of level 0 on the way up: the concatenated maps, what
/// comes out, and the copies of both that the CPU's library may make in an order of its own.
double inferenceBytesPerPixel(const NetworkSpec& network)
{
    constexpr double kMaps = 6;
    return kFloatBytes * (kMaps * network.width + network.inputChannels + network.outputChannels());
}

std::uint64_t bytesFor(double perPixel, Size size)
{
    return static_cast<std::uint64_t>(std::ceil(perPixel * static_cast<double>(size.area())));
}

/// Side of the largest square, a multiple of the stride, that fits; 0 when none does.
int largestSquare(double perPixel, std::uint64_t bytes, int stride)
{
    constexpr double kLargest = 32'768;
    const double side = std::min(std::sqrt(static_cast<double>(bytes) / perPixel), kLargest);
    return static_cast<int>(side) / stride * stride;
}

TrainingBytes needOf(const MemoryRequest& request, const NetworkSpec& network, bool checkpointing)
{
    auto need = trainingBytes(network, request.sample, request.bf16, checkpointing);
    need.fixed += request.otherBytes;
    need.perImage += request.otherBytesPerImage;
    return need;
}

struct Fit {
    int microBatch = 0;
    std::uint64_t bytes = 0;
};

Fit fit(const MemoryRequest& request, bool checkpointing)
{
    const auto need = needOf(request, request.network, checkpointing);
    if (request.limitBytes < need.fixed + need.perImage) {
        return {0, need.fixed + need.perImage};
    }
    const auto most = (request.limitBytes - need.fixed) / std::max<std::uint64_t>(need.perImage, 1);
    const int images =
        static_cast<int>(std::min<std::uint64_t>(most, static_cast<std::uint64_t>(request.batch)));
    // As even as possible: 16 as 4 x 4, not 5 + 5 + 5 + 1.
    const int pieces = (request.batch + images - 1) / images;
    const int even = (request.batch + pieces - 1) / pieces;
    return {even, need.fixed + need.perImage * static_cast<std::uint64_t>(even)};
}

std::string explain(const MemoryRequest& request, const MemoryPlan& plan)
{
    if (plan.accumulation == 1 && !plan.checkpointing) {
        return {};
    }
    const auto plain = needOf(request, request.network, false);
    const auto asked = plain.fixed + plain.perImage * static_cast<std::uint64_t>(request.batch);
    const std::string kind = request.patches ? "patch" : "image";
    const std::string plural = request.patches ? "patches" : "images";
    std::string sentence = "Batch " + std::to_string(request.batch) + " of " + text(request.sample) +
                           " needs " + formatBytes(asked) + "; " + formatBytes(request.limitBytes) +
                           " can be used: ";
    sentence += plan.microBatch == 1 ? "one " + kind : std::to_string(plan.microBatch) + " " + plural;
    sentence += " at a time, ";
    sentence += plan.accumulation == 1 ? "once" : std::to_string(plan.accumulation) + " times";
    sentence += " to a step";
    if (plan.checkpointing) {
        sentence += ", computing each block twice to keep less";
    }
    if (request.network.normalization == Normalization::Batch && plan.accumulation > 1) {
        sentence += "; batch normalisation sees " + std::to_string(plan.microBatch) + " of them at a time.";
    } else {
        sentence += ", with the same result.";
    }
    return sentence;
}

Error doesNotFit(const MemoryRequest& request, std::uint64_t needed)
{
    const auto& network = request.network;
    const auto need = needOf(request, network, true);
    const double perPixel = trainingBytesPerPixel(network, request.bf16, true) +
                            static_cast<double>(request.otherBytesPerImage) /
                                static_cast<double>(paddedTo(request.sample, network.stride()).area());
    std::string remedy;
    const int side = request.limitBytes > need.fixed
                         ? largestSquare(perPixel, request.limitBytes - need.fixed, network.stride())
                         : 0;
    if (side >= network.stride()) {
        remedy = "use patches of " + text({side, side}) + " at most";
    }
    for (NetworkSpec narrower = network; narrower.width > 1;) {
        narrower.width /= 2;
        const auto less = needOf(request, narrower, true);
        if (less.fixed + less.perImage <= request.limitBytes) {
            remedy += (remedy.empty() ? "use" : ", or") + std::string(" a width of ") +
                      std::to_string(narrower.width);
            break;
        }
    }
    if (remedy.empty()) {
        remedy = "use smaller patches and a smaller width";
    }
    return {ErrorCode::OutOfMemory,
            "one " + std::string(request.patches ? "patch" : "image") + " of " + text(request.sample) +
                " with width " + std::to_string(network.width) + " and depth " +
                std::to_string(network.depth) + " needs " + formatBytes(needed) + ", and " +
                formatBytes(request.limitBytes) + " can be used: " + remedy,
            {}};
}

} // namespace

TrainingBytes trainingBytes(const NetworkSpec& network, Size sample, bool bf16, bool checkpointing)
{
    // Weights, gradients and Adam's two moments in fp32; autocast keeps a bf16 copy of the weights.
    const std::uint64_t perParameter = 4 * 4 + (bf16 ? 2 : 0);
    return {
        perParameter * parameterCount(network),
        bytesFor(trainingBytesPerPixel(network, bf16, checkpointing), paddedTo(sample, network.stride()))};
}

std::uint64_t inferenceBytes(const NetworkSpec& network, Size region)
{
    return 4 * parameterCount(network) +
           bytesFor(inferenceBytesPerPixel(network), paddedTo(region, network.stride()));
}

int tileSideFor(const NetworkSpec& network, Size image, std::uint64_t limitBytes)
{
    if (inferenceBytes(network, image) <= limitBytes) {
        return 0;
    }
    const int halo = haloOf(network);
    const auto weights = 4 * parameterCount(network);
    const int region = limitBytes > weights ? largestSquare(inferenceBytesPerPixel(network),
                                                            limitBytes - weights, network.stride())
                                            : 0;
    return std::max(region - 2 * halo, halo);
}

Result<MemoryPlan> planMemory(const MemoryRequest& request)
{
    MemoryPlan plan;
    auto fitted = fit(request, false);
    if (fitted.microBatch == 0) {
        plan.checkpointing = true;
        fitted = fit(request, true);
    }
    if (fitted.microBatch == 0) {
        return doesNotFit(request, fitted.bytes);
    }
    plan.microBatch = fitted.microBatch;
    plan.accumulation = (request.batch + fitted.microBatch - 1) / fitted.microBatch;
    plan.expectedBytes = fitted.bytes;
    plan.explanation = explain(request, plan);
    return plan;
}

} // namespace sorby::learning
