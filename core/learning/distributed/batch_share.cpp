// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/learning/distributed/batch_share.h"

#include <algorithm>

namespace sorby::learning {

SampleRange shareOf(std::size_t count, int rank, int size)
{
    const auto number = static_cast<std::size_t>(rank);
    const auto processes = static_cast<std::size_t>(size);
    const auto each = count / processes;
    const auto larger = count % processes; // so many have one sample more
    return {number * each + std::min(number, larger), each + (number < larger ? 1 : 0)};
}

BatchShare::BatchShare(std::size_t samplesPerEpoch, std::size_t batch, int rank, int size)
    : m_perEpoch(samplesPerEpoch),
      m_batch(batch),
      m_rank(rank),
      m_size(size),
      m_steps((samplesPerEpoch + batch - 1) / batch)
{}

std::size_t BatchShare::batchCount(std::size_t step) const
{
    return std::min(m_batch, m_perEpoch - step * m_batch);
}

SampleRange BatchShare::part(std::size_t step) const
{
    return shareOf(batchCount(step), m_rank, m_size);
}

std::size_t BatchShare::samplesPerEpoch() const
{
    const auto whole = m_perEpoch / m_batch;
    const auto rest = shareOf(m_perEpoch % m_batch, m_rank, m_size).count;
    return whole * shareOf(m_batch, m_rank, m_size).count + rest;
}

std::size_t BatchShare::sampleOfTraining(std::size_t index) const
{
    const auto own = samplesPerEpoch();
    const auto epoch = index / own;
    const auto inEpoch = index % own;
    // Every step but the last one of an epoch is of whole batches, of which this process has as many.
    const auto ofWhole = shareOf(m_batch, m_rank, m_size).count;
    const auto step = ofWhole > 0 ? std::min(inEpoch / ofWhole, m_steps - 1) : m_steps - 1;
    return epoch * m_perEpoch + step * m_batch + part(step).first + (inEpoch - step * ofWhole);
}

} // namespace sorby::learning
