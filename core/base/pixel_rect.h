// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/raster.h"

#include <algorithm>
#include <cstdint>

/// What is asked of rectangles of whole pixels.
namespace sorby {

/// The part of it that lies in an image of this size; empty at a corner inside when none does.
[[nodiscard]] inline PixelRect clippedTo(const PixelRect& rect, Size size)
{
    const auto within = [](std::int64_t value, int limit) {
        return static_cast<int>(std::clamp<std::int64_t>(value, 0, limit));
    };
    const int left = within(rect.x, size.width);
    const int top = within(rect.y, size.height);
    return {left, top, std::max(0, within(std::int64_t{rect.x} + rect.width, size.width) - left),
            std::max(0, within(std::int64_t{rect.y} + rect.height, size.height) - top)};
}

[[nodiscard]] inline bool holds(const PixelRect& rect, int x, int y)
{
    return x >= rect.x && y >= rect.y && x < rect.x + rect.width && y < rect.y + rect.height;
}

/// The smallest rectangle with both in it; an empty one does not count.
[[nodiscard]] inline PixelRect united(const PixelRect& a, const PixelRect& b)
{
    if (a.isEmpty() || b.isEmpty()) {
        return a.isEmpty() ? b : a;
    }
    const int x = std::min(a.x, b.x);
    const int y = std::min(a.y, b.y);
    return {x, y, std::max(a.x + a.width, b.x + b.width) - x, std::max(a.y + a.height, b.y + b.height) - y};
}

/// With so many pixels more on each side.
[[nodiscard]] inline PixelRect widened(const PixelRect& rect, int margin)
{
    return {rect.x - margin, rect.y - margin, rect.width + 2 * margin, rect.height + 2 * margin};
}

} // namespace sorby
