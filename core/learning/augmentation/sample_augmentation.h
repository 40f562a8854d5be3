// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/raster.h"
#include "core/learning/options.h"

#include <cstddef>
#include <cstdint>
#include <vector>

/// What is done to one training sample: drawn on the host, done on the device (augmenter.h). Nothing here
/// knows of tensors.
namespace sorby::learning {

/// One of the eight symmetries of the square: first transposed, then mirrored.
struct Symmetry {
    bool transpose = false; ///< exchange x and y
    bool mirrorX = false;   ///< left and right
    bool mirrorY = false;   ///< above and below
    bool operator==(const Symmetry&) const = default;
};

/// Which sample of the training is meant.
struct SamplePlace {
    std::size_t epoch = 0; ///< 1-based
    std::size_t batch = 0; ///< in the epoch
    std::size_t index = 0; ///< in the epoch
};

struct AugmentationSettings {
    bool symmetries = true; ///< of the eight of the square those that the image allows
    bool full = false;      ///< warps and changes of the greys too
    bool hasUp = false;     ///< above and below differ, as with a direction of rolling or of growth
};

[[nodiscard]] AugmentationSettings augmentationSettings(const TrainOptions& options);

/// Offsets of a coarse grid of nodes, of which the first and last lie at the borders of the image: the
/// coefficients of a cubic B-spline. They say how far from its place a pixel of the result is taken.
struct ElasticField {
    int columns = 0; ///< 0: no field
    int rows = 0;
    std::vector<float> offsetsPx; ///< rows x columns offsets along x, then as many along y
    bool operator==(const ElasticField&) const = default;
};

/// Moves pixels between their places, after the symmetry and around the middle of the image.
struct Warp {
    double rotationRad = 0; ///< clockwise as one sees it
    double scale = 1;       ///< above 1: things get larger
    double shear = 0;       ///< a point goes to the right by so much of its height below the middle
    ElasticField elastic;

    [[nodiscard]] bool isIdentity() const { return *this == Warp{}; }
    bool operator==(const Warp&) const = default;
};

/// Changes of the grey values, in the order in which they are made: that of a microscope (optics, sampling,
/// noise of the detector), then of what is done with its images.
struct GreyChanges {
    double blurSigmaPx = 0;
    double lowResolution = 1; ///< pixels of the coarser image are larger by this factor
    double noiseDeviation = 0;
    std::uint64_t noiseSeed = 0;
    double localContrast = 0; ///< share of the image with equal contrast everywhere
    double contrast = 1;      ///< factor of the distance to the mean
    double brightness = 0;    ///< added
    double gamma = 1;         ///< exponent of the grey, or of one less the grey:
    bool gammaOnInverse = false;
    std::vector<PixelRect> cutOuts; ///< inside the image

    [[nodiscard]] bool isIdentity() const { return *this == GreyChanges{}; }
    bool operator==(const GreyChanges&) const = default;
};

struct SampleAugmentation {
    Symmetry symmetry;
    Warp warp;
    GreyChanges greys;
    bool operator==(const SampleAugmentation&) const = default;
};

/// By (seed, epoch, sample) alone, so that it is the same however the samples are spread over micro-batches,
/// threads or processes. Only the exchange of x and y of a sample that is not square is chosen for its whole
/// batch, so that images of one size stay of one size within it. `size` is that of the batch before it is
/// augmented: the common size of its samples.
[[nodiscard]] SampleAugmentation drawAugmentation(const AugmentationSettings& settings, std::uint64_t seed,
                                                  const SamplePlace& place, Size size);

} // namespace sorby::learning
