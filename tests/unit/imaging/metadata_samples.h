// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/raster.h"
#include "tests/unit/imaging/forged_tags.h"

#include <optional>
#include <ostream>
#include <string>
#include <vector>

namespace sorby::test {

/// A micrograph of 64 x 48 pixels as one maker's program leaves it, and what its metadata say.
struct MetadataSample {
    const char* name = "";
    std::vector<ForgedTag> tags = {};
    std::string appendix = {}; ///< of the TIFF, at appendixPlace()
    std::string besideEnding =
        {}; ///< "-tif.hdr": the end of the name of a file beside it; empty: there is none
    std::string beside = {};
    double xMicrometres = 0;
    double yMicrometres = 0;
    std::string source = {};
    std::string raw = {}; ///< what Calibration::raw has to contain
    std::optional<PixelRect> region = {};
};
void PrintTo(const MetadataSample& sample, std::ostream* stream);

/// One or more for every maker. The places that Olympus tags point to are those of the kind of TIFF.
[[nodiscard]] std::vector<MetadataSample> metadataSamples(bool isBig = false);

/// Text of a file in UTF-16; the byte order mark only when asked for.
[[nodiscard]] std::string utf16(const std::string& latin1, bool isBigEndian, bool hasMark);
/// The structure that tag 33560 points to, for its place in the file.
[[nodiscard]] std::string olympusStructure(std::uint32_t place, std::int16_t exponent, double x, double y);

} // namespace sorby::test
