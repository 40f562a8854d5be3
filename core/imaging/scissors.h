// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/annotation/geometry.h"
#include "core/base/raster.h"
#include "core/base/result.h"

#include <functional>
#include <memory>
#include <vector>

namespace sorby::imaging {

/// The bytes that the screen shows of a part of the micrograph: all that scissors and GrabCut look at.
using DisplayOfPart = std::function<Raster<Rgb8>(const PixelRect&)>;

struct ScissorsOptions {
    /// Side of the part that is prepared around an anchor. The cost of a new part grows with its square.
    int partPx = 400;
    /// Steps of grey below this are taken for noise and not for an edge.
    float smallestGradient = 4;
};

/// Intelligent scissors: a line that follows the edges of the micrograph from an anchor to the pointer (E. N.
/// Mortensen and W. A. Barrett, *Proc. SIGGRAPH* 1995, 191), as OpenCV has them. A part around the anchor is
/// prepared once; then each path within it costs its length. Where the pointer leaves the part, the path so
/// far is kept to its border, and a part around that place is prepared: so an image of any size will do, and
/// a path is found in steps of half a part. One thread at a time; prepare on another one than the window's.
class Scissors {
  public:
    /// `display` is asked for parts inside the image, and gives rasters of their size.
    Scissors(Size image, DisplayOfPart display, ScissorsOptions options = {});
    Scissors(Scissors&&) noexcept;
    Scissors& operator=(Scissors&&) noexcept;
    ~Scissors();

    /// Where paths begin from now on, clipped to the image. An Error when OpenCV fails or a point is not
    /// finite.
    [[nodiscard]] Status setAnchor(annotation::Point anchor);
    /// From the anchor to `target` (clipped to the image): both as they are, and the centres of the pixels
    /// between, which touch in edges or corners. An Error as above, and when there is no anchor.
    [[nodiscard]] Result<std::vector<annotation::Point>> pathTo(annotation::Point target);
    /// The part that is prepared; paths to points in it need no new one.
    [[nodiscard]] PixelRect part() const;

  private:
    struct Private;
    std::unique_ptr<Private> d;
};

} // namespace sorby::imaging
