// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/imaging/pixel_blocks.h"

#include <algorithm>
#include <array>
#include <cassert>
#include <cmath>
#include <cstdint>
#include <limits>
#include <type_traits>

namespace sorby::imaging {
namespace {

template <typename T>
T meanOf(const std::array<T, 4>& pixels, int count)
{
    if constexpr (std::is_same_v<T, float>) {
        double sum = 0;
        int finite = 0;
        for (int i = 0; i < count; ++i) {
            if (std::isfinite(pixels[static_cast<std::size_t>(i)])) {
                sum += static_cast<double>(pixels[static_cast<std::size_t>(i)]);
                ++finite;
            }
        }
        return finite == 0 ? std::numeric_limits<float>::quiet_NaN() : static_cast<float>(sum / finite);
    } else {
        unsigned sum = 0;
        for (int i = 0; i < count; ++i) {
            sum += pixels[static_cast<std::size_t>(i)];
        }
        return static_cast<T>((sum + static_cast<unsigned>(count) / 2) / static_cast<unsigned>(count));
    }
}

template <typename T>
T meanOfColours(const std::array<T, 4>& pixels, int count)
{
    using Channel = decltype(T::r);
    const auto channel = [&](Channel T::*member) {
        std::array<Channel, 4> values{};
        for (int i = 0; i < count; ++i) {
            values[static_cast<std::size_t>(i)] = pixels[static_cast<std::size_t>(i)].*member;
        }
        return meanOf(values, count);
    };
    return {channel(&T::r), channel(&T::g), channel(&T::b)};
}

template <typename T>
T meanPixel(const std::array<T, 4>& pixels, int count)
{
    if constexpr (std::is_arithmetic_v<T>) {
        return meanOf(pixels, count);
    } else {
        return meanOfColours(pixels, count);
    }
}

unsigned roundedMean(unsigned a, unsigned b, unsigned c, unsigned e)
{
    return (a + b + c + e + 2U) / 4U;
}

/// The common case, without any branch within a row: whole numbers, whole pairs. With one row for both the
/// mean is that of two.
template <typename T>
void halveRow(const T* upper, const T* lower, T* target, int pairs)
{
    for (int x = 0; x < pairs; ++x) {
        const T& a = upper[2 * x];
        const T& b = upper[2 * x + 1];
        const T& c = lower[2 * x];
        const T& e = lower[2 * x + 1];
        if constexpr (std::is_integral_v<T>) {
            target[x] = static_cast<T>(roundedMean(a, b, c, e));
        } else {
            using Channel = decltype(T::r);
            target[x] = {static_cast<Channel>(roundedMean(a.r, b.r, c.r, e.r)),
                         static_cast<Channel>(roundedMean(a.g, b.g, c.g, e.g)),
                         static_cast<Channel>(roundedMean(a.b, b.b, c.b, e.b))};
        }
    }
}

template <typename T>
Raster<T> halvedRaster(const Raster<T>& raster)
{
    const int width = raster.width();
    Raster<T> half((width + 1) / 2, (raster.height() + 1) / 2);
    for (int y = 0; y < half.height(); ++y) {
        const T* upper = raster.row(2 * y).data();
        const bool hasLower = 2 * y + 1 < raster.height();
        const T* lower = hasLower ? raster.row(2 * y + 1).data() : upper;
        T* target = half.row(y).data();
        int x = 0;
        if constexpr (!std::is_same_v<T, float>) {
            halveRow(upper, lower, target, width / 2);
            x = width / 2;
        }
        for (; x < half.width(); ++x) {
            const bool hasRight = 2 * x + 1 < width;
            std::array<T, 4> pixels{upper[2 * x]};
            int count = 1;
            if (hasRight) {
                pixels[static_cast<std::size_t>(count++)] = upper[2 * x + 1];
            }
            if (hasLower) {
                pixels[static_cast<std::size_t>(count++)] = lower[2 * x];
            }
            if (hasLower && hasRight) {
                pixels[static_cast<std::size_t>(count++)] = lower[2 * x + 1];
            }
            target[x] = meanPixel(pixels, count);
        }
    }
    return half;
}

} // namespace

Pixels makePixels(const MicrographInfo& kind, Size size)
{
    if (kind.bitsPerChannel == 32) {
        return Raster<float>(size);
    }
    if (kind.channels == 3) {
        return kind.bitsPerChannel == 16 ? Pixels(Raster<Rgb16>(size)) : Pixels(Raster<Rgb8>(size));
    }
    return kind.bitsPerChannel == 16 ? Pixels(Raster<std::uint16_t>(size))
                                     : Pixels(Raster<std::uint8_t>(size));
}

Size sizeOf(const Pixels& pixels)
{
    return std::visit([](const auto& raster) { return raster.size(); }, pixels);
}

std::span<const std::byte> bytesOf(const Pixels& pixels)
{
    return std::visit([](const auto& raster) { return std::as_bytes(raster.pixels()); }, pixels);
}

std::span<std::byte> bytesOf(Pixels& pixels)
{
    return std::visit([](auto& raster) { return std::as_writable_bytes(raster.pixels()); }, pixels);
}

PixelRect intersected(const PixelRect& a, const PixelRect& b)
{
    const int left = std::max(a.x, b.x);
    const int top = std::max(a.y, b.y);
    const int right = std::min(a.x + a.width, b.x + b.width);
    const int bottom = std::min(a.y + a.height, b.y + b.height);
    return right > left && bottom > top ? PixelRect{left, top, right - left, bottom - top} : PixelRect{};
}

void copyBlock(const Pixels& source, const PixelRect& part, Pixels& target, int x, int y)
{
    assert(source.index() == target.index());
    const Size from = sizeOf(source);
    const Size to = sizeOf(target);
    // Where the part lands, cut to the target, and back.
    const PixelRect inSource = intersected(part, {0, 0, from.width, from.height});
    const PixelRect landed{x + inSource.x - part.x, y + inSource.y - part.y, inSource.width, inSource.height};
    const PixelRect kept = intersected(landed, {0, 0, to.width, to.height});
    if (kept.isEmpty()) {
        return;
    }
    std::visit(
        [&]<typename T>(const Raster<T>& raster) {
            auto& result = std::get<Raster<T>>(target);
            const int left = inSource.x + kept.x - landed.x;
            const int top = inSource.y + kept.y - landed.y;
            for (int row = 0; row < kept.height; ++row) {
                const auto* pixels = raster.row(top + row).data() + left;
                std::copy(pixels, pixels + kept.width, result.row(kept.y + row).data() + kept.x);
            }
        },
        source);
}

Pixels cutOut(const Pixels& source, const PixelRect& rect)
{
    const Size size = sizeOf(source);
    const PixelRect part = intersected(rect, {0, 0, size.width, size.height});
    return std::visit(
        [&]<typename T>(const Raster<T>&) {
            Pixels result = Raster<T>(part.size());
            copyBlock(source, part, result, 0, 0);
            return result;
        },
        source);
}

Pixels halved(const Pixels& pixels)
{
    return std::visit([](const auto& raster) { return Pixels(halvedRaster(raster)); }, pixels);
}

} // namespace sorby::imaging
