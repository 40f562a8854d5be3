// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/raster.h"
#include "core/base/result.h"

#include <cstdint>
#include <filesystem>
#include <variant>
#include <vector>

namespace sorby::imaging {

/// A mask as its file holds it, before anybody knows what its values mean.
struct MaskFile {
    /// Palette indices and grey values as they are, never scaled; colours of 16 bits by their upper half.
    std::variant<Raster<std::uint8_t>, Raster<std::uint16_t>, Raster<Rgb8>> pixels;
    std::vector<Rgb8> palette; ///< of indexed files, else empty

    [[nodiscard]] Size size() const;
    [[nodiscard]] bool isColour() const { return std::holds_alternative<Raster<Rgb8>>(pixels); }
};

/// Reads a PNG or TIFF of 1 to 16 bits, and of floats when all are whole numbers from 0 to 65535 (ImageJ
/// writes label images so). Colour files that hold greys alone count as grey.
[[nodiscard]] Result<MaskFile> readMaskFile(const std::filesystem::path& path);
/// .png .tif .tiff, any case.
[[nodiscard]] bool hasMaskExtension(const std::filesystem::path& path);

} // namespace sorby::imaging
