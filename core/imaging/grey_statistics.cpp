// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/imaging/grey_statistics.h"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <type_traits>

namespace sorby::imaging {
namespace {

constexpr std::size_t kMostSamples = 4'000'000;
constexpr std::int32_t kColourKind = 100;
constexpr double kFloatBins = static_cast<double>(GreyStatistics::kBins);

/// ITU-R BT.601, as toGrey() has it.
template <typename T>
double luminance(const T& pixel)
{
    return 0.299 * pixel.r + 0.587 * pixel.g + 0.114 * pixel.b;
}

} // namespace

GreyStatistics::GreyStatistics(const MicrographInfo& kind) : m_counts(kBins)
{
    m_state.kind = kind.bitsPerChannel + (kind.channels == 3 ? kColourKind : 0);
    m_state.width = m_state.kind == 8 + kColourKind ? 1.0 / 256 : 1.0;
}

void GreyStatistics::addFloats(const Raster<float>& pixels)
{
    for (const float value : pixels.pixels()) {
        if (!std::isfinite(value)) {
            continue;
        }
        const auto grey = static_cast<double>(value);
        m_state.smallest = m_any ? std::min(m_state.smallest, grey) : grey;
        m_state.largest = m_any ? std::max(m_state.largest, grey) : grey;
        m_any = true;
        if (m_phase == 0) {
            m_samples.push_back(value);
        }
        m_phase = m_phase + 1 == m_stride ? 0 : m_phase + 1;
    }
    while (m_samples.size() > kMostSamples) { // every second one goes
        for (std::size_t i = 0; i < m_samples.size() / 2; ++i) {
            m_samples[i] = m_samples[2 * i];
        }
        m_samples.resize(m_samples.size() / 2);
        m_stride *= 2;
    }
}

void GreyStatistics::add(const Pixels& part)
{
    std::visit(
        [this]<typename T>(const Raster<T>& raster) {
            if constexpr (std::is_same_v<T, float>) {
                addFloats(raster);
            } else if constexpr (std::is_integral_v<T>) {
                for (const T value : raster.pixels()) {
                    ++m_counts[value];
                }
            } else {
                for (const T& value : raster.pixels()) {
                    ++m_counts[static_cast<std::size_t>(luminance(value) / m_state.width + 1e-6)];
                }
            }
        },
        part);
}

void GreyStatistics::finish()
{
    if (m_state.kind != 32) {
        return;
    }
    m_state.low = m_state.smallest;
    const double range = m_state.largest - m_state.smallest;
    m_state.width = range > 0 && std::isfinite(range) ? range / (kFloatBins - 1) : 1;
    for (const float value : m_samples) {
        const double place = (static_cast<double>(value) - m_state.low) / m_state.width;
        ++m_counts[static_cast<std::size_t>(std::clamp(place, 0.0, kFloatBins - 1))];
    }
    m_samples = {};
}

double GreyStatistics::valueAt(double share) const
{
    const auto total = std::accumulate(m_counts.begin(), m_counts.end(), std::uint64_t{0});
    if (total == 0) {
        return 0;
    }
    const auto rank = static_cast<std::uint64_t>(
        std::llround(std::clamp(share, 0.0, 1.0) * static_cast<double>(total - 1)));
    std::uint64_t below = 0;
    for (std::size_t bin = 0; bin < m_counts.size(); ++bin) {
        below += m_counts[bin];
        if (below > rank) {
            return m_state.low + m_state.width * static_cast<double>(bin);
        }
    }
    return m_state.largest;
}

Window GreyStatistics::percentiles(double lowShare, double highShare) const
{
    const double low = valueAt(lowShare);
    const double high = valueAt(highShare);
    return {low, high > low ? high : low + 1};
}

Window GreyStatistics::fullWindow() const
{
    if (m_state.kind == 32) {
        return {m_state.smallest,
                m_state.largest > m_state.smallest ? m_state.largest : m_state.smallest + 1};
    }
    return m_state.kind % kColourKind == 8 ? Window{0, 255} : Window{0, 65535};
}

std::vector<std::uint64_t> GreyStatistics::histogram(std::size_t bins) const
{
    std::vector<std::uint64_t> result(bins);
    const auto full = fullWindow();
    const bool isWhole = m_state.kind != 32;
    const double range = full.high - full.low + (isWhole ? 1 : 0); // 0..255 are 256 greys
    for (std::size_t bin = 0; bin < m_counts.size(); ++bin) {
        if (m_counts[bin] != 0) {
            const double grey = m_state.low + m_state.width * static_cast<double>(bin);
            const double place = (grey - full.low) / range * static_cast<double>(bins);
            const auto last = static_cast<double>(bins) - 1;
            result[static_cast<std::size_t>(std::clamp(place, 0.0, last))] += m_counts[bin];
        }
    }
    return result;
}

GreyStatistics GreyStatistics::restored(const State& state, std::vector<std::uint64_t> counts)
{
    GreyStatistics result;
    result.m_state = state;
    result.m_counts = std::move(counts);
    return result;
}

} // namespace sorby::imaging
