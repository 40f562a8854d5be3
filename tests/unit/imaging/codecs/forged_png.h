// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/raster.h"

#include <cstdint>
#include <string>
#include <vector>

namespace sorby::test {

using Bytes = std::vector<std::uint8_t>;

/// A PNG of any kind, written with libpng alone, so that the reader is not tested against its own writer.
struct ForgedPng {
    std::uint32_t width = 0;
    std::uint32_t height = 0;
    int bitDepth = 8;
    int colourType = 0; ///< as in the file: 0 grey, 2 RGB, 3 palette, 4 grey and alpha, 6 RGBA
    bool isInterlaced = false;
    std::vector<Rgb8> palette = {};
    Bytes transparency = {}; ///< tRNS of a palette
    double gamma = 0;        ///< 0: no gAMA chunk
    Bytes rows = {};         ///< packed as libpng wants them, 16 bits big-endian
};
[[nodiscard]] Bytes forge(const ForgedPng& png);

/// A chunk with its length and checksum.
[[nodiscard]] Bytes pngChunk(const std::string& name, const Bytes& content);
/// `png` with `chunk` put before its first chunk of the name `before`.
[[nodiscard]] Bytes withChunk(const Bytes& png, const Bytes& chunk, const std::string& before);
/// `png` with another width and height in its head, the checksum mended.
[[nodiscard]] Bytes withPngSize(Bytes png, std::uint32_t width, std::uint32_t height);

} // namespace sorby::test
