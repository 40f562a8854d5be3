// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/imaging/micrograph.h"

#include <cstddef>
#include <span>

/// Rectangles of pixels of any depth, moved and reduced.
namespace sorby::imaging {

/// Pixels of the kind that a head tells of, all 0 (black).
[[nodiscard]] Pixels makePixels(const MicrographInfo& kind, Size size);
[[nodiscard]] Size sizeOf(const Pixels& pixels);
[[nodiscard]] std::span<const std::byte> bytesOf(const Pixels& pixels);
[[nodiscard]] std::span<std::byte> bytesOf(Pixels& pixels);

/// Copies `part` of the source to (x, y) of the target, as far as it lies inside both. Of one kind
/// (assertion).
void copyBlock(const Pixels& source, const PixelRect& part, Pixels& target, int x, int y);
/// The part of the rectangle that lies inside the source.
[[nodiscard]] Pixels cutOut(const Pixels& source, const PixelRect& rect);

/// Half the width and height, rounded up: each pixel the mean of the up to two by two that it covers, halves
/// up. Floats that are not finite do not count; a mean over nothing else is not a number.
[[nodiscard]] Pixels halved(const Pixels& pixels);

/// What the two have in common; empty when nothing.
[[nodiscard]] PixelRect intersected(const PixelRect& a, const PixelRect& b);

} // namespace sorby::imaging
