// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/learning/learning_rate.h"

#include <algorithm>
#include <cmath>
#include <numbers>

namespace sorby::learning {
namespace {

constexpr double kStepFactor = 0.1;
constexpr double kPower = 0.9;
constexpr double kCycleRise = 0.3;
constexpr double kCycleStart = 1.0 / 25;
constexpr double kCycleEnd = kCycleStart / 1e4;

/// From `from` to `to` while the share goes from 0 to 1, slow at both ends.
double alongCosine(double from, double to, double share)
{
    return to + (from - to) * 0.5 * (1 + std::cos(std::numbers::pi * share));
}

} // namespace

LearningRate::LearningRate(const TrainOptions& options, std::size_t stepsPerEpoch)
    : m_kind(options.schedule),
      m_rate(options.learningRate),
      m_stepEpochs(options.stepEpochs),
      m_warmup(stepsPerEpoch * static_cast<std::size_t>(options.warmupEpochs)),
      m_steps(stepsPerEpoch * static_cast<std::size_t>(options.epochs)),
      m_stepsPerEpoch(std::max<std::size_t>(stepsPerEpoch, 1))
{}

double LearningRate::at(std::size_t step, double timeShare) const
{
    if (step < m_warmup) {
        return m_rate * static_cast<double>(step + 1) / static_cast<double>(m_warmup);
    }
    const auto done = step - m_warmup;
    const auto all = std::max<std::size_t>(m_steps - std::min(m_warmup, m_steps), 1);
    const double ofSteps = static_cast<double>(done) / static_cast<double>(all);
    const double share = std::clamp(timeShare, std::min(1.0, ofSteps), 1.0);
    return m_rate * factor(share, std::floor(static_cast<double>(done / m_stepsPerEpoch)));
}

double LearningRate::factor(double share, double epoch) const
{
    switch (m_kind) {
    case ScheduleKind::Step:
        return std::pow(kStepFactor, std::floor(epoch / m_stepEpochs));
    case ScheduleKind::Cosine:
        return alongCosine(1, 0, share);
    case ScheduleKind::Polynomial:
        return std::pow(1 - share, kPower);
    case ScheduleKind::OneCycle:
        return share < kCycleRise ? alongCosine(kCycleStart, 1, share / kCycleRise)
                                  : alongCosine(1, kCycleEnd, (share - kCycleRise) / (1 - kCycleRise));
    case ScheduleKind::Constant:
    case ScheduleKind::Plateau:
        break;
    }
    return 1;
}

} // namespace sorby::learning
