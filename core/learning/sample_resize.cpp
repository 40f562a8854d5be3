// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/learning/sample_resize.h"

#include "core/learning/batch.h"

#include <ATen/ops/upsample_bilinear2d.h>

#include <algorithm>
#include <cmath>

namespace sorby::learning {
namespace {

/// The pixel of `from` pixels whose centre is nearest to that of pixel `i` of `to` pixels.
int nearestPixel(int i, int from, int to)
{
    const double centre = (i + 0.5) * from / to;
    return std::clamp(static_cast<int>(std::floor(centre)), 0, from - 1);
}

} // namespace

at::Tensor resizedTo(const at::Tensor& images, Size size)
{
    if (images.size(2) == size.height && images.size(3) == size.width) {
        return images;
    }
    return at::upsample_bilinear2d(images, {size.height, size.width}, false);
}

Sample resized(const Sample& sample, Size size)
{
    const auto image = resizedTo(makeImage(sample.image), size).contiguous();
    Sample result{Raster<float>(size), Raster<std::uint8_t>(size)};
    std::copy_n(image.const_data_ptr<float>(), size.area(), result.image.pixels().begin());
    for (int y = 0; y < size.height; ++y) {
        const auto from = sample.labels.row(nearestPixel(y, sample.labels.height(), size.height));
        const auto to = result.labels.row(y);
        for (int x = 0; x < size.width; ++x) {
            to[static_cast<std::size_t>(x)] =
                from[static_cast<std::size_t>(nearestPixel(x, sample.labels.width(), size.width))];
        }
    }
    return result;
}

} // namespace sorby::learning
