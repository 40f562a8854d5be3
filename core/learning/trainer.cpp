// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/learning/trainer.h"

#include "core/base/files.h"
#include "core/base/platform.h"
#include "core/learning/cached_memory.h"
#include "core/learning/checkpoint.h"
#include "core/learning/class_shares.h"
#include "core/learning/data_feed.h"
#include "core/learning/learning_rate.h"
#include "core/learning/memory_plan.h"
#include "core/learning/network_layout.h"
#include "core/learning/sample_order.h"
#include "core/learning/train_step.h"
#include "core/learning/validation.h"

#include <algorithm>
#include <chrono>
#include <cmath>
#include <optional>

namespace sorby::learning {
namespace {

using Clock = std::chrono::steady_clock;

double secondsSince(Clock::time_point start)
{
    return std::chrono::duration<double>(Clock::now() - start).count();
}

/// On a GPU reading the loss waits for all work given to it; often enough for a curve is every so many steps.
constexpr std::size_t kStepsBetweenLossesOnGpu = 10;
/// Samples read ahead take at most this much memory (but always one batch and one sample).
constexpr std::uint64_t kReadAheadBytes = std::uint64_t{512} << 20;
constexpr std::uint64_t kSampleBytesPerPixel = sizeof(float) + sizeof(std::uint8_t);

/// What LibTorch's libraries take beside the tensors: code and buffers of the threads (measured 80 to 130
/// MiB); on a GPU the context, cuDNN's handles and its workspace.
constexpr std::uint64_t kLibraryBytesOnCpu = std::uint64_t{128} << 20;
constexpr std::uint64_t kLibraryBytesOnGpu = std::uint64_t{768} << 20;

/// How good an epoch was: by validation IoU, then validation loss; without validation by training loss.
struct EpochQuality {
    double iou = 0;
    double loss = 0;
    [[nodiscard]] bool betterThan(const EpochQuality& other) const
    {
        return iou > other.iou || (iou == other.iou && loss < other.loss);
    }
};

/// One training from the first weights to the report.
class Training {
  public:
    Training(const TrainOptions& options, const TrainingData& data, const std::filesystem::path& runFolder,
             const Device& device, const std::stop_token& stop, const TrainEventSink& sink)
        : m_options(options),
          m_data(data),
          m_runFolder(runFolder),
          m_device(device),
          m_stop(stop),
          m_sink(sink),
          m_order(options, data),
          m_bf16(computesInBf16(options.precision, device)),
          m_limitBytes(memoryLimit(device, options.memoryLimitBytes))
    {}

    Result<TrainReport> run(const std::function<void()>& beforeMicroBatch);

  private:
    void emit(const TrainEvent& event) const
    {
        if (m_sink) {
            m_sink(event);
        }
    }
    void notice(const std::string& message) const { emit(NoticeEvent{message}); }

    [[nodiscard]] std::size_t samplesAhead() const;
    /// Memory that no formula knows: samples read ahead, libraries.
    [[nodiscard]] std::uint64_t otherBytes() const;
    [[nodiscard]] Result<MemoryPlan> plan() const;
    void announce(const MemoryPlan& plan) const;
    [[nodiscard]] Result<std::vector<NamedTensor>> firstTensors() const;
    [[nodiscard]] Status trainAll(Network& network, Optimizer& optimizer, TrainStep& step);
    [[nodiscard]] Result<double> trainEpoch(Optimizer& optimizer, TrainStep& step, DataFeed& feed, int epoch);
    [[nodiscard]] Result<std::vector<Sample>> nextBatch(DataFeed& feed, std::size_t count) const;
    [[nodiscard]] Result<double> readLoss(const LossSum& loss, int epoch, std::size_t step) const;
    [[nodiscard]] Result<EpochEvent> finishEpoch(const Network& network, const Optimizer& optimizer,
                                                 int epoch, double trainLoss);
    [[nodiscard]] Status write(const char* name, const Network& network, const Optimizer* optimizer,
                               int epoch) const;

    const TrainOptions m_options;
    const TrainingData& m_data;
    const std::filesystem::path m_runFolder;
    const Device m_device;
    const std::stop_token m_stop;
    const TrainEventSink& m_sink;
    const SampleOrder m_order;
    const bool m_bf16;
    const std::uint64_t m_limitBytes;

    TrainReport m_report;
    double m_trainSeconds = 0;
    std::size_t m_samplesTrained = 0;
    EpochQuality m_best;
};

std::size_t Training::samplesAhead() const
{
    const auto sampleBytes = std::max<std::uint64_t>(kSampleBytesPerPixel * m_order.largest().area(), 1);
    const auto affordable = static_cast<std::size_t>(kReadAheadBytes / sampleBytes);
    return std::clamp<std::size_t>(affordable, 1, static_cast<std::size_t>(m_options.batch));
}

std::uint64_t Training::otherBytes() const
{
    if (!m_device.torch.is_cpu()) {
        return kLibraryBytesOnGpu;
    }
    const auto samples = samplesAhead() + static_cast<std::size_t>(m_options.batch);
    return kLibraryBytesOnCpu + samples * kSampleBytesPerPixel * m_order.largest().area();
}

Result<MemoryPlan> Training::plan() const
{
    MemoryRequest request;
    request.network = m_options.network;
    request.sample = m_order.largest();
    request.batch =
        static_cast<int>(std::min(static_cast<std::size_t>(m_options.batch), m_order.samplesPerEpoch()));
    request.bf16 = m_bf16;
    request.patches = m_options.patch.has_value();
    request.limitBytes = m_limitBytes;
    request.otherBytes = otherBytes();
    if (m_device.torch.is_cpu()) {
        request.copies = prefersChannelsLast(m_device, m_bf16) ? OwnCopies::Weights : OwnCopies::Maps;
    }
    return planMemory(request);
}

void Training::announce(const MemoryPlan& plan) const
{
    PlanEvent event;
    event.device = m_device.info.id;
    event.deviceName = m_device.info.name;
    event.precision = m_bf16 ? "bf16" : "fp32";
    event.microBatch = plan.microBatch;
    event.accumulation = plan.accumulation;
    event.checkpointing = plan.checkpointing;
    event.expectedBytes = plan.expectedBytes;
    event.limitBytes = m_limitBytes;
    event.parameters = parameterCount(m_options.network);
    event.explanation = plan.explanation;
    emit(event);
}

Result<std::vector<NamedTensor>> Training::firstTensors() const
{
    const auto samples = m_options.epochs > 0
                             ? std::min(static_cast<std::size_t>(m_options.batch), m_order.samplesPerEpoch())
                             : 0;
    const auto logits = shareLogits(m_order, samples, m_options.network.classCount);
    if (!logits) {
        return logits.error();
    }
    auto tensors = initialTensors(m_options.network, m_options.seed);
    const auto layout = networkLayout(m_options.network);
    for (std::size_t i = 0; i < layout.size(); ++i) {
        if (layout[i].role == TensorRole::HeadBias) {
            std::copy(logits->begin(), logits->end(), tensors[i].tensor.data_ptr<float>());
        }
    }
    return tensors;
}

Result<TrainReport> Training::run(const std::function<void()>& beforeMicroBatch)
{
    const auto start = Clock::now();
    auto planned = plan();
    if (!planned) {
        return planned.error();
    }
    announce(*planned);
    resetPeak(m_device);
    const CachedMemory cached(m_device.torch.is_cpu() ? planned->expectedBytes - otherBytes() : 0);
    auto tensors = firstTensors();
    if (!tensors) {
        return tensors.error();
    }
    Network network(m_options.network,
                    placed(*tensors, m_device.torch, prefersChannelsLast(m_device, m_bf16)));
    tensors->clear(); // the network has its own
    Optimizer optimizer(network.parameters(), optimizerSettings(m_options));
    TrainStep step(
        network, optimizer, m_device,
        {planned->microBatch, planned->checkpointing, m_bf16, m_options.seed, lossSettings(m_options)},
        {[this](const std::string& message) { notice(message); }, beforeMicroBatch});
    if (m_data.imageCount(Part::Validation) == 0 && m_options.epochs > 0) {
        notice("There are no validation images; the best epoch is the one with the lowest training loss.");
    }
    auto trained = trainAll(network, optimizer, step);
    if (!trained && trained.error().code != ErrorCode::Cancelled) {
        return trained.error();
    }
    m_report.stopped = !trained;
    if (m_report.epochs == 0) {
        // No epoch has left its checkpoints: keep the weights as they are.
        if (auto written = write(kLastCheckpoint, network, &optimizer, 0); !written) {
            return written.error();
        }
        if (!m_report.stopped) {
            if (auto written = write(kBestCheckpoint, network, nullptr, 0); !written) {
                return written.error();
            }
        }
    }
    m_report.imagesPerSecond =
        m_trainSeconds > 0 ? static_cast<double>(m_samplesTrained) / m_trainSeconds : 0;
    m_report.peakBytes = peakBytes(m_device);
    m_report.seconds = secondsSince(start);
    return m_report;
}

Status Training::trainAll(Network& network, Optimizer& optimizer, TrainStep& step)
{
    const auto start = Clock::now();
    const int readers = std::clamp(platform::usableCores() / 4, 1, 4);
    DataFeed feed(
        m_order.samplesPerEpoch() * static_cast<std::size_t>(m_options.epochs),
        [this](std::size_t index) { return m_order.read(index); }, {readers, samplesAhead()}, m_stop);
    Status result;
    for (int epoch = 1; epoch <= m_options.epochs && result; ++epoch) {
        const auto epochStart = Clock::now();
        auto loss = trainEpoch(optimizer, step, feed, epoch);
        const double trainSeconds = secondsSince(epochStart);
        m_trainSeconds += trainSeconds;
        if (!loss) {
            result = loss.error();
            break;
        }
        auto event = finishEpoch(network, optimizer, epoch, *loss);
        if (!event) {
            result = event.error();
            break;
        }
        event->imagesPerSecond = static_cast<double>(m_order.samplesPerEpoch()) / trainSeconds;
        event->seconds = secondsSince(epochStart);
        event->secondsLeft = secondsSince(start) / epoch * (m_options.epochs - epoch);
        emit(*event);
    }
    m_report.waitShare = m_trainSeconds > 0 ? std::min(1.0, feed.secondsWaited() / m_trainSeconds) : 0;
    return result;
}

Result<double> Training::trainEpoch(Optimizer& optimizer, TrainStep& step, DataFeed& feed, int epoch)
{
    const auto samples = m_order.samplesPerEpoch();
    const auto batch = static_cast<std::size_t>(m_options.batch);
    const std::size_t steps = (samples + batch - 1) / batch;
    const std::size_t between = m_device.torch.is_cpu() ? 1 : kStepsBetweenLossesOnGpu;
    const LearningRate rate(m_options, steps);
    LossSum total;
    for (std::size_t number = 1; number <= steps; ++number) {
        const auto count = std::min(batch, samples - (number - 1) * batch);
        const auto read = nextBatch(feed, count);
        if (!read) {
            return read.error();
        }
        optimizer.setLearningRate(rate.at(static_cast<std::size_t>(epoch - 1) * steps + number - 1));
        auto loss = step.run(*read, m_stop);
        if (!loss) {
            return loss.error();
        }
        m_samplesTrained += count;
        total.add(*loss);
        StepEvent event{epoch, number, steps, {}};
        if (number % between == 0 || number == steps) {
            auto value = readLoss(*loss, epoch, number);
            if (!value) {
                return value;
            }
            event.loss = *value;
        }
        emit(event);
    }
    return readLoss(total, epoch, steps);
}

Result<std::vector<Sample>> Training::nextBatch(DataFeed& feed, std::size_t count) const
{
    std::vector<Sample> samples;
    while (samples.size() < count) {
        auto sample = feed.next();
        if (!sample) {
            return sample.error();
        }
        samples.push_back(std::move(sample).value());
    }
    return samples;
}

Result<double> Training::readLoss(const LossSum& loss, int epoch, std::size_t step) const
{
    const double value = loss.sum.item<double>() / std::max(loss.count.item<double>(), 1.0);
    if (std::isfinite(value)) {
        return value;
    }
    return Error{ErrorCode::Internal,
                 "the loss is no number any more in epoch " + std::to_string(epoch) + ", step " +
                     std::to_string(step) + ": train with a lower learning rate" +
                     (m_bf16 ? " or with precision fp32" : ""),
                 {}};
}

Result<EpochEvent> Training::finishEpoch(const Network& network, const Optimizer& optimizer, int epoch,
                                         double trainLoss)
{
    EpochEvent event;
    event.epoch = epoch;
    event.epochs = m_options.epochs;
    event.trainLoss = trainLoss;
    EpochQuality quality{0, trainLoss};
    if (m_data.imageCount(Part::Validation) > 0) {
        const auto held = stateBytes(m_options.network);
        const auto score = validate(network, m_data,
                                    {.memoryLimitBytes = m_limitBytes - std::min(m_limitBytes, held),
                                     .bf16 = m_bf16,
                                     .loss = lossSettings(m_options)},
                                    m_stop);
        if (!score) {
            return score.error();
        }
        event.validationLoss = score->loss;
        event.validationIou = score->iou;
        quality = {score->iou, score->loss};
    }
    event.best = m_report.bestEpoch == 0 || quality.betterThan(m_best);
    if (event.best) {
        if (auto written = write(kBestCheckpoint, network, nullptr, epoch); !written) {
            return written.error();
        }
        m_best = quality;
        m_report.bestEpoch = epoch;
    }
    if (auto written = write(kLastCheckpoint, network, &optimizer, epoch); !written) {
        return written.error();
    }
    m_report.epochs = epoch;
    return event;
}

Status Training::write(const char* name, const Network& network, const Optimizer* optimizer, int epoch) const
{
    const Checkpoint checkpoint{m_options, epoch, network.tensors()};
    return writeCheckpoint(m_runFolder / name, checkpoint,
                           optimizer != nullptr ? optimizer->state() : std::vector<NamedTensor>(),
                           optimizer != nullptr ? optimizer->steps() : 0);
}

} // namespace

Result<TrainReport> runTraining(const TrainOptions& options, const TrainingData& data,
                                const std::filesystem::path& runFolder, const Device& device,
                                const std::stop_token& stop, const TrainEventSink& sink,
                                const std::function<void()>& beforeMicroBatch)
{
    TrainOptions complete = options;
    complete.network.classCount = data.classCount();
    if (auto good = validate(complete); !good) {
        return good.error();
    }
    if (data.imageCount(Part::Train) == 0) {
        return Error{ErrorCode::InvalidArgument,
                     "there are no training images; put images on the train side of the split",
                     {}};
    }
    if (auto made = makeFolder(runFolder); !made) {
        return made.error();
    }
    useThreads(complete.threads);
    return Training(complete, data, runFolder, device, stop, sink).run(beforeMicroBatch);
}

} // namespace sorby::learning
