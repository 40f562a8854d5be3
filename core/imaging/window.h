// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/window.h"
#include "core/imaging/micrograph.h"

#include <optional>

namespace sorby::imaging {

using sorby::Window;

/// The values below which lowShare and highShare of the pixels lie: those of the nearest rank. A flat image
/// gets a window of width 1, one without any finite pixel 0 to 1. Non-finite pixels do not count.
[[nodiscard]] Window percentileWindow(const Raster<float>& grey, double lowShare = 0.0035,
                                      double highShare = 0.9965);
/// The window that display and training use: the one that a person chose, else the percentile window of the
/// part that shows the specimen (empty: of all of it).
[[nodiscard]] Window viewWindow(const Raster<float>& grey, const std::optional<Window>& chosen,
                                const PixelRect& specimen);
/// The whole range of the depth: 0..255, 0..65535; for float the range of the pixels.
[[nodiscard]] Window fullWindow(const Micrograph& micrograph);

/// Grey through the window to [0, 1], clipped: what a network sees. Non-finite pixels become 0.
[[nodiscard]] Raster<float> applyWindow(const Raster<float>& grey, const Window& window);
/// Grey through the window to 0..255, rounded: what a screen shows.
[[nodiscard]] Raster<std::uint8_t> toDisplay(const Raster<float>& grey, const Window& window);
/// Colour micrographs keep their colour on the screen: each channel through the window.
[[nodiscard]] Raster<Rgb8> toDisplay(const Micrograph& micrograph, const Window& window);

} // namespace sorby::imaging
