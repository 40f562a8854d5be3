// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/result.h"
#include "core/learning/network.h"
#include "core/learning/tile_plan.h"

#include <functional>
#include <stop_token>

namespace sorby::learning {

/// Gets the part of the image that a tile is kept for and its logits [outputChannels, height, width], on the
/// network's device.
using TileSink = std::function<void(const PixelRect& part, const at::Tensor& logits)>;

/// Predicts one image tile by tile, without gradients; the parts cover the image once and are what the whole
/// image at once would give. A network with a size of its own (NetworkSpec::resize) is shown the whole image
/// in that size, whatever the tile. Error Cancelled on a stop request, checked before every tile.
[[nodiscard]] Status inferTiles(const Network& network, const Raster<float>& image, int tileSide, bool bf16,
                                const std::stop_token& stop, const TileSink& sink);
/// A part of the image alone, which begins on multiples of the stride; the parts that the sink gets are in
/// pixels of the image.
[[nodiscard]] Status inferTiles(const Network& network, const Raster<float>& image, const PixelRect& part,
                                int tileSide, bool bf16, const std::stop_token& stop, const TileSink& sink);

} // namespace sorby::learning
