// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/imaging/mask_operations.h"

#include <opencv2/imgproc.hpp>

#include <algorithm>
#include <cassert>
#include <cmath>
#include <cstddef>

namespace sorby::imaging {
namespace {

/// Distances between pixel centres are roots of whole numbers; so much is rounding.
constexpr double kRounding = 1e-4;

cv::Mat viewOf(Mask& mask)
{
    return {mask.height(), mask.width(), CV_8UC1, mask.data()};
}

Mask binary(const Mask& mask)
{
    Mask result(mask.size());
    std::transform(mask.pixels().begin(), mask.pixels().end(), result.pixels().begin(),
                   [](std::uint8_t value) { return static_cast<std::uint8_t>(value != 0); });
    return result;
}

Mask inverted(const Mask& mask)
{
    Mask result(mask.size());
    std::transform(mask.pixels().begin(), mask.pixels().end(), result.pixels().begin(),
                   [](std::uint8_t value) { return static_cast<std::uint8_t>(value == 0); });
    return result;
}

bool hasNone(const Mask& mask)
{
    const auto pixels = mask.pixels();
    return std::all_of(pixels.begin(), pixels.end(), [](std::uint8_t value) { return value == 0; });
}

/// Calls `decide(label, area, touchesBorder)` for each 4-connected region; those that it wants are set to
/// `value` in `target`.
template <typename Decide>
void setRegions(Mask& mask, Mask& target, std::uint8_t value, const Decide& decide)
{
    cv::Mat labels;
    cv::Mat stats;
    cv::Mat centroids;
    const int count = cv::connectedComponentsWithStats(viewOf(mask), labels, stats, centroids, 4, CV_32S);
    std::vector<std::uint8_t> wanted(static_cast<std::size_t>(count), 0);
    for (int i = 1; i < count; ++i) {
        const int left = stats.at<int>(i, cv::CC_STAT_LEFT);
        const int top = stats.at<int>(i, cv::CC_STAT_TOP);
        const bool touches = left == 0 || top == 0 ||
                             left + stats.at<int>(i, cv::CC_STAT_WIDTH) == mask.width() ||
                             top + stats.at<int>(i, cv::CC_STAT_HEIGHT) == mask.height();
        const auto area = static_cast<std::uint64_t>(stats.at<int>(i, cv::CC_STAT_AREA));
        wanted[static_cast<std::size_t>(i)] = decide(area, touches) ? 1 : 0;
    }
    for (int y = 0; y < mask.height(); ++y) {
        const int* row = labels.ptr<int>(y);
        for (int x = 0; x < mask.width(); ++x) {
            if (wanted[static_cast<std::size_t>(row[x])] != 0) {
                target.at(x, y) = value;
            }
        }
    }
}

/// Of a disc of this radius: how far it reaches to both sides in each row from its middle on.
std::vector<int> halfWidths(int radius)
{
    std::vector<int> widths;
    for (int y = 0; y <= radius; ++y) {
        int x = radius;
        while (std::int64_t{x} * x + std::int64_t{y} * y > std::int64_t{radius} * radius) {
            --x;
        }
        widths.push_back(x);
    }
    return widths;
}

} // namespace

Mask grown(const Mask& mask, double radiusPx)
{
    Mask result = binary(mask);
    if (mask.isEmpty() || !(radiusPx > 0) || hasNone(mask)) {
        return result;
    }
    Mask others = inverted(mask);
    cv::Mat distance; // to the nearest pixel of 0
    cv::distanceTransform(viewOf(others), distance, cv::DIST_L2, cv::DIST_MASK_PRECISE, CV_32F);
    for (int y = 0; y < mask.height(); ++y) {
        const float* row = distance.ptr<float>(y);
        for (int x = 0; x < mask.width(); ++x) {
            if (static_cast<double>(row[x]) <= radiusPx + kRounding) {
                result.at(x, y) = 1;
            }
        }
    }
    return result;
}

Mask shrunk(const Mask& mask, double radiusPx)
{
    return inverted(grown(inverted(mask), radiusPx));
}

Mask smoothed(const Mask& mask, int radius)
{
    Mask result = binary(mask);
    if (radius <= 0 || mask.isEmpty()) {
        return result;
    }
    const int width = mask.width();
    const int height = mask.height();
    // A wider disc than the image covers all of it from everywhere.
    const int reach = std::min(radius, static_cast<int>(std::ceil(std::hypot(width, height))));
    const auto widths = halfWidths(reach);
    Raster<int> sums(width + 1, height); // of the pixels left of this one in its row
    for (int y = 0; y < height; ++y) {
        for (int x = 0; x < width; ++x) {
            sums.at(x + 1, y) = sums.at(x, y) + result.at(x, y);
        }
    }
    Mask smooth(mask.size());
    for (int y = 0; y < height; ++y) {
        for (int x = 0; x < width; ++x) {
            std::int64_t inside = 0;
            std::int64_t all = 0;
            for (int row = std::max(0, y - reach); row <= std::min(height - 1, y + reach); ++row) {
                const int half = widths[static_cast<std::size_t>(std::abs(row - y))];
                const int left = std::max(0, x - half);
                const int right = std::min(width, x + half + 1);
                inside += sums.at(right, row) - sums.at(left, row);
                all += right - left;
            }
            smooth.at(x, y) = 2 * inside == all ? result.at(x, y) : (2 * inside > all ? 1 : 0);
        }
    }
    return smooth;
}

Mask holesFilled(const Mask& mask, std::uint64_t largestPx)
{
    Mask result = binary(mask);
    if (!mask.isEmpty()) {
        Mask others = inverted(mask);
        setRegions(others, result, 1, [largestPx](std::uint64_t area, bool touchesBorder) {
            return !touchesBorder && (largestPx == 0 || area <= largestPx);
        });
    }
    return result;
}

Mask smallRemoved(const Mask& mask, std::uint64_t smallestPx)
{
    Mask result = binary(mask);
    if (!mask.isEmpty()) {
        Mask regions = result;
        setRegions(regions, result, 0, [smallestPx](std::uint64_t area, bool) { return area < smallestPx; });
    }
    return result;
}

MaskChange changeBetween(const Mask& before, const Mask& after, int x, int y)
{
    assert(before.size() == after.size());
    Mask added(before.size());
    Mask removed(before.size());
    for (std::size_t i = 0; i < before.pixels().size(); ++i) {
        const bool was = before.data()[i] != 0;
        const bool is = after.data()[i] != 0;
        added.data()[i] = is && !was ? 1 : 0;
        removed.data()[i] = was && !is ? 1 : 0;
    }
    return {spansOf(added, x, y), spansOf(removed, x, y)};
}

std::vector<Span> spansOf(const Mask& mask, int x, int y)
{
    std::vector<Span> spans;
    for (int row = 0; row < mask.height(); ++row) {
        const auto pixels = mask.row(row);
        const auto isSet = [](std::uint8_t value) { return value != 0; };
        for (auto first = std::find_if(pixels.begin(), pixels.end(), isSet); first != pixels.end();) {
            const auto end = std::find(first, pixels.end(), std::uint8_t{0});
            spans.push_back({y + row, x + static_cast<int>(first - pixels.begin()),
                             x + static_cast<int>(end - pixels.begin())});
            first = std::find_if(end, pixels.end(), isSet);
        }
    }
    return spans;
}

} // namespace sorby::imaging
