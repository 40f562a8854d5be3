// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>

namespace sorby {

/// How large a pixel is, and who says so. A micrograph without one is not calibrated: no number of it may be
/// called micrometres.
struct Calibration {
    double xMicrometres = 0;  ///< width of a pixel, above 0
    double yMicrometres = 0;  ///< height of a pixel, above 0
    std::string source;       ///< "Zeiss SmartSEM", "scale bar", "preset SEM 5000x" ...
    std::string raw;          ///< as the source spells it: "AP_IMAGE_PIXEL_SIZE: Image Pixel Size = 558.2 pm"
    bool isConfirmed = false; ///< has a person said that it is right?
    bool operator==(const Calibration&) const = default;
};

} // namespace sorby
