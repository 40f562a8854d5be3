// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/imaging/raster_rules/ring_mask.h"

#include <opencv2/imgproc.hpp>

#include <algorithm>
#include <cmath>
#include <vector>

namespace sorby::imaging {
namespace {

using annotation::Box;
using annotation::Point;
using annotation::Ring;

/// How far beyond the image a point may lie, in pixels. cv::fillPoly walks all rows of a polygon, those
/// outside the image as well, and its numbers have an end.
constexpr double kFar = 1 << 16;

Point swapped(Point point)
{
    return {point.y, point.x};
}

/// What of the ring is on one side of the horizontal line at y: below it, or above it.
Ring clipped(const Ring& ring, double y, bool below)
{
    const auto isKept = [&](Point point) { return below ? point.y >= y : point.y <= y; };
    Ring result;
    for (std::size_t i = 0; i < ring.size(); ++i) {
        const Point from = ring[i == 0 ? ring.size() - 1 : i - 1];
        const Point to = ring[i];
        if (isKept(from) != isKept(to)) {
            result.push_back({annotation::crossingX(from, to, y), y});
        }
        if (isKept(to)) {
            result.push_back(to);
        }
    }
    return result;
}

/// The ring itself when no point is far away; else its part near the image.
Ring nearby(const Ring& ring, Size image)
{
    const Box limit{-kFar, -kFar, image.width + kFar, image.height + kFar};
    const Box box = annotation::boundingBox(ring);
    if (box.left >= limit.left && box.top >= limit.top && box.right <= limit.right &&
        box.bottom <= limit.bottom) {
        return ring;
    }
    Ring result = clipped(clipped(ring, limit.top, true), limit.bottom, false);
    std::transform(result.begin(), result.end(), result.begin(), swapped);
    result = clipped(clipped(result, limit.left, true), limit.right, false);
    std::transform(result.begin(), result.end(), result.begin(), swapped);
    return result;
}

} // namespace

RingMask openCvMask(const Ring& ring, Size image)
{
    // Halves to the even number, as numpy.round does in the loop that everybody writes around cv2.fillPoly.
    Ring points = nearby(ring, image);
    for (Point& point : points) {
        point = {std::nearbyint(point.x), std::nearbyint(point.y)};
    }
    if (points.empty()) {
        return {};
    }
    const Box box = annotation::boundingBox(points);
    RingMask mask = emptyMask(box.left, box.top, box.right, box.bottom, image);
    if (mask.window.isEmpty()) {
        return {};
    }
    // The window ends where the ring or the image does: so OpenCV clips the same lines at the same places as
    // it would in the whole image.
    std::vector<cv::Point> corners;
    corners.reserve(points.size());
    for (const Point point : points) {
        corners.emplace_back(static_cast<int>(point.x) - mask.window.x,
                             static_cast<int>(point.y) - mask.window.y);
    }
    cv::Mat canvas(mask.pixels.height(), mask.pixels.width(), CV_8UC1, mask.pixels.data());
    cv::fillPoly(canvas, std::vector<std::vector<cv::Point>>{corners}, cv::Scalar(1));
    return mask;
}

} // namespace sorby::imaging
