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

/// What a file's head says of one page, read without decoding the pixels.
struct MicrographInfo {
    Size size;              ///< as the pixels are stored, whatever the orientation
    int bitsPerChannel = 8; ///< 8, 16 or 32 (float)
    int channels = 1;       ///< 1 grey or 3 colour, as Sorby will hold it
    int pages = 1;          ///< of the whole file
    /// What the file asks of a viewer (TIFF tag 274, Exif in JPEG and PNG): 1 as stored, 3 half a turn, 6 a
    /// quarter turn clockwise, 8 counter-clockwise, the others mirrored. For a hint to the user only, see
    /// readMicrograph().
    int orientation = 1;
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

/// The most that the pixels of one image may take in memory. What is made of them while they are annotated,
/// trained on and measured (grey values as floats, label images, probabilities) takes several times as much,
/// and 30,000 x 30,000 pixels of 8-bit colour still pass. Larger ones are read by MicrographReader or
/// readReduced().
inline constexpr std::uint64_t kWholeImageLimit = std::uint64_t{4} * 1024 * 1024 * 1024;

/// Reads by content, not by extension: PNG, TIFF, JPEG, BMP; 1 to 16 bits and float, grey, palette, colour,
/// alpha (dropped), CMYK (converted). Palette images become colour (grey when every entry is). A damaged
/// file, one that is cut off, 0x0, of an unknown codec or larger than kWholeImageLimit is an Error that names
/// the file. Thread-safe.
///
/// Pages are counted from 1; a page that is not there is an Error that says how many there are. Pages of a
/// TIFF are the images of its main chain of directories, which may differ in size and depth; reduced versions
/// (thumbnails, levels of a pyramid), transparency masks and what lies below a page do not count. Other
/// formats have one page.
///
/// Orientation: the pixels come as they are stored, never turned or mirrored, in every format. Coordinates of
/// annotations count stored pixels, in Sorby and in the tools whose files it takes and gives; a turn that one
/// program applies and another does not would move every polygon. MicrographInfo::orientation tells what the
/// file asks for, so that a user whose image lies on its side learns why.
[[nodiscard]] Result<Micrograph> readMicrograph(const std::filesystem::path& path, int page = 1);
[[nodiscard]] Result<MicrographInfo> probeMicrograph(const std::filesystem::path& path, int page = 1);
/// Is it a file name that Sorby takes for a micrograph (.png .tif .tiff .jpg .jpeg .bmp, any case)?
[[nodiscard]] bool hasMicrographExtension(const std::filesystem::path& path);

/// Writes 8- or 16-bit grey or colour as PNG: atomically, but a power cut may take it, as it can be made
/// again.
[[nodiscard]] Status writePng(const std::filesystem::path& path, const Pixels& pixels);

/// Luminance (ITU-R BT.601 weights), in the depth's own unit: 0..255, 0..65535, or the float as it is.
[[nodiscard]] Raster<float> toGrey(const Micrograph& micrograph);

} // namespace sorby::imaging
