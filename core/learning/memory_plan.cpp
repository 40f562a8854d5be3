// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/learning/memory_plan.h"

#include "core/base/units.h"
#include "core/learning/network_layout.h"
#include "core/learning/network_registry.h"
#include "core/learning/tile_plan.h"

#include <algorithm>

namespace sorby::learning {
namespace {

Size paddedTo(Size size, int stride)
{
    return {roundUp(size.width, stride), roundUp(size.height, stride)};
}

std::string text(Size size)
{
    return std::to_string(size.width) + "x" + std::to_string(size.height);
}

/// Side of the largest square, a multiple of the stride, for which `bytesFor` stays within the limit; 0 when
/// none does.
template <typename BytesFor>
int largestSquare(int stride, std::uint64_t limitBytes, const BytesFor& bytesFor)
{
    constexpr int kLargest = 32'768;
    int fits = 0;
    for (int low = 1, high = kLargest / stride; low <= high;) {
        const int middle = low + (high - low) / 2;
        if (bytesFor(Size{middle * stride, middle * stride}) <= limitBytes) {
            fits = middle;
            low = middle + 1;
        } else {
            high = middle - 1;
        }
    }
    return fits * stride;
}

TrainingBytes needOf(const MemoryRequest& request, const NetworkSpec& network, bool checkpointing)
{
    auto need = trainingBytes(network, request.sample, {request.bf16, checkpointing, request.copies});
    need.fixed += request.otherBytes;
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
    if (usesBatchNormalization(buildNetwork(request.network)) && plan.accumulation > 1) {
        sentence += "; batch normalisation sees " + std::to_string(plan.microBatch) + " of them at a time.";
    } else {
        sentence += ", with the same result.";
    }
    return sentence;
}

std::string whatNetwork(const NetworkSpec& network)
{
    if (network.encoder != Encoder::None) {
        return "network " + toText(network.kind) + " on " + toText(network.encoder);
    }
    return "width " + std::to_string(network.width) + " and depth " + std::to_string(network.depth);
}

Error doesNotFit(const MemoryRequest& request, std::uint64_t needed)
{
    const auto& network = request.network;
    std::string remedy;
    const int side = largestSquare(network.stride(), request.limitBytes, [&](Size patch) {
        auto smaller = request;
        smaller.sample = patch;
        const auto need = needOf(smaller, network, true);
        return need.fixed + need.perImage;
    });
    if (side > 0) {
        remedy = "use patches of " + text({side, side}) + " at most";
    }
    for (NetworkSpec narrower = network; network.encoder == Encoder::None && narrower.width > 1;) {
        narrower.width /= 2;
        const auto less = needOf(request, narrower, true);
        if (less.fixed + less.perImage <= request.limitBytes) {
            remedy += (remedy.empty() ? "use" : ", or") + std::string(" a width of ") +
                      std::to_string(narrower.width);
            break;
        }
    }
    if (remedy.empty()) {
        remedy = network.encoder == Encoder::None ? "use smaller patches and a smaller width"
                                                  : "use smaller patches and a smaller encoder";
    }
    return {ErrorCode::OutOfMemory,
            "one " + std::string(request.patches ? "patch" : "image") + " of " + text(request.sample) +
                " with " + whatNetwork(network) + " needs " + formatBytes(needed) + ", and " +
                formatBytes(request.limitBytes) + " can be used: " + remedy,
            {}};
}

} // namespace

TrainingBytes trainingBytes(const NetworkSpec& network, Size sample, const StepKind& kind)
{
    // The peak may pass from one place to another as the batch grows, so that its slope grows too: the slope
    // for a large batch and what one image takes beyond it bound all between.
    constexpr int kLargeBatch = 16;
    const auto graph = buildNetwork(network);
    const auto padded = paddedTo(sample, network.stride());
    const auto one = trainingPeak(graph, padded, 1, kind);
    const auto perImage =
        trainingPeak(graph, padded, kLargeBatch, kind) - trainingPeak(graph, padded, kLargeBatch - 1, kind);
    return {stateBytes(network) + one - std::min(one, perImage), perImage};
}

std::uint64_t stateBytes(const NetworkSpec& network)
{
    constexpr std::uint64_t kPerParameter = 4 * sizeof(float);
    return kPerParameter * parameterCount(network);
}

std::uint64_t inferenceBytes(const NetworkSpec& network, Size region)
{
    const auto graph = buildNetwork(network);
    return sizeof(float) * parameterCount(graph) +
           inferencePeak(graph, paddedTo(region, network.stride()), OwnCopies::Maps);
}

int tileSideFor(const NetworkSpec& network, Size image, std::uint64_t limitBytes)
{
    if (inferenceBytes(network, image) <= limitBytes) {
        return 0;
    }
    const int halo = haloOf(network);
    const int region =
        largestSquare(network.stride(), limitBytes, [&](Size size) { return inferenceBytes(network, size); });
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
