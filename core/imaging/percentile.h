// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/window.h"

#include <algorithm>
#include <cmath>
#include <cstdint>

/// Private to core/imaging: what every window by percentiles agrees on.
namespace sorby::imaging {

/// The place (from 0) in `count` sorted values of the nearest one below which this share lies.
[[nodiscard]] inline std::uint64_t rankOf(double share, std::uint64_t count)
{
    return static_cast<std::uint64_t>(
        std::llround(std::clamp(share, 0.0, 1.0) * static_cast<double>(count - 1)));
}

[[nodiscard]] inline Window atLeastOneWide(double low, double high)
{
    return {low, high > low ? high : low + 1};
}

} // namespace sorby::imaging
