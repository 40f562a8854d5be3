// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/learning/inference.h"

#include "core/learning/augmentation/sample_augmentation.h"
#include "core/learning/autocast.h"
#include "core/learning/batch.h"
#include "core/learning/receptive_field.h"
#include "core/learning/sample_resize.h"

#include <ATen/TensorOperators.h>
#include <ATen/ops/log_sigmoid.h>
#include <ATen/ops/log_softmax.h>
#include <ATen/ops/logsumexp.h>
#include <ATen/ops/outer.h>
#include <ATen/ops/stack.h>
#include <ATen/ops/tensor.h>
#include <ATen/ops/zeros.h>
#include <c10/core/InferenceMode.h>

#include <algorithm>
#include <cmath>

namespace sorby::learning {
namespace {

/// Of the weights with which tiles are blended, as a share of the tile's side; as in nnU-Net.
constexpr double kBlendDeviation = 1.0 / 8;
/// Keeps corners, where the weights are next to nothing, from being divided by it.
constexpr double kLeastWeight = 1e-3;

Error stopped()
{
    return {ErrorCode::Cancelled, "the prediction was stopped", {}};
}

at::Tensor mirrored(const at::Tensor& maps, bool x, bool y)
{
    std::vector<std::int64_t> dimensions;
    if (x) {
        dimensions.push_back(3);
    }
    if (y) {
        dimensions.push_back(2);
    }
    return dimensions.empty() ? maps : maps.flip(dimensions);
}

/// First transposed, then mirrored, and the way back.
at::Tensor shownThrough(const Symmetry& symmetry, const at::Tensor& image)
{
    return mirrored(symmetry.transpose ? image.transpose(2, 3) : image, symmetry.mirrorX, symmetry.mirrorY);
}
at::Tensor takenBack(const Symmetry& symmetry, const at::Tensor& logits)
{
    const auto upright = mirrored(logits, symmetry.mirrorX, symmetry.mirrorY);
    return symmetry.transpose ? upright.transpose(2, 3) : upright;
}

/// fp32 logits of a piece whose sides are multiples of the stride, or of a whole image.
at::Tensor logitsOf(const Network& network, const at::Tensor& image, const InferenceKind& kind)
{
    if (!kind.tta) {
        return network.forward(image.contiguous()).to(at::kFloat);
    }
    std::vector<at::Tensor> all;
    for (int bits = 0; bits < 8; ++bits) {
        const Symmetry symmetry{(bits & 1) != 0, (bits & 2) != 0, (bits & 4) != 0};
        const auto shown = shownThrough(symmetry, image).contiguous();
        all.push_back(takenBack(symmetry, network.forward(shown).to(at::kFloat)));
    }
    return meanLogits(all);
}

at::Tensor bell(std::int64_t length)
{
    std::vector<float> values;
    const double deviation = kBlendDeviation * static_cast<double>(length);
    for (std::int64_t i = 0; i < length; ++i) {
        const double away = (static_cast<double>(i) - 0.5 * static_cast<double>(length - 1)) / deviation;
        values.push_back(static_cast<float>(std::max(std::exp(-0.5 * away * away), kLeastWeight)));
    }
    return at::tensor(values);
}

/// Where tiles of this length begin that overlap by half: on multiples of the stride, the last at the end.
std::vector<int> overlappingStarts(int length, int tile, int stride)
{
    std::vector<int> starts{0};
    const int step = std::max(stride, tile / 2 / stride * stride);
    while (starts.back() + tile < length) {
        starts.push_back(std::min(starts.back() + step, length - tile));
    }
    return starts;
}

/// The part of the image blended from tiles that overlap by half.
Status inferBlended(const Network& network, const at::Tensor& padded, const PixelRect& part, int tileSide,
                    const InferenceKind& kind, const std::stop_token& stop, const TileSink& sink)
{
    const auto& spec = network.spec();
    const int stride = spec.stride();
    const int width = static_cast<int>(padded.size(3));
    const int height = static_cast<int>(padded.size(2));
    const int tileWidth = std::min(roundUp(tileSide, stride), width);
    const int tileHeight = std::min(roundUp(tileSide, stride), height);
    const auto weights = at::outer(bell(tileHeight), bell(tileWidth)).to(network.device());
    auto sum = at::zeros({spec.outputChannels(), part.height, part.width}, weights.options());
    auto total = at::zeros({part.height, part.width}, weights.options());
    for (const int y : overlappingStarts(height, tileHeight, stride)) {
        for (const int x : overlappingStarts(width, tileWidth, stride)) {
            const int left = std::max(x, part.x);
            const int top = std::max(y, part.y);
            const int right = std::min(x + tileWidth, part.x + part.width);
            const int bottom = std::min(y + tileHeight, part.y + part.height);
            if (left >= right || top >= bottom) {
                continue;
            }
            if (stop.stop_requested()) {
                return stopped();
            }
            const auto input = padded.narrow(2, y, tileHeight).narrow(3, x, tileWidth).to(network.device());
            const auto inTile = [&](const at::Tensor& map, std::int64_t rows) {
                return map.narrow(rows, top - y, bottom - top).narrow(rows + 1, left - x, right - left);
            };
            const auto inPart = [&](const at::Tensor& map, std::int64_t rows) {
                return map.narrow(rows, top - part.y, bottom - top)
                    .narrow(rows + 1, left - part.x, right - left);
            };
            const auto weight = inTile(weights, 0);
            inPart(sum, 1).add_(inTile(logitsOf(network, input, kind)[0], 1) * weight);
            inPart(total, 0).add_(weight);
        }
    }
    sink(part, sum / total);
    return {};
}

} // namespace

at::Tensor meanLogits(const std::vector<at::Tensor>& logits)
{
    if (logits.size() == 1) {
        return logits.front();
    }
    const auto count = static_cast<double>(logits.size());
    if (logits.front().size(1) == 1) {
        // log(p / (1 - p)) of the mean, without going through a p that rounds to 0 or 1.
        const auto all = at::stack(logits);
        return at::logsumexp(at::log_sigmoid(all), 0) - at::logsumexp(at::log_sigmoid(-all), 0);
    }
    std::vector<at::Tensor> logarithms;
    for (const auto& one : logits) {
        logarithms.push_back(at::log_softmax(one, 1));
    }
    return at::logsumexp(at::stack(logarithms), 0) - std::log(count);
}

Status inferTiles(const Network& network, const Raster<float>& image, int tileSide, const InferenceKind& kind,
                  const std::stop_token& stop, const TileSink& sink)
{
    return inferTiles(network, image, {0, 0, image.width(), image.height()}, tileSide, kind, stop, sink);
}

Status inferTiles(const Network& network, const Raster<float>& image, const PixelRect& part, int tileSide,
                  const InferenceKind& kind, const std::stop_token& stop, const TileSink& sink)
{
    const c10::InferenceMode inference;
    const Autocast autocast(network.device().type(), kind.bf16);
    const auto& spec = network.spec();
    if (spec.resize) {
        if (stop.stop_requested()) {
            return stopped();
        }
        const auto input = resizedTo(makeImage(image).to(network.device()), *spec.resize);
        const auto logits = resizedTo(logitsOf(network, padToStride(input, spec.stride()), kind)
                                          .narrow(2, 0, spec.resize->height)
                                          .narrow(3, 0, spec.resize->width),
                                      image.size())[0];
        sink(part, logits.narrow(1, part.y, part.height).narrow(2, part.x, part.width));
        return {};
    }
    const auto padded = padToStride(makeImage(image), spec.stride());
    const auto tiles = tilesOf(image.size(), part, spec, tileSide);
    if (tiles.size() > 1 && !isLocal(network.graph())) {
        return inferBlended(network, padded, part, tileSide, kind, stop, sink);
    }
    for (const auto& [core, region] : tiles) {
        if (stop.stop_requested()) {
            return stopped();
        }
        const auto input = padded.narrow(2, region.y, region.height).narrow(3, region.x, region.width);
        const auto logits = logitsOf(network, input.to(network.device()), kind);
        const PixelRect kept{core.x, core.y, std::min(core.width, part.x + part.width - core.x),
                             std::min(core.height, part.y + part.height - core.y)};
        sink(kept,
             logits[0].narrow(1, core.y - region.y, kept.height).narrow(2, core.x - region.x, kept.width));
    }
    return {};
}

} // namespace sorby::learning
