// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/calibration.h"
#include "core/base/raster.h"
#include "core/base/result.h"
#include "core/imaging/micrograph.h"

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

namespace sorby::imaging {

/// What the program that took a micrograph says of it. Nobody has confirmed it yet.
struct MicrographMetadata {
    std::optional<Calibration> calibration;  ///< none: not stated, or refused, which doubts say
    std::optional<PixelRect> specimenRegion; ///< the image without its information bar; none: not stated
    std::string regionSource;                ///< "metadata (DatabarHeight)"
    std::vector<std::string> doubts;         ///< why something was refused: full sentences
};

/// Looks into the tags of the file and into the files that microscopes write beside it (NAME.txt, NAME.hdr,
/// NAME-tif.hdr): Zeiss, FEI and Thermo Fisher, Phenom, TESCAN, JEOL, Hitachi, Olympus Soft Imaging, Gatan,
/// OME-TIFF and ImageJ. The resolution of plain TIFF, PNG and JPEG files is one for printing, and is never
/// taken. What was written for an image of another width is refused, and so are two sources that contradict
/// each other. `page` counts from 1. `head` spares reading the head again when somebody has. An error when
/// the micrograph itself cannot be opened. Thread-safe.
[[nodiscard]] Result<MicrographMetadata> readMetadata(const std::filesystem::path& micrograph, int page = 1,
                                                      const std::optional<MicrographInfo>& head = {});

} // namespace sorby::imaging
