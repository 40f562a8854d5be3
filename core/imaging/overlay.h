// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/imaging/label_image.h"

namespace sorby::imaging {

/// Colours of the IoU overlay.
struct OverlayPalette {
    Rgb8 truePositive;
    Rgb8 falsePositive;
    Rgb8 falseNegative;
    bool operator==(const OverlayPalette&) const = default;
};
/// As published: white, cyan, magenta.
inline constexpr OverlayPalette kPublishedPalette{{255, 255, 255}, {0, 255, 255}, {255, 0, 255}};
/// For red-green deficient eyes, to which cyan and white look alike: white, blue, orange (Okabe-Ito).
inline constexpr OverlayPalette kColourBlindPalette{{255, 255, 255}, {0, 114, 178}, {230, 159, 0}};

/// The IoU overlay of one class on black; true negatives, and pixels that either image ignores, are black.
/// Both of one size (assertion).
[[nodiscard]] Raster<Rgb8> iouOverlay(const LabelImage& reference, const LabelImage& prediction,
                                      annotation::ClassId classId,
                                      const OverlayPalette& palette = kPublishedPalette);
/// The overlay of all classes at once: TP where both say the same class other than the matrix, FP where the
/// prediction says a class that the reference does not, FN where the reference's class is missed (predicted
/// matrix).
[[nodiscard]] Raster<Rgb8> iouOverlayAllClasses(const LabelImage& reference, const LabelImage& prediction,
                                                const OverlayPalette& palette = kPublishedPalette);
/// Label image in the classes' colours, the matrix and values of no class black, ignored pixels in
/// kIgnoreColour.
[[nodiscard]] Raster<Rgb8> colourise(const LabelImage& labels, const annotation::ClassList& classes);
/// `overlay` over `base` with opacity 0..1 where the overlay is not black; elsewhere the base shows. One size
/// (assertion).
[[nodiscard]] Raster<Rgb8> blend(const Raster<Rgb8>& base, const Raster<Rgb8>& overlay, double opacity);

} // namespace sorby::imaging
