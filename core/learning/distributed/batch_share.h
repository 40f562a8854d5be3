// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>

namespace sorby::learning {

/// Samples that follow each other.
struct SampleRange {
    std::size_t first = 0;
    std::size_t count = 0;
    bool operator==(const SampleRange&) const = default;
};

/// The part of `count` samples that a process of `size` trains: as equal as they come, the larger ones first.
[[nodiscard]] SampleRange shareOf(std::size_t count, int rank, int size);

/// Which samples of a training one process reads: its share of every effective batch.
class BatchShare {
  public:
    /// `batch` samples to a step, the rest of an epoch in its last one.
    BatchShare(std::size_t samplesPerEpoch, std::size_t batch, int rank, int size);

    [[nodiscard]] std::size_t steps() const { return m_steps; }
    /// Of the effective batch of step number `step` of an epoch, from 0.
    [[nodiscard]] std::size_t batchCount(std::size_t step) const;
    /// This process' part of it, counted from the batch's first sample.
    [[nodiscard]] SampleRange part(std::size_t step) const;
    /// How many samples it reads in an epoch.
    [[nodiscard]] std::size_t samplesPerEpoch() const;
    /// Which sample of the whole training, over all epochs, its sample number `index` is.
    [[nodiscard]] std::size_t sampleOfTraining(std::size_t index) const;

  private:
    std::size_t m_perEpoch;
    std::size_t m_batch;
    int m_rank;
    int m_size;
    std::size_t m_steps;
};

} // namespace sorby::learning
