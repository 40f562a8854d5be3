// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/raster.h"
#include "core/base/result.h"

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <string>
#include <variant>

namespace sorby::imaging {

/// Pixels in the depth the file has; nothing is ever converted on reading.
using Pixels =
    std::variant<Raster<std::uint8_t>, Raster<std::uint16_t>, Raster<float>, Raster<Rgb8>, Raster<Rgb16>>;

/// What a file's head says, read without decoding the pixels.
struct MicrographInfo {
    Size size;
    int bitsPerChannel = 8; ///< 8, 16 or 32 (float)
    int channels = 1;       ///< 1 grey or 3 colour, as Sorby will hold it
    int pages = 1;
    std::string format; ///< "PNG", "TIFF", "JPEG", "BMP"
};

/// One micrograph in memory. Value type; share as std::shared_ptr<const Micrograph>.
struct Micrograph {
    Pixels pixels;

    [[nodiscard]] Size size() const;
    [[nodiscard]] int bitsPerChannel() const;
    [[nodiscard]] bool isColour() const;
    bool operator==(const Micrograph&) const = default;
};

/// Reads by content, not by extension: PNG, TIFF, JPEG, BMP; 1 to 16 bits and float, grey, palette, colour,
/// alpha (dropped), CMYK (converted). Palette images become colour (grey when every entry is). A damaged
/// file, one that is cut off, 0x0, or of an unknown codec is an Error that names the file. Thread-safe.
[[nodiscard]] Result<Micrograph> readMicrograph(const std::filesystem::path& path);
[[nodiscard]] Result<MicrographInfo> probeMicrograph(const std::filesystem::path& path);
/// Is it a file name that Sorby takes for a micrograph (.png .tif .tiff .jpg .jpeg .bmp, any case)?
[[nodiscard]] bool hasMicrographExtension(const std::filesystem::path& path);

/// Writes 8- or 16-bit grey or colour as PNG: atomically, but a power cut may take it, as it can be made
/// again.
[[nodiscard]] Status writePng(const std::filesystem::path& path, const Pixels& pixels);

/// Luminance (ITU-R BT.601 weights), in the depth's own unit: 0..255, 0..65535, or the float as it is.
[[nodiscard]] Raster<float> toGrey(const Micrograph& micrograph);

} // namespace sorby::imaging
