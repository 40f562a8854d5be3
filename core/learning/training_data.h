// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/raster.h"
#include "core/base/result.h"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>

/// How learning/ gets its data: an interface in terms of Raster alone, implemented by dataset/.
namespace sorby::learning {

/// One image or crop with its labels, of one size.
struct Sample {
    Raster<float> image;         ///< one channel, through the window, 0..1
    Raster<std::uint8_t> labels; ///< class ids; 255: no loss, no score
};

enum class Part { Train, Validation };

/// Labelled images. The trainer calls it from several threads at once; equal arguments give equal samples for
/// ever.
class TrainingData {
  public:
    virtual ~TrainingData() = default;

    /// Classes with the matrix: 2 is a binary project.
    [[nodiscard]] virtual int classCount() const = 0;
    [[nodiscard]] virtual std::size_t imageCount(Part part) const = 0;
    [[nodiscard]] virtual std::string imageName(Part part, std::size_t index) const = 0;
    [[nodiscard]] virtual Size imageSize(Part part, std::size_t index) const = 0;
    /// A whole image.
    [[nodiscard]] virtual Result<Sample> image(Part part, std::size_t index) const = 0;
    /// The pixels of a whole image inside `rect`, which lies in it: for images that cannot be held as floats.
    [[nodiscard]] virtual Result<Sample> region(Part part, std::size_t index, const PixelRect& rect) const
    {
        auto whole = image(part, index);
        if (!whole) {
            return whole;
        }
        return Sample{crop(whole->image, rect), crop(whole->labels, rect)};
    }

    /// Number of patches of this size that cover the training images' area once (at least one an image).
    [[nodiscard]] virtual std::size_t patchesPerEpoch(Size patch) const = 0;
    /// The training patch number `index` of an epoch, without augmentation; images smaller than the patch are
    /// padded with image 0 and label 255.
    [[nodiscard]] virtual Result<Sample> patch(Size patch, std::uint64_t seed, std::size_t epoch,
                                               std::size_t index) const = 0;
};

} // namespace sorby::learning
