// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cassert>
#include <compare>
#include <cstddef>
#include <cstdint>
#include <span>
#include <utility>
#include <vector>

namespace sorby {

/// Width and height in pixels.
struct Size {
    int width = 0;
    int height = 0;

    [[nodiscard]] bool isEmpty() const { return width <= 0 || height <= 0; }
    [[nodiscard]] std::size_t area() const
    {
        return isEmpty() ? 0 : static_cast<std::size_t>(width) * static_cast<std::size_t>(height);
    }
    auto operator<=>(const Size&) const = default;
};

/// Whole pixels: columns [x, x + width), rows [y, y + height).
struct PixelRect {
    int x = 0;
    int y = 0;
    int width = 0;
    int height = 0;

    [[nodiscard]] bool isEmpty() const { return width <= 0 || height <= 0; }
    [[nodiscard]] Size size() const { return {width, height}; }
    auto operator<=>(const PixelRect&) const = default;
};

/// A colour as files and screens have it, 8 bits a channel.
struct Rgb8 {
    std::uint8_t r = 0;
    std::uint8_t g = 0;
    std::uint8_t b = 0;
    auto operator<=>(const Rgb8&) const = default;
};

struct Rgb16 {
    std::uint16_t r = 0;
    std::uint16_t g = 0;
    std::uint16_t b = 0;
    auto operator<=>(const Rgb16&) const = default;
};

/// A plane of pixels, row by row without gaps, x right and y down. A value: copies are deep; share one
/// between threads as std::shared_ptr<const Raster<T>>. Colour is a Raster<Rgb8>. T is never bool.
template <typename T>
class Raster {
  public:
    static_assert(!std::is_same_v<T, bool>, "std::vector<bool> has no contiguous rows: use std::uint8_t");

    Raster() = default;
    Raster(int width, int height, T fill = T{})
        : m_size{width, height}, m_pixels(Size{width, height}.area(), fill)
    {
        assert(width >= 0 && height >= 0);
    }
    explicit Raster(Size size, T fill = T{}) : Raster(size.width, size.height, fill) {}

    [[nodiscard]] int width() const { return m_size.width; }
    [[nodiscard]] int height() const { return m_size.height; }
    [[nodiscard]] Size size() const { return m_size; }
    [[nodiscard]] bool isEmpty() const { return m_pixels.empty(); }
    [[nodiscard]] bool contains(int x, int y) const
    {
        return x >= 0 && y >= 0 && x < width() && y < height();
    }

    [[nodiscard]] T& at(int x, int y) { return m_pixels[offset(x, y)]; }
    [[nodiscard]] const T& at(int x, int y) const { return m_pixels[offset(x, y)]; }
    [[nodiscard]] std::span<T> row(int y) { return {m_pixels.data() + offset(0, y), rowLength()}; }
    [[nodiscard]] std::span<const T> row(int y) const
    {
        return {m_pixels.data() + offset(0, y), rowLength()};
    }

    [[nodiscard]] std::span<T> pixels() { return m_pixels; }
    [[nodiscard]] std::span<const T> pixels() const { return m_pixels; }
    [[nodiscard]] T* data() { return m_pixels.data(); }
    [[nodiscard]] const T* data() const { return m_pixels.data(); }

    void fill(const T& value) { m_pixels.assign(m_pixels.size(), value); }

    bool operator==(const Raster&) const = default;

  private:
    [[nodiscard]] std::size_t rowLength() const { return static_cast<std::size_t>(m_size.width); }
    [[nodiscard]] std::size_t offset(int x, int y) const
    {
        assert(x >= 0 && x <= width() && y >= 0 && y <= height());
        return static_cast<std::size_t>(y) * rowLength() + static_cast<std::size_t>(x);
    }

    Size m_size;
    std::vector<T> m_pixels;
};

/// The part of `source` inside `rect`; what of the rectangle lies outside the raster is filled with
/// `outside`.
template <typename T>
[[nodiscard]] Raster<T> crop(const Raster<T>& source, const PixelRect& rect, T outside = T{})
{
    Raster<T> result(rect.width, rect.height, outside);
    for (int y = 0; y < rect.height; ++y) {
        for (int x = 0; x < rect.width; ++x) {
            if (source.contains(rect.x + x, rect.y + y)) {
                result.at(x, y) = source.at(rect.x + x, rect.y + y);
            }
        }
    }
    return result;
}

/// Sets every pixel outside `rect`.
template <typename T>
void fillOutside(Raster<T>& raster, const PixelRect& rect, T value)
{
    for (int y = 0; y < raster.height(); ++y) {
        for (int x = 0; x < raster.width(); ++x) {
            const bool isInside =
                x >= rect.x && x < rect.x + rect.width && y >= rect.y && y < rect.y + rect.height;
            if (!isInside) {
                raster.at(x, y) = value;
            }
        }
    }
}

} // namespace sorby
