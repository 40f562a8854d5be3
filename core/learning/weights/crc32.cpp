// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/learning/weights/crc32.h"

#include <array>

namespace sorby::learning {
namespace {

constexpr std::uint32_t kPolynomial = 0xEDB88320;
/// Eight bytes at a time ("slicing by eight"): a file of weights is hundreds of megabytes.
constexpr std::size_t kSlices = 8;
using CrcTables = std::array<std::array<std::uint32_t, 256>, kSlices>;

constexpr CrcTables makeCrcTables()
{
    CrcTables tables{};
    for (std::uint32_t value = 0; value < 256; ++value) {
        std::uint32_t crc = value;
        for (int bit = 0; bit < 8; ++bit) {
            crc = (crc >> 1) ^ ((crc & 1) != 0 ? kPolynomial : 0);
        }
        tables[0][value] = crc;
    }
    for (std::size_t slice = 1; slice < kSlices; ++slice) {
        for (std::size_t value = 0; value < 256; ++value) {
            const auto before = tables[slice - 1][value];
            tables[slice][value] = (before >> 8) ^ tables[0][before & 0xFF];
        }
    }
    return tables;
}

constexpr CrcTables kCrcTables = makeCrcTables();

} // namespace

std::uint32_t crc32(std::span<const std::byte> bytes)
{
    std::uint32_t crc = ~std::uint32_t{0};
    const auto at = [&](std::size_t i) { return std::to_integer<std::uint32_t>(bytes[i]); };
    std::size_t i = 0;
    for (; i + kSlices <= bytes.size(); i += kSlices) {
        crc ^= at(i) | at(i + 1) << 8 | at(i + 2) << 16 | at(i + 3) << 24;
        crc = kCrcTables[7][crc & 0xFF] ^ kCrcTables[6][crc >> 8 & 0xFF] ^ kCrcTables[5][crc >> 16 & 0xFF] ^
              kCrcTables[4][crc >> 24] ^ kCrcTables[3][at(i + 4)] ^ kCrcTables[2][at(i + 5)] ^
              kCrcTables[1][at(i + 6)] ^ kCrcTables[0][at(i + 7)];
    }
    for (; i < bytes.size(); ++i) {
        crc = (crc >> 8) ^ kCrcTables[0][(crc ^ at(i)) & 0xFF];
    }
    return ~crc;
}

} // namespace sorby::learning
