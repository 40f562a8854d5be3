// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/learning/weights/element_type.h"

#include <bit>
#include <cassert>
#include <cstring>

namespace sorby::learning {
namespace {

float floatFromBf16(std::uint16_t bits)
{
    return std::bit_cast<float>(std::uint32_t{bits} << 16);
}

template <typename Stored, typename Convert>
void copyElements(std::span<const std::byte> bytes, std::size_t stride, std::span<float> values,
                  const Convert& convert)
{
    assert(values.empty() || ((values.size() - 1) * stride + 1) * sizeof(Stored) <= bytes.size());
    const auto* from = bytes.data();
    for (auto& value : values) {
        Stored stored{}; // not aligned in every file
        std::memcpy(&stored, from, sizeof(Stored));
        value = convert(stored);
        from += stride * sizeof(Stored);
    }
}

template <typename Stored>
void copyNumbers(std::span<const std::byte> bytes, std::size_t stride, std::span<float> values)
{
    copyElements<Stored>(bytes, stride, values, [](Stored stored) { return static_cast<float>(stored); });
}

} // namespace

float floatFromHalf(std::uint16_t bits)
{
    const std::uint32_t sign = std::uint32_t{bits} >> 15 << 31;
    const std::uint32_t exponent = bits >> 10 & 0x1F;
    const std::uint32_t fraction = bits & 0x3FF;
    if (exponent == 0) { // zero and subnormal: fraction * 2^-24
        const float value = static_cast<float>(fraction) * 0x1p-24F;
        return sign != 0 ? -value : value;
    }
    // The exponent's bias is 15 instead of 127; all ones are infinity and NaN in both.
    const std::uint32_t wide = exponent == 0x1F ? 0xFF : exponent + (127 - 15);
    return std::bit_cast<float>(sign | wide << 23 | fraction << 13);
}

void copyAsFloats(ElementType type, std::span<const std::byte> bytes, std::size_t stride,
                  std::span<float> values)
{
    switch (type) {
    case ElementType::F32:
        return copyNumbers<float>(bytes, stride, values);
    case ElementType::F64:
        return copyNumbers<double>(bytes, stride, values);
    case ElementType::F16:
        return copyElements<std::uint16_t>(bytes, stride, values, floatFromHalf);
    case ElementType::Bf16:
        return copyElements<std::uint16_t>(bytes, stride, values, floatFromBf16);
    case ElementType::I8:
        return copyNumbers<std::int8_t>(bytes, stride, values);
    case ElementType::U8:
        return copyNumbers<std::uint8_t>(bytes, stride, values);
    case ElementType::I16:
        return copyNumbers<std::int16_t>(bytes, stride, values);
    case ElementType::I32:
        return copyNumbers<std::int32_t>(bytes, stride, values);
    case ElementType::I64:
        return copyNumbers<std::int64_t>(bytes, stride, values);
    case ElementType::Bool:
        return copyElements<std::uint8_t>(bytes, stride, values,
                                          [](std::uint8_t stored) { return stored != 0 ? 1.0F : 0.0F; });
    }
}

} // namespace sorby::learning
