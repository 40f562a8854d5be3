// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/learning/trainer.h"
#include "tests/gpu/checks.h"
#include "tests/support/learning/steady_data.h"
#include "tests/support/learning/trainable_network.h"
#include "tests/unit/learning/disc_data.h"

#include <ATen/ops/equal.h>

#include <chrono>
#include <optional>
#include <stop_token>

namespace sorby::learning {
namespace {

TrainOptions discOptions(const CheckContext& context, Precision precision)
{
    TrainOptions options;
    options.network.width = 8;
    options.network.depth = 2;
    options.network.normalization = Normalization::Batch;
    options.epochs = 20;
    options.batch = 4;
    options.learningRate = 5e-3;
    options.precision = precision;
    options.seed = 1;
    options.threads = context.threads;
    return options;
}

DiscData discData()
{
    return {std::vector<Size>(16, Size{64, 64}), std::vector<Size>(4, Size{64, 64})};
}

/// A step of many micro-batches ends before the next one and leaves the weights alone.
void checkStopWithinStep(CheckContext& context)
{
    constexpr int kStopAt = 3;
    constexpr std::size_t kBatch = 8;
    NetworkSpec spec;
    spec.width = 8;
    spec.depth = 2;
    const auto batch = SteadyData({64, 48}, kBatch).batch(kBatch);
    TrainableNetwork trainable(spec, context.device, {1, false, false});
    const auto before = trainable.weights();
    std::stop_source stop;
    trainable.beforeMicroBatch = [&] {
        if (trainable.microBatches == kStopAt) {
            stop.request_stop();
        }
    };
    const auto loss = trainable.run(batch, stop.get_token());
    const bool cancelled = !loss && loss.error().code == ErrorCode::Cancelled;
    context.report.check("a step of eight micro-batches", cancelled, cancelled ? "cancelled" : "done",
                         "cancelled");
    context.report.check("its micro-batches begun", trainable.microBatches == kStopAt,
                         std::to_string(trainable.microBatches), std::to_string(kStopAt));
    const bool same = at::equal(before, trainable.weights());
    context.report.check("its weights", same, same ? "as before" : "changed", "as before");
}

} // namespace

void checkLearning(CheckContext& context)
{
    auto& report = context.report;
    report.section("A small network learns discs");
    for (const auto precision : {Precision::Fp32, Precision::Bf16}) {
        const auto name = toText(precision);
        std::optional<EpochEvent> last;
        std::optional<double> firstLoss;
        const auto data = discData();
        const auto trained = runTraining(discOptions(context, precision), data, context.folder / name,
                                         context.device, {}, [&](const TrainEvent& event) {
                                             if (const auto* epoch = std::get_if<EpochEvent>(&event)) {
                                                 firstLoss = firstLoss.value_or(epoch->trainLoss);
                                                 last = *epoch;
                                             }
                                         });
        if (!report.check("trains in " + name, bool(trained), trained ? "done" : describe(trained.error()),
                          {}) ||
            !last) {
            continue;
        }
        report.checkAtMost("its loss falls, last over first, " + name, last->trainLoss / *firstLoss, 0.5);
        report.checkAtLeast("IoU on other images, " + name, last->validationIou.value_or(0), 0.9);
    }
}

void checkStop(CheckContext& context)
{
    auto& report = context.report;
    report.section("Stop");
    using Clock = std::chrono::steady_clock;
    constexpr int kStopAt = 3;
    auto options = discOptions(context, Precision::Auto);
    std::stop_source stop;
    Clock::time_point asked;
    int begun = 0;
    const auto data = discData();
    const auto trained =
        runTraining(options, data, context.folder / "stopped", context.device, stop.get_token(), {}, {}, [&] {
            if (++begun == kStopAt) {
                asked = Clock::now();
                stop.request_stop();
            }
        });
    const double seconds = std::chrono::duration<double>(Clock::now() - asked).count();
    if (!report.check("a stopped training reports", bool(trained),
                      trained ? "done" : describe(trained.error()), {})) {
        return;
    }
    report.check("it says that it was stopped", trained->stopped, trained->stopped ? "yes" : "no", "yes");
    report.check("micro-batches begun", begun == kStopAt, std::to_string(begun),
                 "no more than when it was asked: " + std::to_string(kStopAt));
    report.checkAtMost("seconds until it returns, checkpoint included", seconds, 5);
    checkStopWithinStep(context);
}

} // namespace sorby::learning
