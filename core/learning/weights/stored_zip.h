// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/result.h"

#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

namespace sorby::learning {

/// One file of a zip archive; views into the archive's bytes.
struct ZipEntry {
    std::string_view name;
    std::span<const std::byte> bytes;
    std::uint32_t checksum = 0; ///< CRC-32 as the archive says it, 0 when whoever wrote it left it out
};

/// The part of a zip archive (PKWARE APPNOTE 6.3, with zip64) that PyTorch writes: one disk, entries that are
/// stored and neither compressed nor encrypted. The names in the order of the central directory. An Error
/// (without a place; the caller knows the file) when the archive is cut off or damaged, when two entries
/// overlap or have one name, or when it holds anything else. Checksums are the caller's to compare.
[[nodiscard]] Result<std::vector<ZipEntry>> readStoredZip(std::span<const std::byte> archive);

} // namespace sorby::learning
