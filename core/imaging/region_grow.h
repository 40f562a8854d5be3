// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/progress.h"
#include "core/imaging/micrograph.h"

#include <cstddef>
#include <cstdint>
#include <memory>

namespace sorby::imaging {

enum class Connectivity { Four, Eight };

struct GrowOptions {
    Connectivity connectivity = Connectivity::Four;
    bool contiguous = true; ///< false: every pixel of the part that is alike, wherever it lies
};

/// The magic wand: the pixels that differ from the seed by at most a tolerance, in the pixels' own unit (0 to
/// 255, 0 to 65535, or the float as it is); of colours the channel that differs most counts. Contiguous:
/// those that can be reached from the seed over such pixels.
///
/// Each pixel is reached at a certain tolerance, and the pixels are found in that order: a larger tolerance
/// goes on where the last one ended, a smaller one takes the last pixels back. So the cost of a change is
/// that of the pixels that change (times the logarithm of their number for floats), as a preview needs it.
/// Memory: 6 bytes a pixel of the part. One thread at a time.
class RegionGrower {
  public:
    /// `part` of `pixels`, clipped to it; the seed is a pixel of the part, in the pixels of the image. With a
    /// seed outside, or one that is not a number, there is never a region. Keeps `pixels` alive and does not
    /// copy them.
    RegionGrower(std::shared_ptr<const Pixels> pixels, const PixelRect& part, int seedX, int seedY,
                 const GrowOptions& options = {});
    RegionGrower(RegionGrower&&) noexcept;
    RegionGrower& operator=(RegionGrower&&) noexcept;
    ~RegionGrower();

    /// Grows or shrinks to this tolerance; below 0 nothing is left. Stopped by `control` it keeps the pixels
    /// found so far, all of which belong to the region, and answers false; the next call goes on.
    bool setTolerance(double tolerance, const JobControl& control = {});

    [[nodiscard]] const PixelRect& part() const;
    /// 1 for the pixels of the region, 0 for the others; of the size of the part.
    [[nodiscard]] const Raster<std::uint8_t>& mask() const;
    [[nodiscard]] std::size_t pixelCount() const;
    /// The smallest rectangle with all pixels of the region, in the pixels of the image.
    [[nodiscard]] PixelRect bounds() const;

  private:
    struct Private;
    std::unique_ptr<Private> d;
};

} // namespace sorby::imaging
