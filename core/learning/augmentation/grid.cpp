// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/learning/augmentation/grid.h"

#include <ATen/TensorOperators.h>
#include <ATen/ops/grid_sampler.h>
#include <ATen/ops/linspace.h>
#include <ATen/ops/matmul.h>
#include <ATen/ops/stack.h>
#include <ATen/ops/tensor.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdint>
#include <vector>

namespace sorby::learning {
namespace {

// Numbers of grid_sampler (ATen/native/GridSamplerUtils.h).
constexpr std::int64_t kLinear = 0;
constexpr std::int64_t kNearest = 1;
constexpr std::int64_t kReflect = 2;

/// The four numbers that take a pixel of the result to its source, both in coordinates of -1..1: the inverse
/// of scale, then shear, then rotation about the middle.
void appendInverse(std::vector<float>& numbers, const Warp& warp, Size size)
{
    const double cosine = std::cos(warp.rotationRad) / warp.scale;
    const double sine = std::sin(warp.rotationRad) / warp.scale;
    const double aspect = static_cast<double>(size.height) / size.width;
    numbers.push_back(static_cast<float>(cosine + warp.shear * sine));            // of x, to x
    numbers.push_back(static_cast<float>((sine - warp.shear * cosine) * aspect)); // of y, to x
    numbers.push_back(static_cast<float>(-sine / aspect));                        // of x, to y
    numbers.push_back(static_cast<float>(cosine));                                // of y, to y
}

/// How much each node of a line counts at each pixel of it, [length, nodes]: a uniform cubic B-spline, which
/// is smooth, steepest between nodes and never steeper than their differences. The last nodes go on beyond
/// the borders.
at::Tensor splineWeights(int length, int nodes, c10::Device device)
{
    std::vector<float> weights(static_cast<std::size_t>(length) * static_cast<std::size_t>(nodes));
    for (int i = 0; i < length; ++i) {
        const double place = (i + 0.5) / length * (nodes - 1);
        const int before = static_cast<int>(place);
        const double t = place - before;
        const std::array<double, 4> parts{(1 - t) * (1 - t) * (1 - t) / 6,
                                          (3 * t * t * t - 6 * t * t + 4) / 6,
                                          (-3 * t * t * t + 3 * t * t + 3 * t + 1) / 6, t * t * t / 6};
        for (int k = 0; k < 4; ++k) {
            const int node = std::clamp(before - 1 + k, 0, nodes - 1);
            weights[static_cast<std::size_t>(i) * static_cast<std::size_t>(nodes) +
                    static_cast<std::size_t>(node)] += static_cast<float>(parts[static_cast<std::size_t>(k)]);
        }
    }
    return at::tensor(weights).view({length, nodes}).to(device);
}

/// Offsets along x and y in coordinates of -1..1, [2, H, W]. Two small products of matrices: the library's
/// cubic interpolation takes fifty times as long on a CPU.
at::Tensor denseOffsets(const ElasticField& field, Size size, c10::Device device)
{
    auto nodes = field.offsetsPx;
    const auto half = nodes.begin() + static_cast<std::ptrdiff_t>(nodes.size() / 2);
    for (auto offset = nodes.begin(); offset != nodes.end(); ++offset) {
        *offset *= 2.0F / static_cast<float>(offset < half ? size.width : size.height);
    }
    const auto coarse = at::tensor(nodes).view({2, field.rows, field.columns}).to(device);
    const auto alongX = splineWeights(size.width, field.columns, device);
    const auto alongY = splineWeights(size.height, field.rows, device);
    return at::matmul(at::matmul(alongY, coarse), alongX.t());
}

at::Tensor sampled(const at::Tensor& planes, const at::Tensor& grid, std::int64_t interpolation)
{
    return at::grid_sampler(planes.unsqueeze(1), grid, interpolation, kReflect, false).select(1, 0);
}

} // namespace

at::Tensor transformedPlane(const at::Tensor& plane, const Symmetry& symmetry)
{
    auto result = symmetry.transpose ? plane.transpose(0, 1) : plane;
    if (symmetry.mirrorX || symmetry.mirrorY) {
        std::vector<std::int64_t> dimensions;
        if (symmetry.mirrorY) {
            dimensions.push_back(0);
        }
        if (symmetry.mirrorX) {
            dimensions.push_back(1);
        }
        result = result.flip(dimensions);
    }
    return result;
}

at::Tensor gridOf(std::span<const Warp* const> warps, Size size, c10::Device device)
{
    std::vector<float> numbers;
    for (const auto* warp : warps) {
        appendInverse(numbers, *warp, size);
    }
    const auto count = static_cast<std::int64_t>(warps.size());
    const auto inverse = at::tensor(numbers).view({count, 4, 1, 1}).to(device);
    const auto centres = [&](int length) {
        const double last = 1 - 1.0 / length;
        return at::linspace(-last, last, length, at::TensorOptions(device).dtype(at::kFloat));
    };
    const auto x = centres(size.width).view({1, 1, -1});
    const auto y = centres(size.height).view({1, -1, 1});
    // Products and sums each by themselves: no fused one, which would round otherwise in a vector than in the
    // few elements left over.
    auto sourceX = x * inverse.select(1, 0) + y * inverse.select(1, 1);
    auto sourceY = x * inverse.select(1, 2) + y * inverse.select(1, 3);
    for (std::int64_t i = 0; i < count; ++i) {
        const auto& elastic = warps[static_cast<std::size_t>(i)]->elastic;
        if (elastic.columns > 0) {
            const auto offsets = denseOffsets(elastic, size, device);
            sourceX.select(0, i).add_(offsets.select(0, 0));
            sourceY.select(0, i).add_(offsets.select(0, 1));
        }
    }
    return at::stack({sourceX, sourceY}, 3);
}

at::Tensor sampledLinearly(const at::Tensor& planes, const at::Tensor& grid)
{
    return sampled(planes, grid, kLinear);
}

at::Tensor sampledNearest(const at::Tensor& planes, const at::Tensor& grid)
{
    return sampled(planes.to(at::kFloat), grid, kNearest).to(planes.scalar_type());
}

} // namespace sorby::learning
