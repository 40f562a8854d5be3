// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/imaging/morphology.h"

#include <opencv2/imgproc.hpp>

#include <algorithm>
#include <cmath>

namespace sorby::imaging {
namespace {

/// The pixels whose centres are at most `radius` from the middle one; OpenCV's own ellipse is another shape.
cv::Mat disc(int radius)
{
    cv::Mat kernel(2 * radius + 1, 2 * radius + 1, CV_8UC1);
    const auto squared = [](int length) { return std::int64_t{length} * length; };
    for (int y = -radius; y <= radius; ++y) {
        for (int x = -radius; x <= radius; ++x) {
            const bool inside = squared(x) + squared(y) <= squared(radius);
            kernel.at<std::uint8_t>(y + radius, x + radius) = inside ? 1 : 0;
        }
    }
    return kernel;
}

/// A wider disc than the image's diagonal covers all of it from everywhere, as that one does.
int usefulRadius(Size size, int radius)
{
    return std::min(radius, static_cast<int>(std::ceil(std::hypot(size.width, size.height))));
}

template <typename First, typename Second>
Raster<std::uint8_t> inTurn(const Raster<std::uint8_t>& mask, int radius, const First& first,
                            const Second& second)
{
    Raster<std::uint8_t> result(mask.size());
    std::transform(mask.pixels().begin(), mask.pixels().end(), result.pixels().begin(),
                   [](std::uint8_t value) { return static_cast<std::uint8_t>(value != 0); });
    if (radius <= 0 || mask.isEmpty()) {
        return result;
    }
    const cv::Mat kernel = disc(usefulRadius(mask.size(), radius));
    cv::Mat view(mask.height(), mask.width(), CV_8UC1, result.data());
    cv::Mat between;
    first(view, between, kernel);
    second(between, view, kernel); // of the same size and type: written in place
    return result;
}

void erode(const cv::Mat& in, cv::Mat& out, const cv::Mat& kernel)
{
    cv::erode(in, out, kernel, {-1, -1}, 1, cv::BORDER_REPLICATE);
}

void dilate(const cv::Mat& in, cv::Mat& out, const cv::Mat& kernel)
{
    cv::dilate(in, out, kernel, {-1, -1}, 1, cv::BORDER_REPLICATE);
}

} // namespace

Raster<std::uint8_t> opened(const Raster<std::uint8_t>& mask, int radius)
{
    return inTurn(mask, radius, erode, dilate);
}

Raster<std::uint8_t> closed(const Raster<std::uint8_t>& mask, int radius)
{
    return inTurn(mask, radius, dilate, erode);
}

} // namespace sorby::imaging
