// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/learning/batch.h"

#include "core/learning/sample_check.h"

#include <ATen/ops/empty.h>
#include <ATen/ops/full.h>
#include <ATen/ops/zeros.h>

#include <algorithm>

namespace sorby::learning {
namespace {

template <typename T>
void copyInto(T* target, int targetWidth, const Raster<T>& source)
{
    for (int y = 0; y < source.height(); ++y) {
        const auto row = source.row(y);
        std::copy(row.begin(), row.end(), target + static_cast<std::ptrdiff_t>(y) * targetWidth);
    }
}

} // namespace

Size commonSize(std::span<const Sample> samples)
{
    Size size;
    for (const auto& sample : samples) {
        size.width = std::max(size.width, sample.image.width());
        size.height = std::max(size.height, sample.image.height());
    }
    return size;
}

Batch makeBatch(std::span<const Sample> samples, Size size, c10::Device device, bool channelsLast)
{
    const auto count = static_cast<std::int64_t>(samples.size());
    // With one channel both memory orders are the same bytes; the strides tell LibTorch which one is meant.
    const auto format = channelsLast ? at::MemoryFormat::ChannelsLast : at::MemoryFormat::Contiguous;
    auto images =
        at::empty({count, 1, size.height, size.width}, at::TensorOptions(at::kFloat), format).zero_();
    auto labels = at::full({count, size.height, size.width}, kIgnoredLabel, at::TensorOptions(at::kByte));
    auto* image = images.mutable_data_ptr<float>();
    auto* label = labels.mutable_data_ptr<std::uint8_t>();
    for (const auto& sample : samples) {
        copyInto(image, size.width, sample.image);
        copyInto(label, size.width, sample.labels);
        image += size.area();
        label += size.area();
    }
    return {images.to(device), labels.to(device)};
}

at::Tensor makeImage(const Raster<float>& image)
{
    auto tensor = at::empty({1, 1, image.height(), image.width()}, at::TensorOptions(at::kFloat));
    copyInto(tensor.mutable_data_ptr<float>(), image.width(), image);
    return tensor;
}

} // namespace sorby::learning
