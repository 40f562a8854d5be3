// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/learning/training_setup.h"

#include "core/base/files.h"
#include "core/base/random.h"
#include "core/learning/class_shares.h"
#include "core/learning/class_weights.h"
#include "core/learning/first_weights.h"
#include "core/learning/network_layout.h"

#include <algorithm>
#include <array>
#include <iterator>

namespace sorby::learning {
namespace {

/// Samples read ahead take at most this much memory (but always one batch and one sample).
constexpr std::uint64_t kReadAheadBytes = std::uint64_t{512} << 20;
constexpr std::uint64_t kSampleBytesPerPixel = sizeof(float) + sizeof(std::uint8_t);

/// What LibTorch's libraries take beside the tensors: code and buffers of the threads (measured 80 to 130
/// MiB); on a GPU the context, cuDNN's handles and its workspace.
constexpr std::uint64_t kLibraryBytesOnCpu = std::uint64_t{128} << 20;
constexpr std::uint64_t kLibraryBytesOnGpu = std::uint64_t{768} << 20;

} // namespace

std::uint64_t TrainingSetup::processLimit() const
{
    const auto limit = memoryLimit(device, options.memoryLimitBytes);
    const bool shared = device.torch.is_cpu() && options.memoryLimitBytes == 0;
    return shared ? limit / static_cast<std::uint64_t>(processes().place().localSize) : limit;
}

int TrainingSetup::largestPart() const
{
    const auto batch = std::min(static_cast<std::size_t>(options.batch), order.samplesPerEpoch());
    return static_cast<int>(shareOf(batch, 0, processes().size()).count);
}

std::size_t TrainingSetup::samplesAhead() const
{
    const auto sampleBytes = std::max<std::uint64_t>(kSampleBytesPerPixel * order.largest().area(), 1);
    const auto affordable = static_cast<std::size_t>(kReadAheadBytes / sampleBytes);
    const auto batch = shareOf(static_cast<std::size_t>(options.batch), 0, processes().size()).count;
    return std::clamp<std::size_t>(affordable, 1, batch);
}

std::uint64_t TrainingSetup::otherBytes() const
{
    const auto average = options.averageDecay > 0 ? sizeof(float) * parameterCount(options.network) : 0;
    if (!device.torch.is_cpu()) {
        return kLibraryBytesOnGpu + average;
    }
    const auto batch = shareOf(static_cast<std::size_t>(options.batch), 0, processes().size()).count;
    const auto samples = samplesAhead() + batch;
    return kLibraryBytesOnCpu + average + samples * kSampleBytesPerPixel * order.largest().area();
}

Result<MemoryPlan> TrainingSetup::plan() const
{
    MemoryRequest request;
    request.network = options.network;
    request.sample = order.largest();
    request.batch = largestPart();
    request.bf16 = isShort(precision);
    request.patches = options.patch.has_value();
    request.limitBytes = limitBytes;
    request.otherBytes = otherBytes();
    if (device.torch.is_cpu()) {
        request.copies =
            prefersChannelsLast(device, isShort(precision)) ? OwnCopies::Weights : OwnCopies::Maps;
    }
    return planMemory(request);
}

PlanEvent TrainingSetup::describe(const MemoryPlan& plan) const
{
    PlanEvent event;
    event.device = device.info.id;
    event.deviceName = device.info.name;
    event.precision = toText(precision);
    event.microBatch = plan.microBatch;
    event.accumulation = plan.accumulation;
    event.processes = processes().size();
    event.checkpointing = plan.checkpointing;
    event.expectedBytes = plan.expectedBytes;
    event.limitBytes = limitBytes;
    event.parameters = parameterCount(options.network);
    event.explanation = plan.explanation;
    return event;
}

Result<std::vector<NamedTensor>> TrainingSetup::firstTensors(const Notice& notice) const
{
    auto tensors = initialTensors(options.network, options.seed);
    if (!options.initFile.empty()) {
        // Without training there is nothing that could fill in what is missing.
        const bool complete = options.epochs == 0;
        const auto taken = takeWeights(fromUtf8(options.initFile), options.network, complete, tensors);
        if (!taken) {
            return taken.error();
        }
        notice("Weights of " + options.initFile + ": " + taken->report + ".");
        if (taken->headTaken) {
            return tensors;
        }
    }
    const auto samples =
        options.epochs > 0 ? std::min(static_cast<std::size_t>(options.batch), order.samplesPerEpoch()) : 0;
    const auto logits = shareLogits(order, samples, options.network.classCount);
    if (!logits) {
        return logits.error();
    }
    const auto layout = networkLayout(options.network);
    for (std::size_t i = 0; i < layout.size(); ++i) {
        if (layout[i].role == TensorRole::HeadBias) {
            std::copy(logits->begin(), logits->end(), tensors[i].tensor.data_ptr<float>());
        }
    }
    return tensors;
}

Result<LossSettings> TrainingSetup::lossWithWeights() const
{
    auto loss = lossSettings(options);
    if (options.classWeights != ClassWeights::None && options.epochs > 0) {
        const auto pixels = classPixels(data, stop);
        if (!pixels) {
            return pixels.error();
        }
        loss.classWeights = classWeights(options.classWeights, *pixels);
    }
    return loss;
}

Result<TrainingState> TrainingSetup::ownFirstState(MemoryPlan& plan, const Notice& notice) const
{
    if (!origin.resume) {
        auto tensors = firstTensors(notice);
        if (!tensors) {
            return tensors.error();
        }
        TrainingState state;
        state.network = std::move(*tensors);
        return state;
    }
    auto state = readCheckpointFolder(runFolder, origin);
    if (!state) {
        return state;
    }
    if (state->progress.epoch >= options.epochs) {
        return Error{ErrorCode::InvalidArgument,
                     "the run has finished its " + std::to_string(state->progress.epoch) +
                         " epochs; give more epochs to go on",
                     toUtf8(runFolder)};
    }
    // As before where there is still room for it, because other sums give other last digits.
    if (state->progress.microBatch > 0 && state->progress.microBatch <= plan.microBatch) {
        plan.microBatch = state->progress.microBatch;
        plan.checkpointing = plan.checkpointing || state->progress.checkpointing;
    }
    return state;
}

Result<TrainingState> TrainingSetup::firstState(MemoryPlan& plan, const Notice& notice) const
{
    auto state = ownFirstState(plan, notice);
    if (!state || processes().isAlone()) {
        return state;
    }
    if (auto agreed = agree(*state); !agreed) {
        return agreed.error();
    }
    std::vector<at::Tensor> tensors;
    for (const auto* part : {&state->network, &state->optimizer, &state->average}) {
        std::transform(part->begin(), part->end(), std::back_inserter(tensors),
                       [](const NamedTensor& named) { return named.tensor; });
    }
    if (auto sent = processes().broadcast(tensors); !sent) {
        return sent.error();
    }
    return state;
}

/// Processes that were started with other options or on other data would wait for each other for ever.
Status TrainingSetup::agree(const TrainingState& state) const
{
    auto common = options;
    common.device = {};
    common.threads = 0;
    common.memoryLimitBytes = 0;
    common.timeLimitSeconds.reset();
    common.precision = precision;
    const auto text = toJson(common) + origin.dataHash;
    constexpr std::uint64_t kExactInADouble = std::uint64_t{1} << 53;
    const std::array<double, 3> own = {static_cast<double>(deriveSeed(0, text) % kExactInADouble),
                                       static_cast<double>(state.progress.epoch),
                                       static_cast<double>(order.samplesPerEpoch())};
    const auto all = processes().gather(own);
    if (!all) {
        return all.error();
    }
    for (std::size_t first = own.size(); first < all->size(); first += own.size()) {
        const auto others = all->begin() + static_cast<std::ptrdiff_t>(first);
        if (!std::equal(all->begin(), all->begin() + static_cast<std::ptrdiff_t>(own.size()), others)) {
            return Error{ErrorCode::Mismatch,
                         "process " + std::to_string(first / own.size()) +
                             " trains with other options, data or checkpoint than process 0; start all with "
                             "the same command on the same project",
                         {}};
        }
    }
    return {};
}

} // namespace sorby::learning
