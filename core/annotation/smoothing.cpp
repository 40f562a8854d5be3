// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/annotation/smoothing.h"

#include "core/annotation/self_intersection.h"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <utility>
#include <vector>

namespace sorby::annotation {
namespace {

constexpr double kResampleStepPx = 1;
constexpr int kFewestSamples = 12;
constexpr double kMostResampled = 200'000; ///< longer outlines get longer steps
constexpr int kWidthHalvings = 6;
constexpr double kReach = 3; ///< in standard deviations

/// Points at equal distances along the ring, from its first point on.
Ring resampled(const Ring& ring, double length, std::size_t count)
{
    Ring result;
    result.reserve(count);
    std::size_t edge = 0;
    double done = 0; // length before this edge
    for (std::size_t i = 0; i < count; ++i) {
        const double wanted = length * static_cast<double>(i) / static_cast<double>(count);
        for (;;) {
            const Point a = ring[edge];
            const Point b = ring[(edge + 1) % ring.size()];
            const double own = std::hypot(b.x - a.x, b.y - a.y);
            if (done + own >= wanted || edge + 1 == ring.size()) {
                const double share = own > 0 ? std::clamp((wanted - done) / own, 0.0, 1.0) : 0;
                result.push_back({a.x + share * (b.x - a.x), a.y + share * (b.y - a.y)});
                break;
            }
            done += own;
            ++edge;
        }
    }
    return result;
}

Ring averaged(const Ring& ring, double deviationInSteps)
{
    const auto count = static_cast<std::ptrdiff_t>(ring.size());
    const auto reach = std::min(static_cast<std::ptrdiff_t>(std::ceil(kReach * deviationInSteps)), count / 2);
    std::vector<double> weights;
    double sum = 0;
    for (std::ptrdiff_t k = 0; k <= reach; ++k) {
        const double place = static_cast<double>(k) / deviationInSteps;
        weights.push_back(std::exp(-0.5 * place * place));
        sum += (k == 0 ? 1 : 2) * weights.back();
    }
    Ring result(ring.size());
    for (std::ptrdiff_t i = 0; i < count; ++i) {
        Point mean;
        for (std::ptrdiff_t k = -reach; k <= reach; ++k) {
            const Point point = ring[static_cast<std::size_t>((i + k + count) % count)];
            const double weight = weights[static_cast<std::size_t>(std::abs(k))] / sum;
            mean = {mean.x + weight * point.x, mean.y + weight * point.y};
        }
        result[static_cast<std::size_t>(i)] = mean;
    }
    return result;
}

/// Pushed outward evenly by what its area lacks.
void restoreArea(Ring& ring, double wanted)
{
    for (int round = 0; round < 3; ++round) {
        const double own = signedArea(ring);
        const double length = lengthOf(ring);
        if (!(length > 0)) {
            return;
        }
        const double push = (wanted - own) / length; // along the normal that enlarges a clockwise ring
        const Ring old = ring;
        for (std::size_t i = 0; i < old.size(); ++i) {
            const Point before = old[(i + old.size() - 1) % old.size()];
            const Point after = old[(i + 1) % old.size()];
            const double dx = after.x - before.x;
            const double dy = after.y - before.y;
            const double way = std::hypot(dx, dy);
            if (way > 0) {
                ring[i] = {old[i].x + push * dy / way, old[i].y - push * dx / way};
            }
        }
    }
}

Ring smoothedRing(const Ring& ring, double widthPx)
{
    const double length = lengthOf(ring);
    if (ring.size() < 3 || !std::isfinite(length) || !(length > 0)) {
        return ring;
    }
    const auto count = static_cast<std::size_t>(
        std::clamp(std::ceil(length / kResampleStepPx), static_cast<double>(kFewestSamples), kMostResampled));
    const double step = length / static_cast<double>(count);
    Ring result = averaged(resampled(ring, length, count), widthPx / step);
    restoreArea(result, signedArea(ring));
    return result;
}

bool keepsArea(const Ring& ring, const Ring& smooth)
{
    const double area = std::abs(signedArea(ring));
    return std::abs(std::abs(signedArea(smooth)) - area) <= kLargestAreaChange * area &&
           (signedArea(smooth) > 0) == (signedArea(ring) > 0);
}

/// The ring smoothed as much as it bears; `place` puts it into the polygon to see what it does there.
template <typename Place>
void smoothAsMuchAsItBears(Polygon& polygon, const Ring& ring, double widthPx, const Place& place)
{
    double width = widthPx;
    for (int i = 0; i <= kWidthHalvings; ++i, width /= 2) {
        Ring smooth = smoothedRing(ring, width);
        if (!keepsArea(ring, smooth)) {
            continue;
        }
        Polygon tried = polygon;
        place(tried) = std::move(smooth);
        if (!findSelfIntersection(tried)) {
            polygon = std::move(tried);
            return;
        }
    }
}

} // namespace

Polygon smoothed(const Polygon& polygon, double widthPx)
{
    Polygon result = polygon;
    const bool isUsable = std::all_of(polygon.outer.begin(), polygon.outer.end(), isFinite);
    if (!(widthPx > 0) || !isUsable || findSelfIntersection(polygon)) {
        return result;
    }
    smoothAsMuchAsItBears(result, polygon.outer, widthPx, [](Polygon& p) -> Ring& { return p.outer; });
    for (std::size_t i = 0; i < polygon.holes.size(); ++i) {
        smoothAsMuchAsItBears(result, polygon.holes[i], widthPx,
                              [i](Polygon& p) -> Ring& { return p.holes[i]; });
    }
    return result;
}

} // namespace sorby::annotation
