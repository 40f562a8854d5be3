// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/learning/trainer.h"

#include "core/base/files.h"
#include "core/base/platform.h"
#include "core/learning/cached_memory.h"
#include "core/learning/calibration.h"
#include "core/learning/checkpoint.h"
#include "core/learning/data_feed.h"
#include "core/learning/learner.h"
#include "core/learning/learning_rate.h"
#include "core/learning/training_clock.h"
#include "core/learning/training_setup.h"
#include "core/learning/validation.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <optional>
#include <span>

namespace sorby::learning {
namespace {

/// On a GPU reading the loss waits for all work given to it; often enough for a curve is every so many steps.
constexpr std::size_t kStepsBetweenLossesOnGpu = 10;
/// What the schedule Plateau takes when nothing gets better.
constexpr double kPlateauFactor = 0.1;

/// One training from the first weights to the report.
class Training {
  public:
    Training(const TrainingSetup& setup, const TrainEventSink& sink)
        : m_setup(setup), m_options(setup.options), m_sink(sink), m_clock(setup.options.timeLimitSeconds)
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

    [[nodiscard]] Status restore(const TrainingState& state, Learner& learner);
    [[nodiscard]] Status trainAll(Learner& learner);
    [[nodiscard]] Result<double> trainEpoch(Learner& learner, DataFeed& feed, int epoch);
    [[nodiscard]] Status agreeOnTime();
    [[nodiscard]] Result<double> readLoss(const LossSum& loss, int epoch, std::size_t step) const;
    [[nodiscard]] bool isToBeValidated(int epoch) const;
    [[nodiscard]] Result<EpochEvent> finishEpoch(Learner& learner, int epoch, double trainLoss);
    [[nodiscard]] Result<ValidationScore> validateNow(const Learner& learner);
    [[nodiscard]] Status judge(Learner& learner, EpochEvent& event, const EpochQuality& quality);
    [[nodiscard]] Status calibrateBest() const;
    [[nodiscard]] ValidationSettings validationSettings() const;
    [[nodiscard]] Status write(const char* name, const Network& network, int epoch) const;
    [[nodiscard]] Status writeState(Learner& learner) const;

    const TrainingSetup& m_setup;
    const TrainOptions& m_options;
    const TrainEventSink& m_sink;

    TrainReport m_report;
    TrainingProgress m_progress;
    TrainingClock m_clock;
    bool m_timeIsUp = false; ///< as all processes see it, at the last agreeOnTime()
    double m_timeShare = 0;
    double m_trainSeconds = 0;
    std::size_t m_samplesTrained = 0;
};

Status Training::restore(const TrainingState& state, Learner& learner)
{
    m_progress = state.progress;
    learner.step.lossScale().restore(state.progress.lossScale);
    if (auto restored = learner.optimizer.restore(state.optimizer, state.progress.optimizerSteps);
        !restored) {
        return Error{restored.error().code, restored.error().message, toUtf8(m_setup.runFolder)};
    }
    if (learner.average) {
        if (auto restored = learner.average->restore(state.average); !restored) {
            return Error{restored.error().code, restored.error().message, toUtf8(m_setup.runFolder)};
        }
    }
    return {};
}

Result<TrainReport> Training::run(const std::function<void()>& beforeMicroBatch)
{
    auto planned = m_setup.plan();
    if (!planned) {
        return planned.error();
    }
    auto state = m_setup.firstState(*planned, [this](const std::string& message) { notice(message); });
    if (!state) {
        return state.error();
    }
    const auto loss = m_setup.lossWithWeights();
    if (!loss) {
        return loss.error();
    }
    emit(m_setup.describe(*planned));
    resetPeak(m_setup.device);
    const CachedMemory cached(m_setup.device.torch.is_cpu() ? planned->expectedBytes - m_setup.otherBytes()
                                                            : 0);
    Network network(m_options.network,
                    placed(state->network, m_setup.device.torch,
                           prefersChannelsLast(m_setup.device, isShort(m_setup.precision))));
    state->network.clear(); // the network has its own
    const StepSettings settings{planned->microBatch,
                                planned->checkpointing,
                                m_setup.precision == Precision::Bf16,
                                m_options.seed,
                                *loss,
                                m_setup.precision == Precision::Fp16,
                                augmentationSettings(m_options)};
    Learner learner(std::move(network), m_options, m_setup.device, settings,
                    {[this](const std::string& message) { notice(message); }, beforeMicroBatch},
                    m_setup.origin.processes);
    if (m_setup.origin.resume) {
        if (auto restored = restore(*state, learner); !restored) {
            return restored.error();
        }
        state->optimizer.clear();
        state->average.clear();
    }
    if (m_setup.data.imageCount(Part::Validation) == 0) {
        notice("There are no validation images; the best epoch is the one with the lowest training loss.");
    }
    auto trained = trainAll(learner);
    if (!trained && trained.error().code != ErrorCode::Cancelled) {
        return trained.error();
    }
    m_report.stopped = !trained;
    // The network as it is at the end; of an epoch that was broken off, as it was before, unless it is the
    // first.
    if (!m_report.stopped || m_progress.epoch == 0) {
        if (auto written = write(kLastCheckpoint, learner.result(), m_progress.epoch); !written) {
            return written.error();
        }
    }
    if (!m_report.stopped && m_progress.bestEpoch > 0) {
        if (auto calibrated = calibrateBest();
            !calibrated && calibrated.error().code != ErrorCode::Cancelled) {
            return calibrated.error();
        }
    }
    m_report.epochs = m_progress.epoch;
    m_report.bestEpoch = m_progress.bestEpoch;
    m_report.imagesPerSecond =
        m_trainSeconds > 0 ? static_cast<double>(m_samplesTrained) / m_trainSeconds : 0;
    m_report.peakBytes = peakBytes(m_setup.device);
    m_report.seconds = m_clock.seconds();
    return m_report;
}

Status Training::trainAll(Learner& learner)
{
    const int readers = std::clamp(platform::usableCores() / 4, 1, 4);
    const int first = m_progress.epoch + 1;
    const auto& share = m_setup.share;
    const auto skipped = share.samplesPerEpoch() * static_cast<std::size_t>(m_progress.epoch);
    DataFeed feed(
        share.samplesPerEpoch() * static_cast<std::size_t>(m_options.epochs) - skipped,
        [&](std::size_t index) { return m_setup.order.read(share.sampleOfTraining(skipped + index)); },
        {readers, m_setup.samplesAhead()}, m_setup.stop);
    Status result;
    const double before = m_clock.seconds();
    for (int epoch = first; epoch <= m_options.epochs; ++epoch) {
        const double epochStart = m_clock.seconds();
        const auto samplesBefore = m_samplesTrained;
        learner.network.freezeEncoder(epoch <= m_options.frozenEpochs);
        auto loss = trainEpoch(learner, feed, epoch);
        if (auto agreed = loss ? agreeOnTime() : Status(); !agreed) {
            loss = agreed.error();
        }
        const double trainSeconds = m_clock.seconds() - epochStart;
        m_trainSeconds += trainSeconds;
        if (!loss) {
            result = loss.error();
            break;
        }
        auto event = finishEpoch(learner, epoch, *loss);
        if (!event) {
            result = event.error();
            break;
        }
        event->imagesPerSecond = static_cast<double>(m_samplesTrained - samplesBefore) / trainSeconds;
        event->seconds = m_clock.seconds() - epochStart;
        event->secondsLeft = (m_clock.seconds() - before) / (epoch - first + 1) * (m_options.epochs - epoch);
        if (m_options.timeLimitSeconds) {
            // As many epochs as there will be time for.
            const double spent = std::max(m_clock.share(), 1e-6);
            event->epochs = std::clamp(static_cast<int>(std::lround(epoch / spent)), epoch, m_options.epochs);
            const double untilLimit = std::max(0.0, *m_options.timeLimitSeconds - m_clock.seconds());
            event->secondsLeft = std::min(event->secondsLeft, untilLimit);
        }
        emit(*event);
        if (auto agreed = agreeOnTime(); !agreed) {
            result = agreed;
            break;
        }
        if (m_timeIsUp && epoch < m_options.epochs) {
            m_report.timeUp = true;
            break;
        }
        if (m_options.patience > 0 && m_progress.epochsWithoutBetter >= m_options.patience) {
            notice("No epoch was better than epoch " + std::to_string(m_progress.bestEpoch) + " for " +
                   std::to_string(m_progress.epochsWithoutBetter) + " epochs: the training ends.");
            break;
        }
    }
    m_report.waitShare = m_trainSeconds > 0 ? std::min(1.0, feed.secondsWaited() / m_trainSeconds) : 0;
    return result;
}

Result<double> Training::trainEpoch(Learner& learner, DataFeed& feed, int epoch)
{
    const auto& share = m_setup.share;
    const std::size_t steps = share.steps();
    const std::size_t between = m_setup.device.torch.is_cpu() ? 1 : kStepsBetweenLossesOnGpu;
    const LearningRate rate(m_options, steps);
    LossSum total;
    std::size_t number = 1;
    for (; number <= steps; ++number) {
        if (auto agreed = agreeOnTime(); !agreed) {
            return agreed.error();
        }
        if (number > 1 && m_timeIsUp) {
            break;
        }
        const auto read = feed.next(share.part(number - 1).count);
        if (!read && read.error().code != ErrorCode::Cancelled) {
            return read.error();
        }
        const auto ofTraining = static_cast<std::size_t>(epoch - 1) * steps + number - 1;
        learner.optimizer.setLearningRate(m_progress.rateFactor * rate.at(ofTraining, m_timeShare));
        const auto before = learner.optimizer.steps();
        // A process that is stopped makes the step too, and there all hear of it.
        auto loss =
            learner.step.run(read ? std::span<const Sample>(*read) : std::span<const Sample>(), m_setup.stop,
                             {static_cast<std::size_t>(epoch), number - 1,
                              (number - 1) * static_cast<std::size_t>(m_options.batch)});
        if (!loss) {
            return loss.error();
        }
        if (learner.average && learner.optimizer.steps() > before) {
            learner.average->add(learner.network, learner.optimizer.steps());
        }
        m_samplesTrained += share.batchCount(number - 1);
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
    return readLoss(total, epoch, number - 1);
}

/// Everybody's clock is the first process' one.
Status Training::agreeOnTime()
{
    const double first = m_setup.processes().isFirst() ? 1 : 0;
    std::array<double, 2> told = {m_clock.isOver() ? first : 0, m_clock.share() * first};
    auto agreed = m_setup.processes().sum(told);
    m_timeIsUp = told[0] > 0;
    m_timeShare = told[1];
    return agreed;
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
                     (isShort(m_setup.precision) ? " or with precision fp32" : ""),
                 {}};
}

bool Training::isToBeValidated(int epoch) const
{
    return m_setup.data.imageCount(Part::Validation) > 0 &&
           (epoch % m_setup.epochsToValidation() == 0 || epoch == m_options.epochs || m_timeIsUp);
}

Result<EpochEvent> Training::finishEpoch(Learner& learner, int epoch, double trainLoss)
{
    EpochEvent event;
    event.epoch = epoch;
    event.epochs = m_options.epochs;
    event.trainLoss = trainLoss;
    std::optional<EpochQuality> quality;
    if (m_setup.data.imageCount(Part::Validation) == 0) {
        quality = EpochQuality{0, trainLoss};
    } else if (isToBeValidated(epoch)) {
        const auto score = validateNow(learner);
        if (!score) {
            return score.error();
        }
        event.validationLoss = score->loss;
        event.validationIou = score->iou;
        quality = EpochQuality{score->iou, score->loss};
    }
    m_progress.epoch = epoch;
    ++m_progress.epochsWithoutBetter;
    ++m_progress.epochsSinceReduction;
    if (quality) {
        if (auto judged = judge(learner, event, *quality); !judged) {
            return judged.error();
        }
    }
    if (m_options.schedule == ScheduleKind::Plateau &&
        m_progress.epochsSinceReduction >= m_options.stepEpochs) {
        m_progress.rateFactor *= kPlateauFactor;
        m_progress.epochsSinceReduction = 0;
    }
    if (auto written = writeState(learner); !written) {
        return written.error();
    }
    return event;
}

ValidationSettings Training::validationSettings() const
{
    const auto held = stateBytes(m_options.network);
    ValidationSettings settings;
    settings.memoryLimitBytes = m_setup.limitBytes - std::min(m_setup.limitBytes, held);
    settings.bf16 = isShort(m_setup.precision) && m_setup.device.info.bf16;
    return settings;
}

Result<ValidationScore> Training::validateNow(const Learner& learner)
{
    const double start = m_clock.seconds();
    auto settings = validationSettings();
    settings.loss = learner.step.settings().loss;
    auto score = validate(learner.result(), m_setup.data, settings, m_setup.stop, m_setup.processes());
    m_clock.noteValidation(m_clock.seconds() - start);
    return score;
}

Status Training::judge(Learner& learner, EpochEvent& event, const EpochQuality& quality)
{
    event.best = m_progress.bestEpoch == 0 || quality.betterThan(m_progress.best);
    if (!event.best) {
        return {};
    }
    if (auto written = write(kBestCheckpoint, learner.result(), event.epoch); !written) {
        return written;
    }
    m_progress.best = quality;
    m_progress.bestEpoch = event.epoch;
    m_progress.epochsWithoutBetter = 0;
    m_progress.epochsSinceReduction = 0;
    return {};
}

/// How sure the best network may be of itself, kept beside its weights.
Status Training::calibrateBest() const
{
    if (m_setup.data.imageCount(Part::Validation) == 0 || !m_setup.processes().isFirst()) {
        return {};
    }
    auto best = readCheckpoint(m_setup.runFolder / kBestCheckpoint);
    if (!best) {
        return best.error();
    }
    const Network network(m_options.network,
                          placed(best->tensors, m_setup.device.torch,
                                 prefersChannelsLast(m_setup.device, isShort(m_setup.precision))));
    const auto temperature = findTemperature(network, m_setup.data, validationSettings(), m_setup.stop);
    if (!temperature) {
        return temperature.error();
    }
    best->temperature = *temperature;
    return writeCheckpoint(m_setup.runFolder / kBestCheckpoint, *best);
}

Status Training::write(const char* name, const Network& network, int epoch) const
{
    if (!m_setup.processes().isFirst()) {
        return {};
    }
    return writeCheckpoint(m_setup.runFolder / name, {m_options, epoch, 1, network.tensors()});
}

Status Training::writeState(Learner& learner) const
{
    if (!m_setup.processes().isFirst()) {
        return {};
    }
    TrainingState state{m_options, m_progress, learner.network.tensors(), learner.optimizer.state(), {}};
    state.progress.optimizerSteps = learner.optimizer.steps();
    state.progress.lossScale = learner.step.lossScale().state();
    state.progress.microBatch = learner.step.settings().microBatch;
    state.progress.checkpointing = learner.step.settings().checkpointing;
    if (learner.average) {
        state.average = learner.average->network().tensors();
    }
    return writeCheckpointFolder(m_setup.runFolder, state, m_setup.origin);
}

} // namespace

namespace {

/// Without an epoch: the weights as they are make a run.
Result<TrainReport> keepFirstWeights(const TrainingSetup& setup, const TrainEventSink& sink)
{
    MemoryPlan none;
    auto state = setup.firstState(none, [&sink](const std::string& message) {
        if (sink) {
            sink(NoticeEvent{message});
        }
    });
    if (!state) {
        return state.error();
    }
    for (const char* name : {kBestCheckpoint, kLastCheckpoint}) {
        if (!setup.processes().isFirst()) {
            break;
        }
        if (auto written = writeCheckpoint(setup.runFolder / name, {setup.options, 0, 1, state->network});
            !written) {
            return written.error();
        }
    }
    return TrainReport{};
}

} // namespace

Result<TrainReport> runTraining(const TrainOptions& options, const TrainingData& data,
                                const std::filesystem::path& runFolder, const Device& device,
                                const std::stop_token& stop, const TrainEventSink& sink,
                                const TrainOrigin& origin, const std::function<void()>& beforeMicroBatch)
{
    TrainOptions complete = options;
    complete.network.classCount = data.classCount();
    if (auto good = validate(complete); !good) {
        return good.error();
    }
    if (data.imageCount(Part::Train) == 0 && complete.epochs > 0) {
        return Error{ErrorCode::InvalidArgument,
                     "there are no training images; put images on the train side of the split",
                     {}};
    }
    complete = fittedTo(data, complete);
    const auto precision = precisionOn(device, complete.precision);
    if (!precision) {
        return precision.error();
    }
    TrainOrigin whole = origin;
    whole.processes = origin.processes ? origin.processes : oneProcess();
    const auto& place = whole.processes->place();
    if (complete.batch < place.size) {
        return Error{ErrorCode::InvalidArgument,
                     "a batch of " + std::to_string(complete.batch) + " cannot be shared by " +
                         std::to_string(place.size) + " processes; choose a larger batch or fewer processes",
                     {}};
    }
    const bool leads = whole.processes->isFirst();
    if (auto made = leads ? makeFolder(runFolder) : Status(); !made) {
        return made.error();
    }
    useThreads(threadsAt(place, complete.threads, platform::usableCores()));
    if (!device.torch.is_cpu()) {
        configureGpu(*precision, complete.patch || complete.network.resize, complete.deterministic);
    }
    const TrainingSetup setup{complete, data, runFolder, device, *precision, stop, whole};
    const TrainEventSink told = leads ? sink : TrainEventSink();
    return complete.epochs == 0 ? keepFirstWeights(setup, told) : Training(setup, told).run(beforeMicroBatch);
}

} // namespace sorby::learning
