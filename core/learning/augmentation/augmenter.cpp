// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/learning/augmentation/augmenter.h"

#include "core/learning/augmentation/greys.h"
#include "core/learning/augmentation/grid.h"

#include <ATen/ops/empty.h>
#include <ATen/ops/stack.h>

#include <cassert>
#include <cstdint>
#include <vector>

namespace sorby::learning {
namespace {

/// Images and labels as planes, [N, H, W] both; views of the batch.
struct Planes {
    explicit Planes(const Batch& batch) : images(batch.images.select(1, 0)), labels(batch.labels) {}

    at::Tensor images;
    at::Tensor labels;
};

Batch emptyBatchFor(const Batch& source, bool transpose)
{
    const auto count = source.images.size(0);
    const auto height = source.images.size(transpose ? 3 : 2);
    const auto width = source.images.size(transpose ? 2 : 3);
    const auto format = source.images.suggest_memory_format();
    return {at::empty({count, 1, height, width}, source.images.options(), format),
            at::empty({count, height, width}, source.labels.options())};
}

void copySymmetric(const Planes& source, const Planes& target, std::span<const SampleAugmentation> draws)
{
    for (std::size_t i = 0; i < draws.size(); ++i) {
        const auto sample = static_cast<std::int64_t>(i);
        const auto& symmetry = draws[i].symmetry;
        target.images.select(0, sample).copy_(transformedPlane(source.images.select(0, sample), symmetry));
        target.labels.select(0, sample).copy_(transformedPlane(source.labels.select(0, sample), symmetry));
    }
}

/// Only those that move, all through one grid.
void warp(const Planes& planes, std::span<const SampleAugmentation> draws)
{
    std::vector<const Warp*> warps;
    std::vector<at::Tensor> images;
    std::vector<at::Tensor> labels;
    for (std::size_t i = 0; i < draws.size(); ++i) {
        if (!draws[i].warp.isIdentity()) {
            warps.push_back(&draws[i].warp);
            images.push_back(planes.images.select(0, static_cast<std::int64_t>(i)));
            labels.push_back(planes.labels.select(0, static_cast<std::int64_t>(i)));
        }
    }
    if (warps.empty()) {
        return;
    }
    const Size size{static_cast<int>(planes.images.size(2)), static_cast<int>(planes.images.size(1))};
    const auto grid = gridOf(warps, size, planes.images.device());
    // Weights that add up to one do so up to rounding only.
    const auto warpedImages = sampledLinearly(at::stack(images), grid).clamp_(0, 1);
    const auto warpedLabels = sampledNearest(at::stack(labels), grid);
    for (std::size_t i = 0; i < warps.size(); ++i) {
        images[i].copy_(warpedImages.select(0, static_cast<std::int64_t>(i)));
        labels[i].copy_(warpedLabels.select(0, static_cast<std::int64_t>(i)));
    }
}

} // namespace

Batch augmented(const Batch& batch, std::span<const SampleAugmentation> draws)
{
    assert(batch.images.size(0) == static_cast<std::int64_t>(draws.size()));
    const bool square = batch.images.size(2) == batch.images.size(3);
    const auto result = emptyBatchFor(batch, !square && !draws.empty() && draws[0].symmetry.transpose);
    const Planes planes(result);
    copySymmetric(Planes(batch), planes, draws);
    warp(planes, draws);
    for (std::size_t i = 0; i < draws.size(); ++i) {
        changeGreys(planes.images.select(0, static_cast<std::int64_t>(i)), draws[i].greys);
    }
    return result;
}

} // namespace sorby::learning
