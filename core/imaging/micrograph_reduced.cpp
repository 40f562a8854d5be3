// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/imaging/micrograph_reduced.h"

#include "core/imaging/codecs/open_source.h"
#include "core/imaging/codecs/within_memory.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <optional>
#include <type_traits>
#include <utility>
#include <variant>
#include <vector>

namespace sorby::imaging {
namespace fs = std::filesystem;
namespace {

int dividedUp(int value, int divisor)
{
    return value / divisor + (value % divisor != 0 ? 1 : 0);
}

/// Adds up the pixels of blocks, each channel of a block for itself. 64 bits hold the sum over 2^48 pixels of
/// 16 bits.
template <typename T>
class Sums {
  public:
    static constexpr std::size_t kChannels = std::is_same_v<T, Rgb8> || std::is_same_v<T, Rgb16> ? 3 : 1;
    using Number = std::conditional_t<std::is_same_v<T, float>, double, std::uint64_t>;

    explicit Sums(int blocks)
        : m_sums(static_cast<std::size_t>(blocks) * kChannels), m_counts(static_cast<std::size_t>(blocks))
    {}

    /// Adds a run of pixels to a block.
    void add(std::size_t block, const T* pixels, std::size_t count)
    {
        if constexpr (std::is_same_v<T, float>) {
            for (std::size_t i = 0; i < count; ++i) {
                const bool counts = std::isfinite(pixels[i]);
                m_sums[block] += counts ? static_cast<double>(pixels[i]) : 0.0;
                m_counts[block] += counts ? 1 : 0;
            }
            return;
        } else if constexpr (kChannels == 1) {
            Number sum = 0;
            for (std::size_t i = 0; i < count; ++i) {
                sum += pixels[i];
            }
            m_sums[block] += sum;
        } else {
            std::array<Number, 3> sum{};
            for (std::size_t i = 0; i < count; ++i) {
                sum[0] += pixels[i].r;
                sum[1] += pixels[i].g;
                sum[2] += pixels[i].b;
            }
            for (std::size_t channel = 0; channel < 3; ++channel) {
                m_sums[3 * block + channel] += sum[channel];
            }
        }
        m_counts[block] += count;
    }

    [[nodiscard]] T mean(std::size_t block) const
    {
        const std::uint64_t count = m_counts[block];
        if constexpr (std::is_same_v<T, float>) {
            return count == 0 ? std::numeric_limits<float>::quiet_NaN()
                              : static_cast<float>(m_sums[block] / static_cast<double>(count));
        } else {
            const auto rounded = [&](std::size_t place) { return (m_sums[place] + count / 2) / count; };
            if constexpr (kChannels == 1) {
                return static_cast<T>(rounded(block));
            } else {
                using Channel = decltype(T::r);
                return T{static_cast<Channel>(rounded(3 * block)),
                         static_cast<Channel>(rounded(3 * block + 1)),
                         static_cast<Channel>(rounded(3 * block + 2))};
            }
        }
    }

  private:
    std::vector<Number> m_sums;
    std::vector<std::uint64_t> m_counts;
};

/// Takes the parts of an image in the order of readInParts() and makes the reduced one of them.
template <typename T>
class Reducer {
  public:
    Reducer(Size size, int factor)
        : m_size(size),
          m_factor(factor),
          m_result(dividedUp(size.width, factor), dividedUp(size.height, factor))
    {}

    void take(const PixelRect& place, const Raster<T>& part)
    {
        for (int y = 0; y < part.height(); ++y) {
            addRow(place.x, place.y + y, part.row(y));
        }
        if (place.x + place.width == m_size.width) {
            finishRows(place.y + place.height);
        }
    }

    [[nodiscard]] Raster<T> result() && { return std::move(m_result); }

  private:
    void addRow(int left, int y, std::span<const T> row)
    {
        const int resultRow = y / m_factor;
        while (m_firstRow + static_cast<int>(m_open.size()) <= resultRow) {
            m_open.emplace_back(m_result.width());
        }
        auto& sums = m_open[static_cast<std::size_t>(resultRow - m_firstRow)];
        const auto factor = static_cast<std::size_t>(m_factor);
        auto x = static_cast<std::size_t>(left);
        for (std::size_t i = 0; i < row.size();) {
            const std::size_t count = std::min(factor - x % factor, row.size() - i);
            sums.add(x / factor, row.data() + i, count);
            i += count;
            x += count;
        }
    }

    /// Everything above the row `end` has been added.
    void finishRows(int end)
    {
        const int complete = end == m_size.height ? m_result.height() : end / m_factor;
        std::size_t finished = 0;
        for (; m_firstRow < complete; ++m_firstRow, ++finished) {
            const auto row = m_result.row(m_firstRow);
            for (std::size_t x = 0; x < row.size(); ++x) {
                row[x] = m_open[finished].mean(x);
            }
        }
        m_open.erase(m_open.begin(), m_open.begin() + static_cast<std::ptrdiff_t>(finished));
    }

    Size m_size;
    int m_factor;
    Raster<T> m_result;
    std::vector<Sums<T>> m_open; ///< of the rows of the result from m_firstRow on
    int m_firstRow = 0;
};

template <typename T>
Result<Pixels> reduce(codecs::ImageSource& source, int factor)
{
    Reducer<T> reducer(source.info().size, factor);
    const auto read = codecs::readInParts(source, [&](const PixelRect& place, const Pixels& pixels) {
        reducer.take(place, std::get<Raster<T>>(pixels));
    });
    if (!read) {
        return read.error();
    }
    return Pixels(std::move(reducer).result());
}

Result<Pixels> reduce(codecs::ImageSource& source, int factor)
{
    const auto& info = source.info();
    if (factor == 1) {
        return source.read({0, 0, info.size.width, info.size.height});
    }
    if (info.bitsPerChannel == 32) {
        return reduce<float>(source, factor);
    }
    if (info.channels == 3) {
        return info.bitsPerChannel == 16 ? reduce<Rgb16>(source, factor) : reduce<Rgb8>(source, factor);
    }
    return info.bitsPerChannel == 16 ? reduce<std::uint16_t>(source, factor)
                                     : reduce<std::uint8_t>(source, factor);
}

} // namespace

int reductionFactor(Size size, std::uint64_t mostPixels)
{
    const auto fits = [&](int factor) {
        return Size{dividedUp(size.width, factor), dividedUp(size.height, factor)}.area() <= mostPixels;
    };
    // The pixels become fewer as the factor grows, so the smallest one that will do lies between these two.
    int low = 1;
    int high = std::max({size.width, size.height, 1});
    while (low < high) {
        const int middle = low + (high - low) / 2;
        if (fits(middle)) {
            high = middle;
        } else {
            low = middle + 1;
        }
    }
    return low;
}

Result<ReducedMicrograph> readReduced(const fs::path& path, std::uint64_t mostPixels, int page)
{
    return codecs::withinMemory<ReducedMicrograph>(path, [&]() -> Result<ReducedMicrograph> {
        auto file = codecs::InputFile::open(path);
        if (!file) {
            return file.error();
        }
        const auto kind = codecs::detectKind(*file);
        if (!kind) {
            return kind.error();
        }
        auto source = codecs::openSource(*file, *kind, page);
        if (!source) {
            return source.error();
        }
        const auto info = (*source)->info();
        const int factor = reductionFactor(info.size, mostPixels);
        const Size size{dividedUp(info.size.width, factor), dividedUp(info.size.height, factor)};
        const double pixelBytes = info.channels * info.bitsPerChannel / 8.0;
        if (auto fits = file->checkWholeImage(size, pixelBytes, pixelBytes); !fits) {
            return fits.error();
        }
        auto pixels = reduce(**source, factor);
        if (!pixels) {
            return pixels.error();
        }
        return ReducedMicrograph{Micrograph{std::move(*pixels)}, factor, info};
    });
}

} // namespace sorby::imaging
