// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/dataset/synthetic/value_noise.h"

#include "core/base/random.h"

#include <cmath>

namespace sorby::dataset::synthetic {
namespace {

/// std::floor without the function call that it is on a plain x86-64.
std::int32_t wholeBelow(float value)
{
    const auto whole = static_cast<std::int32_t>(value);
    return static_cast<float>(whole) > value ? whole - 1 : whole;
}

} // namespace

ValueNoise::ValueNoise(Random& random) : ValueNoise(random()) {}

float ValueNoise::corner(std::int32_t column, std::int32_t row) const
{
    std::uint32_t hash = m_seed ^ (static_cast<std::uint32_t>(column) * 0x8DA6B343U) ^
                         (static_cast<std::uint32_t>(row) * 0xD8163841U);
    hash = (hash ^ (hash >> 15)) * 0x2C1B3C6DU;
    hash = (hash ^ (hash >> 12)) * 0x297A2D39U;
    hash ^= hash >> 15;
    return static_cast<float>(hash >> 8) * 0x1.0p-24F;
}

float ValueNoise::at(float x, float y) const
{
    const std::int32_t column = wholeBelow(x);
    const std::int32_t row = wholeBelow(y);
    const float u = smoothStep(0, 1, x - static_cast<float>(column));
    const float v = smoothStep(0, 1, y - static_cast<float>(row));
    const float upper = corner(column, row) * (1 - u) + corner(column + 1, row) * u;
    const float lower = corner(column, row + 1) * (1 - u) + corner(column + 1, row + 1) * u;
    return upper * (1 - v) + lower * v;
}

Direction randomDirection(Random& random)
{
    while (true) {
        const double x = random.uniform(-1, 1);
        const double y = random.uniform(-1, 1);
        const double length = std::sqrt(x * x + y * y);
        if (length > 0.1 && length <= 1) {
            return {static_cast<float>(x / length), static_cast<float>(y / length)};
        }
    }
}

} // namespace sorby::dataset::synthetic
