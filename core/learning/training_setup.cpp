// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/learning/training_setup.h"

#include "core/base/files.h"
#include "core/base/random.h"
#include "core/learning/class_shares.h"
#include "core/learning/class_weights.h"
#include "core/learning/first_weights.h"
#include "core/learning/network_layout.h"
#include "core/learning/tile_plan.h"

#include <algorithm>
#include <array>
#include <cmath>
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

/// Patches larger than every image would be mostly padding.
void fitPatch(TrainOptions& options, const TrainingData& data)
{
    if (!options.patch) {
        return;
    }
    const int stride = options.network.stride();
    Size largest;
    for (std::size_t i = 0; i < data.imageCount(Part::Train); ++i) {
        const Size size = data.imageSize(Part::Train, i);
        largest = {std::max(largest.width, size.width), std::max(largest.height, size.height)};
    }
    options.patch->width = std::min(options.patch->width, std::max(stride, roundUp(largest.width, stride)));
    options.patch->height =
        std::min(options.patch->height, std::max(stride, roundUp(largest.height, stride)));
}

/// How many epochs show the network as many samples as are wanted.
void fitEpochs(TrainOptions& options, const TrainingData& data)
{
    constexpr int kFewest = 5;
    constexpr int kMost = 1'000'000;
    if (options.samples == 0) {
        return;
    }
    if (options.timeLimitSeconds) {
        options.epochs = kMost;
        return;
    }
    const auto perEpoch = std::max<std::size_t>(SampleOrder(options, data).samplesPerEpoch(), 1);
    const auto epochs = (static_cast<std::size_t>(options.samples) + perEpoch - 1) / perEpoch;
    options.epochs = std::max(kFewest, static_cast<int>(std::min<std::size_t>(epochs, kMost)));
}

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

TrainOptions fittedTo(const TrainingData& data, TrainOptions options)
{
    fitPatch(options, data);
    fitEpochs(options, data);
    return options;
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

int TrainingSetup::epochsToValidation() const
{
    constexpr double kTrainingCost = 3; // of a pixel, beside a validation's
    constexpr double kMostShare = 0.25;
    constexpr int kFewestValidations = 20;
    double validated = 0;
    for (std::size_t i = 0; i < data.imageCount(Part::Validation); ++i) {
        validated += static_cast<double>(data.imageSize(Part::Validation, i).area());
    }
    const double trained =
        static_cast<double>(order.largest().area()) * static_cast<double>(order.samplesPerEpoch());
    const double wanted = std::ceil(validated / (kTrainingCost * kMostShare * std::max(trained, 1.0)));
    const int most = std::max(1, options.epochs / kFewestValidations);
    return std::clamp(static_cast<int>(std::min(wanted, 1e6)), 1, most);
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
