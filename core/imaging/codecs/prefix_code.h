// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <span>
#include <vector>

namespace sorby::imaging::codecs {

/// The code lengths of a Huffman code for symbols that occur so often; 0 for those that do not occur. At most
/// `longest` bits each: where the best code would be longer, a slightly worse one is taken. At least two
/// symbols get a code, so that the code is complete as deflate demands.
[[nodiscard]] std::vector<std::uint8_t> prefixCodeLengths(std::span<const std::uint32_t> counts, int longest);

/// The canonical codes of these lengths (RFC 1951, 3.2.2), their bits reversed: deflate writes a code from
/// its highest bit on, and everything else from the lowest.
[[nodiscard]] std::vector<std::uint16_t> prefixCodes(std::span<const std::uint8_t> lengths);

} // namespace sorby::imaging::codecs
