// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/learning/train_step.h"

#include "core/base/random.h"
#include "core/learning/augmentation/augmenter.h"
#include "core/learning/autocast.h"
#include "core/learning/torch_error.h"

#include <ATen/TensorOperators.h>
#include <ATen/core/grad_mode.h>

#include <algorithm>

namespace sorby::learning {
namespace {

/// Copies of the running statistics, which a forward pass changes.
std::vector<at::Tensor> statisticsOf(const Network& network)
{
    std::vector<at::Tensor> copies;
    for (const auto& [name, tensor] : network.tensors()) {
        if (!tensor.requires_grad()) {
            copies.push_back(tensor.clone());
        }
    }
    return copies;
}

void restoreStatistics(const Network& network, const std::vector<at::Tensor>& copies)
{
    auto copy = copies.begin();
    for (const auto& [name, tensor] : network.tensors()) {
        if (!tensor.requires_grad()) {
            tensor.copy_(*copy++);
        }
    }
}

} // namespace

TrainStep::TrainStep(Network& network, Optimizer& optimizer, const Device& device,
                     const StepSettings& settings, Watch watch)
    : m_network(network),
      m_optimizer(optimizer),
      m_device(device),
      m_settings(settings),
      m_watch(std::move(watch))
{}

Result<LossSum> TrainStep::run(std::span<const Sample> batch, const std::stop_token& stop,
                               const SamplePlace& first)
{
    const auto statistics = statisticsOf(m_network);
    for (;;) {
        bool memoryRanOut = false;
        Result<LossSum> loss = Error{};
        try {
            loss = attempt(batch, stop, first);
        } catch (const std::exception& exception) {
            if (!isOutOfMemory(exception)) {
                m_optimizer.clearGradients();
                throw;
            }
            memoryRanOut = true;
        }
        // Outside of the handler, when the exception and with it the step's tensors are gone.
        if (loss) {
            return loss;
        }
        m_optimizer.clearGradients();
        restoreStatistics(m_network, statistics);
        if (!memoryRanOut) {
            return loss;
        }
        releaseCachedMemory(m_device);
        if (auto smaller = useLessMemory(); !smaller) {
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

Result<LossSum> TrainStep::attempt(std::span<const Sample> batch, const std::stop_token& stop,
                                   const SamplePlace& place)
{
    const auto size = commonSize(batch);
    const auto microBatch = static_cast<std::size_t>(m_settings.microBatch);
    // Cheap beside a step; losses over pixels alone do not need it.
    const auto totals = m_settings.loss.kind == LossKind::Bce ? LossTotals{} : totalsOf(batch);
    LossSum total;
    for (std::size_t first = 0; first < batch.size(); first += microBatch) {
        if (stop.stop_requested()) {
            return Error{ErrorCode::Cancelled, "the training was stopped", {}};
        }
        if (m_watch.beforeMicroBatch) {
            m_watch.beforeMicroBatch();
        }
        const auto part = batch.subspan(first, std::min(microBatch, batch.size() - first));
        const auto tensors = prepare(part, size, place, first);
        LossSum loss;
        {
            const Autocast autocast(m_device.torch.type(), m_settings.bf16 || m_settings.fp16,
                                    m_settings.fp16 ? at::kHalf : at::kBFloat16);
            const ForwardMode mode{true, m_settings.checkpointing, dropoutSeed(first)};
            loss =
                lossOf(m_network.forwardAll(tensors.images, mode), tensors.labels, m_settings.loss, totals);
        }
        (m_settings.fp16 ? loss.sum * m_lossScale.scale() : loss.sum).backward();
        total.add(loss);
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
