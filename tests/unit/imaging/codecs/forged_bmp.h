// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "tests/unit/imaging/codecs/forged_png.h"

namespace sorby::test {

/// A BMP, byte by byte.
struct ForgedBmp {
    std::int32_t width = 0;
    std::int32_t height = 0; ///< negative: top-down
    std::uint16_t bits = 8;
    std::uint32_t compression = 0;
    std::uint32_t headBytes = 40; ///< 12: OS/2 1.x
    std::vector<Rgb8> palette = {};
    Bytes extra = {}; ///< between head and pixels: the masks of compression 3
    Bytes rows = {};  ///< in the order of the file, each padded to four bytes
};
[[nodiscard]] Bytes forge(const ForgedBmp& bmp);

} // namespace sorby::test
