// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/result.h"
#include "core/learning/network.h"
#include "core/learning/tile_plan.h"

#include <functional>
#include <stop_token>
#include <vector>

namespace sorby::learning {

/// Gets the part of the image that a tile is kept for and its logits [outputChannels, height, width], on the
/// network's device.
using TileSink = std::function<void(const PixelRect& part, const at::Tensor& logits)>;

struct InferenceKind {
    InferenceKind(bool isBf16 = false, bool averagesSymmetries = false) // NOLINT: conversion wanted
        : bf16(isBf16), tta(averagesSymmetries)
    {}
    bool bf16;
    bool tta; ///< the logits of the mean of the probabilities over the eight symmetries of the square
};

/// The logits whose probabilities are the mean of those of several, [1, C, H, W] each: of the sigmoid with
/// one plane, else of the softmax.
[[nodiscard]] at::Tensor meanLogits(const std::vector<at::Tensor>& logits);

/// Predicts one image tile by tile, without gradients; the parts cover the image once and are what the whole
/// image at once would give. A network with a size of its own (NetworkSpec::resize) is shown the whole image
/// in that size, whatever the tile. Tiles of a network that is not local (receptive_field.h) overlap by half
/// and are blended with Gaussian weights, so that no seam is seen. Error Cancelled on a stop request, checked
/// before every tile.
[[nodiscard]] Status inferTiles(const Network& network, const Raster<float>& image, int tileSide,
                                const InferenceKind& kind, const std::stop_token& stop, const TileSink& sink);
/// A part of the image alone, which begins on multiples of the stride; the parts that the sink gets are in
/// pixels of the image.
[[nodiscard]] Status inferTiles(const Network& network, const Raster<float>& image, const PixelRect& part,
                                int tileSide, const InferenceKind& kind, const std::stop_token& stop,
                                const TileSink& sink);

} // namespace sorby::learning
