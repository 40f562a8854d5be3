// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/raster.h"
#include "core/learning/options.h"

#include <vector>

namespace sorby::learning {

/// A piece of an image for prediction, in pixels of the image continued to a multiple of the stride. What the
/// network says is kept in `core` only; `region` is what it is shown: the core and its halo, where there is
/// image. Both begin and end on multiples of the stride, so that every pooling sees the cells it would see in
/// the whole image.
struct Tile {
    PixelRect core;
    PixelRect region;
    bool operator==(const Tile&) const = default;
};

/// How far, in pixels, a change outside of a region can reach into it, rounded up to the stride: the margin
/// that has to be thrown away for tiles to be exact. Networks that are not local (receptive_field.h) see a
/// little of the whole image beyond that; their tiles are close to exact.
[[nodiscard]] int haloOf(const NetworkSpec& spec);

/// The side rounded up to a multiple of the stride.
[[nodiscard]] int roundUp(int side, int stride);

/// Covers an image with cores of `tileSide` (rounded up to the stride); 0 gives the whole image as one tile.
[[nodiscard]] std::vector<Tile> tilesOf(Size image, const NetworkSpec& spec, int tileSide);
/// Covers a part of an image, which begins on multiples of the stride. Cores may reach beyond its right and
/// lower edge, up to the next multiple.
[[nodiscard]] std::vector<Tile> tilesOf(Size image, const PixelRect& part, const NetworkSpec& spec,
                                        int tileSide);

} // namespace sorby::learning
