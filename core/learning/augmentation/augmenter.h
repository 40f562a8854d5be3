// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/learning/augmentation/sample_augmentation.h"
#include "core/learning/batch.h"

#include <span>

namespace sorby::learning {

/// A batch with what was drawn for each of its samples done to it, on the device where it lies and in its
/// memory order; width and height are exchanged when it is transposed, which all samples that are not square
/// are or none. Image and labels move together: the image is interpolated linearly, the labels are those of
/// the nearest pixel, and beyond the border both are reflected. Labels that count nowhere stay so. Samples
/// that are not moved keep their bits, and no sample's bits depend on the others of the batch. To be called
/// outside of automatic casts to short formats.
[[nodiscard]] Batch augmented(const Batch& batch, std::span<const SampleAugmentation> draws);

} // namespace sorby::learning
