// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/units.h"
#include "core/learning/memory_plan.h"
#include "core/learning/trainer.h"
#include "tests/gpu/checks.h"
#include "tests/support/learning/network_on_device.h"
#include "tests/support/learning/steady_data.h"
#include "tests/support/learning/trainable_network.h"

#include <ATen/DeviceAccelerator.h>
#include <ATen/TensorOperators.h>
#include <ATen/ops/empty.h>

#include <algorithm>
#include <chrono>
#include <cmath>
#include <new>

namespace sorby::learning {
namespace {

/// What one large training used and how fast it was.
struct LargeTraining {
    PlanEvent plan;
    std::uint64_t usedBytes = 0; ///< of the whole device, as nvidia-smi shows it
    std::uint64_t peakBytes = 0; ///< of the allocator
    double imagesPerSecond = 0;  ///< of the fastest epoch after the first
    double waitShare = 0;
};

std::uint64_t usedOf(const Device& device)
{
    if (device.torch.is_cpu()) {
        return 0;
    }
    const auto [free, total] = at::accelerator::getMemoryInfo(device.torch.index());
    return total - free;
}

Result<LargeTraining> trainLarge(CheckContext& context, std::uint64_t limitBytes, const std::string& name)
{
    TrainOptions options;
    options.network = context.network;
    options.epochs = 3;
    options.batch = context.batch;
    options.precision = Precision::Bf16;
    options.memoryLimitBytes = limitBytes;
    options.threads = context.threads;
    LargeTraining result;
    const SteadyData data(context.image, context.images);
    const auto trained =
        runTraining(options, data, context.folder / name, context.device, {}, [&](const TrainEvent& event) {
            if (const auto* plan = std::get_if<PlanEvent>(&event)) {
                result.plan = *plan;
            } else if (std::holds_alternative<StepEvent>(event)) {
                result.usedBytes = std::max(result.usedBytes, usedOf(context.device));
            } else if (const auto* epoch = std::get_if<EpochEvent>(&event);
                       epoch != nullptr && epoch->epoch > 1) {
                result.imagesPerSecond = std::max(result.imagesPerSecond, epoch->imagesPerSecond);
            }
        });
    if (!trained) {
        return trained.error();
    }
    result.peakBytes = trained->peakBytes;
    result.waitShare = trained->waitShare;
    return result;
}

void tell(Report& report, const LargeTraining& training)
{
    report.figure("micro-batch x accumulation", std::to_string(training.plan.microBatch) + " x " +
                                                    std::to_string(training.plan.accumulation) +
                                                    (training.plan.checkpointing ? ", checkpointing" : ""));
    report.figure("planned, libraries included", formatBytes(training.plan.expectedBytes));
    report.figure("peak of the allocator", formatBytes(training.peakBytes));
    report.figure("used of the whole device", formatBytes(training.usedBytes));
    report.figure("training images a second", shortNumber(training.imagesPerSecond));
    report.figure("share of the time that waited for data", shortNumber(training.waitShare));
}

double relativeError(std::uint64_t planned, std::uint64_t measured)
{
    return std::abs(static_cast<double>(planned) / static_cast<double>(measured) - 1);
}

/// Predictions a second of whole images in bf16, from memory to memory, one image at a time.
Result<double> predictionsPerSecond(CheckContext& context, const std::filesystem::path& checkpoint)
{
    const auto network = NetworkOnDevice::open(checkpoint, context.device, true);
    if (!network) {
        return network.error();
    }
    const SteadyData data(context.image, 8);
    const auto samples = data.batch(8);
    double best = 0;
    constexpr int kRounds = 4; // the first is the warm-up
    for (int round = 0; round < kRounds; ++round) {
        const auto start = std::chrono::steady_clock::now();
        for (std::size_t i = 0; i < context.images; ++i) {
            if (const auto logits = network->predict(samples[i % samples.size()].image); !logits) {
                return logits.error();
            }
        }
        const std::chrono::duration<double> seconds = std::chrono::steady_clock::now() - start;
        if (round > 0) {
            best = std::max(best, static_cast<double>(context.images) / seconds.count());
        }
    }
    return best;
}

std::string title(const CheckContext& context, const std::string& memory)
{
    return "U-Net of width " + std::to_string(context.network.width) + ", depth " +
           std::to_string(context.network.depth) + ", images of " + std::to_string(context.image.width) +
           "x" + std::to_string(context.image.height) + ", effective batch " + std::to_string(context.batch) +
           ", bf16, " + memory;
}

/// The plan's room for LibTorch's libraries is its own; what is left are tensors, which the allocator counts.
constexpr double kPlanTolerance = 0.15;

} // namespace

void checkWithinLimit(CheckContext& context)
{
    auto& report = context.report;
    report.section(title(context, "within " + formatBytes(context.memoryLimitBytes)));
    const auto training = trainLarge(context, context.memoryLimitBytes, "limit");
    if (!training) {
        report.checkDone("the training", training.error());
        return;
    }
    tell(report, *training);
    context.limitedImagesPerSecond = training->imagesPerSecond;
    if (context.onCpu()) {
        return; // resident memory holds the program and the images, too
    }
    report.check("used of the whole device", training->usedBytes <= context.memoryLimitBytes,
                 formatBytes(training->usedBytes), "at most " + formatBytes(context.memoryLimitBytes));
    report.checkAtMost("plan against what is used of the device, relative",
                       relativeError(training->plan.expectedBytes, training->usedBytes), kPlanTolerance);
}

void checkWithoutLimit(CheckContext& context)
{
    auto& report = context.report;
    report.section(title(context, "without a limit"));
    const auto training = trainLarge(context, 0, "free");
    if (!training) {
        report.checkDone("the training", training.error());
        return;
    }
    tell(report, *training);
    releaseCachedMemory(context.device);
    const auto predicted = predictionsPerSecond(context, context.folder / "free" / kBestCheckpoint);
    if (!predicted) {
        report.checkDone("the predictions", predicted.error());
        return;
    }
    report.figure("predicted images a second", shortNumber(*predicted));
    if (context.onCpu()) {
        return;
    }
    report.checkAtMost("plan against what is used of the device, relative",
                       relativeError(training->plan.expectedBytes, training->usedBytes), kPlanTolerance);
    if (context.limitedImagesPerSecond > 0) {
        report.checkAtLeast("speed within the limit / without",
                            context.limitedImagesPerSecond / training->imagesPerSecond, 0.65);
    }
    if (context.device.info.name.find("H200") != std::string::npos) {
        report.checkAtLeast("training images a second on an H200", training->imagesPerSecond, 80);
        report.checkAtLeast("predicted images a second on an H200", *predicted, 300);
    }
}

void checkOutOfMemory(CheckContext& context)
{
    auto& report = context.report;
    report.section("Memory runs out in a step");
    NetworkSpec spec;
    spec.width = context.onCpu() ? 4 : 32;
    spec.depth = 2;
    const Size size = context.onCpu() ? Size{64, 48} : Size{512, 512};
    constexpr int kBatch = 8;
    const auto batch = SteadyData(size, kBatch).batch(kBatch);
    TrainableNetwork careful(spec, context.device, {1, false, false});
    const auto expected = careful.runForLoss(batch);
    const int boldly = context.onCpu() ? kBatch / 2 : kBatch;
    TrainableNetwork bold(spec, context.device, {boldly, false, false});
    at::Tensor ballast;
    if (context.onCpu()) {
        // An operating system that has no more memory kills programs at random; the exception is the same. In
        // the second micro-batch, when the first has left gradients.
        bold.beforeMicroBatch = [&] {
            if (bold.settings().microBatch > 2 && bold.microBatches > 1) {
                throw std::bad_alloc();
            }
        };
    } else {
        releaseCachedMemory(context.device);
        const auto need = trainingBytes(spec, size, {});
        const auto left = need.fixed + 3 * need.perImage;
        const auto free = at::accelerator::getMemoryInfo(context.device.torch.index()).first;
        if (report.check("more memory is free than the step may have", free > left, formatBytes(free),
                         "more than " + formatBytes(left))) {
            ballast = at::empty({static_cast<std::int64_t>(free - left)},
                                at::TensorOptions(at::kByte).device(context.device.torch));
        }
    }
    const auto loss = bold.runForLoss(batch);
    if (!expected || !loss) {
        report.checkDone("the step", !expected ? expected.error() : loss.error());
        return;
    }
    report.check("images at a time afterwards", bold.settings().microBatch < boldly,
                 std::to_string(bold.settings().microBatch), "fewer than " + std::to_string(boldly));
    report.check("what it says", !bold.notices.empty(), std::to_string(bold.notices.size()) + " notices",
                 "at least one");
    report.checkAtMost("loss against one image at a time from the start", std::abs(*loss / *expected - 1),
                       1e-3);
    const auto gradients = careful.firstGradients();
    report.checkAtMost("gradients against the same, relative to the largest",
                       (gradients - bold.firstGradients()).abs().max().item<double>() /
                           gradients.abs().max().item<double>(),
                       1e-2);
    const auto again = bold.runForLoss(batch);
    report.check("the next step works", again && *again < *loss,
                 again ? "loss " + shortNumber(*again) : describe(again.error()),
                 "below " + shortNumber(*loss));
}

} // namespace sorby::learning
