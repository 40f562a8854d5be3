// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/raster.h"

#include <array>
#include <cstdint>

namespace sorby::imaging {

/// The eight ways to lay a field: bit 2 exchanges rows and columns, then bit 0 mirrors left and right, then
/// bit 1 mirrors top and bottom. 0 leaves it as it is.
using Orientation = int;
inline constexpr int kOrientations = 8;

/// A bit for each of the 16 x 16 lowest frequencies of the cosine transform of the picture at 32 x 32: is it
/// above their median? (pHash of Zauner, 2010.) The first word holds the 8 x 8 lowest, with a median of their
/// own.
using PictureHash = std::array<std::uint64_t, 4>;

/// What is kept of a micrograph to recognise the same field again: hashes for a quick look, a small picture
/// to make sure. Neither depends on the size of the micrograph, its depth, brightness or contrast.
struct Fingerprint {
    std::array<PictureHash, kOrientations> hashes{}; ///< of the micrograph in each orientation
    Raster<std::uint8_t> thumbnail; ///< 64 x 64 whatever the shape; empty when there is nothing to recognise
    [[nodiscard]] bool isEmpty() const { return thumbnail.isEmpty(); }
};

/// Of the grey values in any unit; those not finite count as 0. Empty for a micrograph that is flat or below
/// 32 pixels wide or high: it looks like too many others.
[[nodiscard]] Fingerprint fingerprintOf(const Raster<float>& grey);

/// How many of the 256 bits differ between the first as it is and the second laid so: about 128 for two
/// fields of one material.
[[nodiscard]] int hashDistance(const Fingerprint& first, const Fingerprint& second, Orientation orientation);

/// The quick look, a few nanoseconds: is it worth asking for the likeness?
[[nodiscard]] bool mayBeAlike(const Fingerprint& first, const Fingerprint& second, Orientation orientation);

/// From here on two micrographs show the same field.
inline constexpr double kAlikeFrom = 0.8;

/// How much the details of two micrographs agree, 1 when they are the same, about 0 for two fields of one
/// material: correlation of the pictures without their slow changes of brightness, the second laid as said
/// and fitted onto the first within a few percent of the edges. Both the whole and most of its parts must
/// agree, so that an information bar that two micrographs share is not enough. 0 for empty fingerprints.
[[nodiscard]] double likeness(const Fingerprint& first, const Fingerprint& second, Orientation orientation);

} // namespace sorby::imaging
