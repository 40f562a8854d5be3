// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/result.h"
#include "core/learning/options.h"
#include "core/learning/training_data.h"

#include <cstddef>
#include <cstdint>
#include <memory>
#include <mutex>
#include <vector>

namespace sorby::learning {

/// What the training sees, in which order: the samples of all epochs one after the other, before they are
/// augmented. Every choice comes from (seed, purpose, epoch, place), so that any thread may read any sample.
class SampleOrder {
  public:
    SampleOrder(const TrainOptions& options, const TrainingData& data);

    [[nodiscard]] std::size_t samplesPerEpoch() const { return m_perEpoch; }
    /// The largest sample: patch, or the largest width and height of the training images.
    [[nodiscard]] Size largest() const { return m_largest; }

    /// Sample number `index` of the whole training. Thread-safe.
    [[nodiscard]] Result<Sample> read(std::size_t index) const;

  private:
    using Order = std::shared_ptr<const std::vector<std::size_t>>;
    [[nodiscard]] Order orderOf(std::size_t epoch) const;

    const TrainOptions m_options;
    const TrainingData& m_data;
    std::size_t m_perEpoch = 0;
    Size m_largest;

    mutable std::mutex m_mutex;
    mutable std::size_t m_epoch = 0; ///< whose order is kept; 0: none
    mutable Order m_order;
};

} // namespace sorby::learning
