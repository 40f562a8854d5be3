// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

namespace sorby::learning {

/// The checksum of zip archives: CRC-32 of ISO 3309, polynomial 0x04C11DB7 reflected. Here because learning/
/// builds without zlib.
[[nodiscard]] std::uint32_t crc32(std::span<const std::byte> bytes);

} // namespace sorby::learning
