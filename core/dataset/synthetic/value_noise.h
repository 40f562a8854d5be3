// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>

namespace sorby {
class Random;
}

namespace sorby::dataset::synthetic {

/// Smooth random values in the plane: random numbers at whole coordinates, blended between. Integer hashing
/// and plain arithmetic only, so that the numbers are the same everywhere. Value type.
class ValueNoise {
  public:
    explicit ValueNoise(std::uint64_t seed) : m_seed(static_cast<std::uint32_t>(seed ^ (seed >> 32))) {}
    explicit ValueNoise(Random& random);

    /// 0..1, mean 1/2.
    [[nodiscard]] float at(float x, float y) const;

  private:
    [[nodiscard]] float corner(std::int32_t column, std::int32_t row) const;

    std::uint32_t m_seed;
};

/// A unit vector.
struct Direction {
    float x = 1;
    float y = 0;
};
/// Uniform over all directions, without trigonometric functions.
[[nodiscard]] Direction randomDirection(Random& random);

/// 1 at `centre`, falling smoothly to 0 at `halfWidth` from it.
[[nodiscard]] inline float bump(float value, float centre, float halfWidth)
{
    const float offset = (value - centre) / halfWidth;
    const float rest = 1 - offset * offset;
    return rest <= 0 ? 0 : rest * rest;
}

/// 0 up to `low`, 1 from `high` on, smooth between.
[[nodiscard]] inline float smoothStep(float low, float high, float value)
{
    const float t = (value - low) / (high - low);
    return t <= 0 ? 0 : t >= 1 ? 1 : t * t * (3 - 2 * t);
}

} // namespace sorby::dataset::synthetic
