// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/annotation/geometry.h"
#include "core/base/raster.h"

#include <cstdint>
#include <optional>
#include <string_view>

namespace sorby::imaging {

/// Which pixels a polygon has, according to different tools. Their masks of the same outline differ by a rim
/// of up to a pixel, which is a third of the area of a small particle.
enum class RasterRule {
    Centre, ///< pixels whose centres are inside (annotation/geometry.h)
    OpenCv, ///< cv::fillPoly of the coordinates rounded to whole numbers, halves to the even one as
            ///< numpy.round does: the outline is painted, too
    Pil,    ///< ImageDraw.polygon of Pillow 9 with fill and outline, as LabelMe and many notebooks use it:
         ///< decimals are cut off, the outline is painted, too. Pillow 13 differs in a pixel at sharp tips.
    Skimage, ///< skimage.draw.polygon: whole coordinates are pixel centres, points on the outline count
    Coco,    ///< the polygon filling of the COCO mask tools, in fifths of a pixel
};

/// "centre", "opencv", "pil", "skimage", "coco"; nothing for another word.
[[nodiscard]] std::optional<RasterRule> parseRasterRule(std::string_view word);
[[nodiscard]] const char* toText(RasterRule rule);

/// Sets the polygon's pixels to `value` as the tool of this rule would. The coordinates are those of the
/// file, not shifted: each tool has its own idea of where they lie. Of a polygon with holes the holes'
/// pixels, by the same rule, are left out. The polygon is finite; a ring of fewer than three points has no
/// pixel. However far the points, the time is bounded by their number and the size of the target. Exact as
/// long as the tool is: cv::fillPoly's lines are followed up to 65,536 pixels beyond the target.
void rasterizeAs(RasterRule rule, const annotation::Polygon& polygon, std::uint8_t value,
                 Raster<std::uint8_t>& target);

} // namespace sorby::imaging
