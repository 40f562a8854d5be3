// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/imaging/window.h"

#include "core/imaging/percentile.h"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <iterator>
#include <limits>
#include <type_traits>
#include <vector>

namespace sorby::imaging {
namespace {

constexpr std::size_t kDepth16 = 65536;

/// How often each of the 65536 values occurs; empty when some pixel is none of them.
std::vector<std::size_t> histogram16(const Raster<float>& grey)
{
    std::vector<std::size_t> counts(kDepth16);
    for (const float value : grey.pixels()) {
        if (!(value >= 0 && value < static_cast<float>(kDepth16))) {
            return {};
        }
        const auto whole = static_cast<std::size_t>(value);
        if (static_cast<float>(whole) != value) {
            return {};
        }
        ++counts[whole];
    }
    return counts;
}

double valueAtRank(const std::vector<std::size_t>& counts, std::size_t rank)
{
    std::size_t below = 0;
    for (std::size_t value = 0; value < counts.size(); ++value) {
        below += counts[value];
        if (below > rank) {
            return static_cast<double>(value);
        }
    }
    return static_cast<double>(counts.size());
}

double valueAtRank(std::vector<float>& values, std::size_t rank)
{
    const auto place = values.begin() + static_cast<std::ptrdiff_t>(rank);
    std::nth_element(values.begin(), place, values.end());
    return static_cast<double>(*place);
}

/// Grey to [0, 1] in single precision, the same for screen and network.
class Scale {
  public:
    explicit Scale(const Window& window)
        : m_low(static_cast<float>(window.low)),
          m_factor(window.high > window.low ? static_cast<float>(1 / (window.high - window.low)) : 1.0F)
    {}

    float operator()(float value) const
    {
        return std::isfinite(value) ? std::clamp((value - m_low) * m_factor, 0.0F, 1.0F) : 0.0F;
    }

  private:
    float m_low;
    float m_factor;
};

std::uint8_t toByte(float share)
{
    return static_cast<std::uint8_t>(share * 255.0F + 0.5F);
}

/// The byte for each value that an integer type has.
template <typename T>
std::vector<std::uint8_t> byteTable(const Scale& scale)
{
    std::vector<std::uint8_t> table(std::size_t{std::numeric_limits<T>::max()} + 1);
    for (std::size_t value = 0; value < table.size(); ++value) {
        table[value] = toByte(scale(static_cast<float>(value)));
    }
    return table;
}

template <typename In, typename Colour>
Raster<Rgb8> mapped(const Raster<In>& in, const Colour& colour)
{
    Raster<Rgb8> result(in.size());
    std::transform(in.pixels().begin(), in.pixels().end(), result.pixels().begin(), colour);
    return result;
}

Rgb8 greyColour(std::uint8_t value)
{
    return {value, value, value};
}

} // namespace

Window percentileWindow(const Raster<float>& grey, double lowShare, double highShare)
{
    if (const auto counts = histogram16(grey); !counts.empty() && !grey.isEmpty()) {
        const std::size_t count = grey.size().area();
        return atLeastOneWide(valueAtRank(counts, rankOf(lowShare, count)),
                              valueAtRank(counts, rankOf(highShare, count)));
    }
    std::vector<float> values;
    values.reserve(grey.size().area());
    std::copy_if(grey.pixels().begin(), grey.pixels().end(), std::back_inserter(values),
                 [](float value) { return std::isfinite(value); });
    if (values.empty()) {
        return atLeastOneWide(0, 0);
    }
    const double low = valueAtRank(values, rankOf(lowShare, values.size()));
    return atLeastOneWide(low, valueAtRank(values, rankOf(highShare, values.size())));
}

Window viewWindow(const Raster<float>& grey, const std::optional<Window>& chosen, const PixelRect& specimen)
{
    if (chosen) {
        return *chosen;
    }
    const bool isWhole = specimen.isEmpty() || specimen == PixelRect{0, 0, grey.width(), grey.height()};
    return percentileWindow(isWhole ? grey : crop(grey, specimen));
}

Window fullWindow(const Micrograph& micrograph)
{
    if (const auto* grey = std::get_if<Raster<float>>(&micrograph.pixels)) {
        return percentileWindow(*grey, 0, 1);
    }
    return micrograph.bitsPerChannel() == 8 ? Window{0, 255} : Window{0, 65535};
}

Raster<float> applyWindow(const Raster<float>& grey, const Window& window)
{
    Raster<float> result(grey.size());
    std::transform(grey.pixels().begin(), grey.pixels().end(), result.pixels().begin(), Scale(window));
    return result;
}

Raster<std::uint8_t> toDisplay(const Raster<float>& grey, const Window& window)
{
    Raster<std::uint8_t> result(grey.size());
    std::transform(grey.pixels().begin(), grey.pixels().end(), result.pixels().begin(),
                   [scale = Scale(window)](float value) { return toByte(scale(value)); });
    return result;
}

Raster<Rgb8> toDisplay(const Micrograph& micrograph, const Window& window)
{
    const Scale scale(window);
    return std::visit(
        [&]<typename T>(const Raster<T>& pixels) {
            if constexpr (std::is_same_v<T, float>) {
                return mapped(pixels, [&](float value) { return greyColour(toByte(scale(value))); });
            } else if constexpr (std::is_integral_v<T>) {
                const auto table = byteTable<T>(scale);
                return mapped(pixels, [&](T value) { return greyColour(table[value]); });
            } else {
                const auto table = byteTable<decltype(T::r)>(scale);
                return mapped(pixels, [&](const T& value) {
                    return Rgb8{table[value.r], table[value.g], table[value.b]};
                });
            }
        },
        micrograph.pixels);
}

} // namespace sorby::imaging
