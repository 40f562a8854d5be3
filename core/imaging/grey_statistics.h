// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/window.h"
#include "core/imaging/micrograph.h"

#include <cstddef>
#include <cstdint>
#include <vector>

namespace sorby::imaging {

/// How common each grey is in a micrograph that comes part by part. Whole greys are counted exactly; the
/// luminance of 8-bit colour to a 256th of a grey, that of 16-bit colour to a whole one; of floats at most
/// some millions of pixels are looked at, evenly spread, but their smallest and largest are exact. Value
/// type.
class GreyStatistics {
  public:
    static constexpr std::size_t kBins = 65536;

    GreyStatistics() = default;
    explicit GreyStatistics(const MicrographInfo& kind);

    void add(const Pixels& part);
    /// Once, after the last part.
    void finish();

    /// The values below which these shares of the finite pixels lie, as percentileWindow() has it.
    [[nodiscard]] Window percentiles(double lowShare = 0.0035, double highShare = 0.9965) const;
    /// The whole range of the depth; for floats that of the pixels.
    [[nodiscard]] Window fullWindow() const;
    /// How many pixels lie in each of `bins` equal steps of the full window.
    [[nodiscard]] std::vector<std::uint64_t> histogram(std::size_t bins) const;

    /// What a file keeps of it.
    struct State {
        double low = 0;         ///< grey of the lower edge of the first bin
        double width = 1;       ///< of a bin
        double smallest = 0;    ///< of the finite pixels
        double largest = 0;     ///< likewise
        std::int32_t kind = 0;  ///< bits per channel, 3 channels: plus 100
        std::int32_t spare = 0; ///< nothing: keeps the layout without gaps
    };
    [[nodiscard]] const State& state() const { return m_state; }
    [[nodiscard]] const std::vector<std::uint64_t>& counts() const { return m_counts; }
    [[nodiscard]] static GreyStatistics restored(const State& state, std::vector<std::uint64_t> counts);

  private:
    [[nodiscard]] double valueAt(double share) const;
    void addFloats(const Raster<float>& pixels);

    State m_state;
    std::vector<std::uint64_t> m_counts;
    std::vector<float> m_samples; ///< of floats, until finish()
    std::size_t m_stride = 1;
    std::size_t m_phase = 0;
    bool m_any = false;
};

} // namespace sorby::imaging
