// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/learning/safetensors.h"

#include <cstddef>
#include <cstdint>
#include <span>

namespace sorby::learning {

/// What the numbers of a tensor are in a file.
using ElementType = safetensors::Type;

/// Half precision (IEEE 754 binary16) as float, exactly.
[[nodiscard]] float floatFromHalf(std::uint16_t bits);

/// The numbers of a run of elements as floats, `values.size()` of them: element i is at i * stride. The bytes
/// reach as far. Integers beyond 2^24 and doubles are rounded.
void copyAsFloats(ElementType type, std::span<const std::byte> bytes, std::size_t stride,
                  std::span<float> values);

} // namespace sorby::learning
