// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/learning/train_step.h"

#include "core/base/random.h"
#include "core/learning/augmentation/augmenter.h"
#include "core/learning/autocast.h"
#include "core/learning/network_layout.h"
#include "core/learning/torch_error.h"

#include <ATen/TensorOperators.h>
#include <ATen/core/grad_mode.h>

#include <algorithm>

namespace sorby::learning {
namespace {

std::vector<at::Tensor> runningStatistics(const Network& network)
{
    const auto layout = networkLayout(network.spec());
    std::vector<at::Tensor> statistics;
    for (std::size_t i = 0; i < layout.size(); ++i) {
        if (!layout[i].trained()) {
            statistics.push_back(network.tensors()[i].tensor);
        }
    }
    return statistics;
}

} // namespace

TrainStep::TrainStep(Network& network, Optimizer& optimizer, const Device& device,
                     const StepSettings& settings, Watch watch, std::shared_ptr<ProcessGroup> processes)
    : m_network(network),
      m_optimizer(optimizer),
      m_device(device),
      m_settings(settings),
      m_watch(std::move(watch)),
      m_together(std::move(processes), network),
      m_statistics(runningStatistics(network))
{}

std::vector<at::Tensor> TrainStep::copiedStatistics() const
{
    std::vector<at::Tensor> copies;
    for (const auto& tensor : m_statistics) {
        copies.push_back(tensor.clone());
    }
    return copies;
}

void TrainStep::restoreStatistics(const std::vector<at::Tensor>& copies) const
{
    for (std::size_t i = 0; i < copies.size(); ++i) {
        m_statistics[i].copy_(copies[i]);
    }
}

Result<LossSum> TrainStep::run(std::span<const Sample> part, const std::stop_token& stop,
                               const SamplePlace& first)
{
    // Losses over pixels alone need no totals.
    const auto whole = m_together.begin(part, m_settings.loss.kind != LossKind::Bce, stop.stop_requested());
    if (!whole) {
        return whole.error();
    }
    const auto statistics = copiedStatistics();
    for (;;) {
        StepOutcome own;
        try {
            own = accumulate(part, *whole, stop, first);
        } catch (const std::exception& exception) {
            if (!isOutOfMemory(exception)) {
                m_optimizer.clearGradients();
                throw;
            }
            own.memoryRanOut = true;
        }
        // Outside of the handler, when the exception and with it the step's tensors are gone.
        const auto outcome = m_together.agree(own);
        if (outcome && !outcome->stopped && !outcome->memoryRanOut) {
            const double share = static_cast<double>(part.size()) / static_cast<double>(whole->count);
            return apply(outcome->loss, statistics, share);
        }
        m_optimizer.clearGradients();
        restoreStatistics(statistics);
        if (!outcome) {
            return outcome.error();
        }
        if (outcome->stopped) {
            return Error{ErrorCode::Cancelled, "the training was stopped", {}};
        }
        releaseCachedMemory(m_device);
        if (auto smaller = own.memoryRanOut ? useLessMemory() : Status(); !smaller) {
            return smaller.error();
        }
    }
}

Batch TrainStep::prepare(std::span<const Sample> part, Size size, SamplePlace first, std::size_t offset) const
{
    auto tensors = makeBatch(part, size, m_device.torch, m_network.isChannelsLast());
    if (!m_settings.augmentation.symmetries && !m_settings.augmentation.full) {
        return tensors;
    }
    std::vector<SampleAugmentation> draws;
    for (std::size_t i = 0; i < part.size(); ++i) {
        const SamplePlace place{first.epoch, first.batch, first.index + offset + i};
        draws.push_back(drawAugmentation(m_settings.augmentation, m_settings.seed, place, size));
    }
    return augmented(tensors, draws);
}

StepOutcome TrainStep::accumulate(std::span<const Sample> part, const EffectiveBatch& whole,
                                  const std::stop_token& stop, const SamplePlace& place)
{
    const auto microBatch = static_cast<std::size_t>(m_settings.microBatch);
    StepOutcome outcome;
    for (std::size_t first = 0; first < part.size(); first += microBatch) {
        if (stop.stop_requested()) {
            outcome.stopped = true;
            return outcome;
        }
        if (m_watch.beforeMicroBatch) {
            m_watch.beforeMicroBatch();
        }
        const auto offset = whole.offset + first;
        const auto tensors = prepare(part.subspan(first, std::min(microBatch, part.size() - first)),
                                     whole.size, place, offset);
        LossSum loss;
        {
            const Autocast autocast(m_device.torch.type(), m_settings.bf16 || m_settings.fp16,
                                    m_settings.fp16 ? at::kHalf : at::kBFloat16);
            const ForwardMode mode{true, m_settings.checkpointing, dropoutSeed(offset)};
            loss = lossOf(m_network.forwardAll(tensors.images, mode), tensors.labels, m_settings.loss,
                          whole.totals);
        }
        (m_settings.fp16 ? loss.sum * m_lossScale.scale() : loss.sum).backward();
        outcome.loss.add(loss);
    }
    return outcome;
}

Result<LossSum> TrainStep::apply(const LossSum& total, const std::vector<at::Tensor>& statistics,
                                 double shareOfBatch)
{
    if (auto combined = m_together.combine(m_statistics, statistics, shareOfBatch); !combined) {
        return combined.error();
    }
    // Gradients of sums over pixels have been added up; the mean's are these divided by the pixels of all.
    const auto divisor = total.count.clamp_min(1);
    if (!m_settings.fp16) {
        m_optimizer.step(divisor);
    } else if (const double scale = m_lossScale.scale(); m_lossScale.check(m_optimizer.gradients())) {
        m_optimizer.step(divisor * scale);
    }
    m_optimizer.clearGradients();
    return total;
}

std::uint64_t TrainStep::dropoutSeed(std::size_t firstOfBatch) const
{
    const auto ofStep =
        deriveSeed(m_settings.seed, "dropout of step", static_cast<std::uint64_t>(m_optimizer.steps()));
    return deriveSeed(ofStep, "dropout of micro-batch", firstOfBatch);
}

Status TrainStep::useLessMemory()
{
    if (m_settings.microBatch > 1) {
        m_settings.microBatch = (m_settings.microBatch + 1) / 2;
        m_watch.notice("Memory ran out; the training goes on with " + std::to_string(m_settings.microBatch) +
                       (m_settings.microBatch == 1 ? " image" : " images") +
                       " at a time and the same effective batch.");
        return {};
    }
    if (!m_settings.checkpointing) {
        m_settings.checkpointing = true;
        m_watch.notice("Memory ran out with one image at a time; the training goes on computing each block "
                       "twice to keep less.");
        return {};
    }
    return Error{ErrorCode::OutOfMemory,
                 "memory ran out with one image at a time; use smaller patches or a smaller width, or close "
                 "other programs",
                 {}};
}

} // namespace sorby::learning
