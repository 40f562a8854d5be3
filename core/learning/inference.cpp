// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/learning/inference.h"

#include "core/learning/autocast.h"
#include "core/learning/batch.h"
#include "core/learning/sample_resize.h"

#include <c10/core/InferenceMode.h>

#include <algorithm>

namespace sorby::learning {

Status inferTiles(const Network& network, const Raster<float>& image, int tileSide, bool bf16,
                  const std::stop_token& stop, const TileSink& sink)
{
    return inferTiles(network, image, {0, 0, image.width(), image.height()}, tileSide, bf16, stop, sink);
}

Status inferTiles(const Network& network, const Raster<float>& image, const PixelRect& part, int tileSide,
                  bool bf16, const std::stop_token& stop, const TileSink& sink)
{
    const c10::InferenceMode inference;
    const Autocast autocast(network.device().type(), bf16);
    const auto& spec = network.spec();
    if (spec.resize) {
        if (stop.stop_requested()) {
            return Error{ErrorCode::Cancelled, "the prediction was stopped", {}};
        }
        const auto input = resizedTo(makeImage(image).to(network.device()), *spec.resize);
        const auto logits = resizedTo(network.forward(input).to(at::kFloat), image.size())[0];
        sink(part, logits.narrow(1, part.y, part.height).narrow(2, part.x, part.width));
        return {};
    }
    const auto padded = padToStride(makeImage(image), spec.stride());
    for (const auto& [core, region] : tilesOf(image.size(), part, spec, tileSide)) {
        if (stop.stop_requested()) {
            return Error{ErrorCode::Cancelled, "the prediction was stopped", {}};
        }
        auto input = padded.narrow(2, region.y, region.height).narrow(3, region.x, region.width);
        input = input.to(network.device()).contiguous();
        const auto logits = network.forward(input);
        const PixelRect kept{core.x, core.y, std::min(core.width, part.x + part.width - core.x),
                             std::min(core.height, part.y + part.height - core.y)};
        sink(kept, logits[0]
                       .narrow(1, core.y - region.y, kept.height)
                       .narrow(2, core.x - region.x, kept.width)
                       .to(at::kFloat));
    }
    return {};
}

} // namespace sorby::learning
