// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/learning/options.h"

#include <cstddef>

namespace sorby::learning {

/// The learning rate of every step of a training, known before it begins:
/// - constant;
/// - step: a tenth (`stepFactor`) after every so many epochs;
/// - cosine: half a cosine down to 0 (Loshchilov and Hutter 2017, without restarts);
/// - polynomial: (1 - t)^0.9 over the share t of the training (Chen et al. 2017, DeepLab);
/// - one cycle: from a 25th up to the whole rate in the first 30 %, then down to a 10,000th of where it began
///   (Smith and Topin 2018, with cosines).
/// - plateau: as it is; the training takes a tenth when it does not get better (Training, kPlateauFactor).
/// A warm-up comes before: from 0 in even steps to the whole rate; the rest is over what is left. Where time
/// is limited, the schedule is as far as the time or the steps, whichever is further.
class LearningRate {
  public:
    LearningRate(const TrainOptions& options, std::size_t stepsPerEpoch);

    /// Of step number `step` of the training, from 0; `timeShare` of the time limit is over.
    [[nodiscard]] double at(std::size_t step, double timeShare = 0) const;

  private:
    [[nodiscard]] double factor(double share, double epoch) const;

    ScheduleKind m_kind;
    double m_rate;
    int m_stepEpochs;
    std::size_t m_warmup; ///< steps
    std::size_t m_steps;  ///< in all
    std::size_t m_stepsPerEpoch;
};

} // namespace sorby::learning
