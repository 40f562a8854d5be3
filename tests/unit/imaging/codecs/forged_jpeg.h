// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "tests/unit/imaging/codecs/forged_png.h"

namespace sorby::test {

/// A JPEG of any kind, written with libjpeg alone.
struct ForgedJpeg {
    std::uint32_t width = 0;
    std::uint32_t height = 0;
    int components =
        1; ///< 1 grey, 3 RGB (stored as YCbCr), 4 CMYK (stored inverted, as Adobe does), 2 of no name
    bool isProgressive = false;
    Bytes exif = {}; ///< content of an APP1 marker
    Bytes rows = {}; ///< interleaved; inks of CMYK as amounts
};
[[nodiscard]] Bytes forge(const ForgedJpeg& jpeg);

} // namespace sorby::test
