// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/learning/distributed/step_together.h"

#include "core/learning/batch.h"

#include <ATen/TensorOperators.h>
#include <ATen/core/grad_mode.h>
#include <ATen/ops/scalar_tensor.h>
#include <ATen/ops/zeros_like.h>

#include <algorithm>
#include <array>

namespace sorby::learning {
namespace {

/// The places of the numbers that begin() exchanges.
enum Said { kStopped, kPixels, kImages, kWidth, kHeight, kSamples, kSaidCount };

double numberOf(const at::Tensor& tensor)
{
    return tensor.defined() ? tensor.item<double>() : 0;
}

double asNumber(bool flag)
{
    return flag ? 1 : 0;
}

const Error kStepStopped{ErrorCode::Cancelled, "the training was stopped", {}};

} // namespace

StepTogether::StepTogether(std::shared_ptr<ProcessGroup> processes, const Network& network)
    : m_processes(std::move(processes)), m_network(network)
{}

Result<EffectiveBatch> StepTogether::begin(std::span<const Sample> part, bool withTotals, bool stopped)
{
    const auto totals = withTotals ? totalsOf(part) : LossTotals{};
    const auto size = commonSize(part);
    if (m_processes->isAlone()) {
        return stopped ? Result<EffectiveBatch>(kStepStopped) : EffectiveBatch{totals, size, part.size(), 0};
    }
    std::array<double, kSaidCount> own{};
    own[kStopped] = asNumber(stopped);
    own[kPixels] = totals.pixels;
    own[kImages] = totals.images;
    own[kWidth] = size.width;
    own[kHeight] = size.height;
    own[kSamples] = static_cast<double>(part.size());
    const auto all = m_processes->gather(own);
    if (!all) {
        return all.error();
    }
    EffectiveBatch whole;
    for (std::size_t first = 0; first < all->size(); first += kSaidCount) {
        const double* said = all->data() + first;
        if (said[kStopped] > 0) {
            return kStepStopped;
        }
        whole.totals.pixels += said[kPixels];
        whole.totals.images += said[kImages];
        whole.size.width = std::max(whole.size.width, static_cast<int>(said[kWidth]));
        whole.size.height = std::max(whole.size.height, static_cast<int>(said[kHeight]));
        const auto samples = static_cast<std::size_t>(said[kSamples]);
        whole.count += samples;
        whole.offset += first < static_cast<std::size_t>(m_processes->rank()) * kSaidCount ? samples : 0;
    }
    return whole;
}

Result<StepOutcome> StepTogether::agree(const StepOutcome& own)
{
    if (m_processes->isAlone()) {
        return own;
    }
    const auto& parameters = m_network.parameters();
    std::vector<double> numbers = {asNumber(own.stopped), asNumber(own.memoryRanOut), numberOf(own.loss.sum),
                                   numberOf(own.loss.count)};
    const auto flags = numbers.size();
    for (const auto& parameter : parameters) {
        numbers.push_back(asNumber(parameter.tensor.grad().defined()));
    }
    if (auto summed = m_processes->sum(std::span<double>(numbers)); !summed) {
        return summed.error();
    }
    m_withGradient.assign(numbers.begin() + static_cast<std::ptrdiff_t>(flags), numbers.end());
    const auto options = at::TensorOptions(m_network.device()).dtype(at::kDouble);
    return StepOutcome{numbers[0] > 0,
                       numbers[1] > 0,
                       {at::scalar_tensor(numbers[2], options), at::scalar_tensor(numbers[3], options)}};
}

Status StepTogether::combine(const std::vector<at::Tensor>& statistics, const std::vector<at::Tensor>& before,
                             double shareOfBatch)
{
    if (m_processes->isAlone()) {
        return {};
    }
    const at::NoGradGuard noGradients;
    std::vector<at::Tensor> summed;
    const auto& parameters = m_network.parameters();
    for (std::size_t i = 0; i < parameters.size(); ++i) {
        if (m_withGradient[i] == 0) {
            continue;
        }
        auto& gradient = parameters[i].tensor.mutable_grad();
        if (!gradient.defined()) {
            gradient = at::zeros_like(parameters[i].tensor); // a process without a sample
        }
        summed.push_back(gradient);
    }
    // Changes are averaged and not the statistics themselves: those that are frozen stay what they are to the
    // last digit.
    for (std::size_t i = 0; i < statistics.size(); ++i) {
        summed.push_back((statistics[i] - before[i]).mul_(shareOfBatch));
    }
    if (auto done = m_processes->sum(summed); !done) {
        return done;
    }
    const auto changes = summed.end() - static_cast<std::ptrdiff_t>(statistics.size());
    for (std::size_t i = 0; i < statistics.size(); ++i) {
        statistics[i].copy_(before[i] + changes[static_cast<std::ptrdiff_t>(i)]);
    }
    return {};
}

} // namespace sorby::learning
