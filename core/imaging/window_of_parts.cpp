// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/imaging/window_of_parts.h"

#include "core/imaging/percentile.h"

#include <algorithm>
#include <array>
#include <bit>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <utility>
#include <vector>

namespace sorby::imaging {
namespace {

constexpr std::size_t kHalf = 65536;
using Histogram = std::vector<std::uint64_t>;

/// A number whose order is the float's: the upper and the lower 16 bits are counted one after the other.
std::uint32_t keyOf(float value)
{
    const auto bits = std::bit_cast<std::uint32_t>(value);
    return (bits >> 31U) != 0 ? ~bits : bits | 0x80000000U;
}

float valueOf(std::uint32_t key)
{
    return std::bit_cast<float>((key >> 31U) != 0 ? key & 0x7fffffffU : ~key);
}

/// The value at a rank, and how many lie below it.
std::pair<std::size_t, std::uint64_t> find(const Histogram& counts, std::uint64_t rank)
{
    std::uint64_t below = 0;
    std::size_t value = 0;
    while (value + 1 < counts.size() && below + counts[value] <= rank) {
        below += counts[value++];
    }
    return {value, below};
}

/// What the first look at all pixels gives.
struct FirstLook {
    Histogram whole = Histogram(kHalf); ///< of whole numbers
    Histogram upper = Histogram(kHalf); ///< upper halves of the keys of finite values
    std::uint64_t finite = 0;
    bool areAllWhole = true;

    void add(float value)
    {
        if (!std::isfinite(value)) {
            areAllWhole = false;
            return;
        }
        ++finite;
        ++upper[keyOf(value) >> 16U];
        if (!areAllWhole) {
            return;
        }
        const bool isWithin = value >= 0 && value < static_cast<float>(kHalf);
        const auto place = isWithin ? static_cast<std::size_t>(value) : 0;
        areAllWhole = isWithin && static_cast<float>(place) == value;
        whole[place] += areAllWhole ? 1U : 0U;
    }
};

} // namespace

Result<Window> percentileWindowOfParts(const GreyParts& parts, double lowShare, double highShare)
{
    FirstLook first;
    const auto looked = parts([&](const Raster<float>& part) {
        for (const float value : part.pixels()) {
            first.add(value);
        }
    });
    if (!looked) {
        return looked.error();
    }
    if (first.finite == 0) {
        return atLeastOneWide(0, 0);
    }
    const std::array ranks = {rankOf(lowShare, first.finite), rankOf(highShare, first.finite)};
    if (first.areAllWhole) {
        return atLeastOneWide(static_cast<double>(find(first.whole, ranks[0]).first),
                              static_cast<double>(find(first.whole, ranks[1]).first));
    }
    const std::array found = {find(first.upper, ranks[0]), find(first.upper, ranks[1])};
    std::array lower = {Histogram(kHalf), Histogram(kHalf)};
    const auto again = parts([&](const Raster<float>& part) {
        for (const float value : part.pixels()) {
            if (!std::isfinite(value)) {
                continue;
            }
            const std::uint32_t key = keyOf(value);
            for (std::size_t i = 0; i < found.size(); ++i) {
                lower[i][key & 0xffffU] += key >> 16U == found[i].first ? 1U : 0U;
            }
        }
    });
    if (!again) {
        return again.error();
    }
    std::array<double, 2> ends{};
    for (std::size_t i = 0; i < found.size(); ++i) {
        const auto low = find(lower[i], ranks[i] - found[i].second).first;
        ends[i] = static_cast<double>(valueOf(static_cast<std::uint32_t>(found[i].first << 16U | low)));
    }
    return atLeastOneWide(ends[0], ends[1]);
}

} // namespace sorby::imaging
