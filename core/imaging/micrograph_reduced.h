// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/imaging/micrograph.h"

#include <cstdint>
#include <filesystem>

namespace sorby::imaging {

/// A smaller version of an image. Its pixel (i, j) is the mean over the pixels [i f, i f + f) x [j f, j f +
/// f) of the image with f = factor, as far as they exist; so a place (x, y) of the image lies at (x / f, y /
/// f).
struct ReducedMicrograph {
    Micrograph micrograph; ///< ceil(width / factor) x ceil(height / factor) pixels of the image's own kind
    int factor = 1;        ///< 1: the pixels are the image's own
    MicrographInfo info;   ///< of the image itself
};

/// The largest version, reduced by a whole factor, of at most `mostPixels` pixels. Means are rounded to the
/// nearest whole number, halves up; floats that are not finite do not count, and a mean over nothing else is
/// not a number. The image is read part by part as MicrographReader does it: memory is taken for the result,
/// for one part of some MiB, and at most 32 bytes for each pixel in those rows of the result that a part
/// touches. The errors are those of readMicrograph(), but there is no limit on the image's size. Thread-safe.
[[nodiscard]] Result<ReducedMicrograph> readReduced(const std::filesystem::path& path,
                                                    std::uint64_t mostPixels, int page = 1);
/// The factor that readReduced() takes.
[[nodiscard]] int reductionFactor(Size size, std::uint64_t mostPixels);

} // namespace sorby::imaging
