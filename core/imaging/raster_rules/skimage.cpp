// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/imaging/raster_rules/ring_mask.h"

#include <algorithm>
#include <cmath>

namespace sorby::imaging {
namespace {

using annotation::Box;
using annotation::Point;
using annotation::Ring;

/// What a pixel's position has an odd number of: edges right of it and edges left of it. Their ends count
/// differently, so that on an edge one number is odd and the other even.
constexpr std::uint8_t kRight = 1;
constexpr std::uint8_t kLeft = 2;
constexpr double kSameVertex = 1e-12;

/// Positive left of the edge from a to b and negative right of it, rounded as scikit-image rounds it: which
/// pixels of a slanting edge count as on it depends on the last digit.
double sideOf(Point a, Point b, double x, double y)
{
    const double ax = a.x - x;
    const double ay = a.y - y;
    const double bx = b.x - x;
    const double by = b.y - y;
    return (bx * ay - ax * by) / (ay - by);
}

/// The first column of [0, count) that is right of the edge or, if `orOn`, on it. That is where the edge
/// crosses the row, which is known but for rounding: the columns beside it are asked. Where the coordinates
/// are too large for an answer it stays there.
template <typename Side>
int firstBeyond(const Side& side, double crossing, int count, bool orOn)
{
    constexpr int kMost = 3;
    int column = static_cast<int>(std::clamp(std::floor(crossing), 0.0, static_cast<double>(count)));
    const int least = std::max(column - kMost, 0);
    const int most = std::min(column + kMost, count);
    while (column > least && (orOn ? side(column - 1) <= 0 : side(column - 1) < 0)) {
        --column;
    }
    while (column < most && (orOn ? side(column) > 0 : side(column) >= 0)) {
        ++column;
    }
    return column;
}

void toggle(RingMask& mask, int column, int row, std::uint8_t parity)
{
    if (column < mask.window.width) {
        mask.pixels.at(column, row) ^= parity;
    }
}

/// Toggles the pixels where the numbers of edges change from one column to the next.
void addEdge(Point a, Point b, RingMask& mask)
{
    const PixelRect& window = mask.window;
    const double upper = std::min(a.y, b.y);
    const double lower = std::max(a.y, b.y);
    const double firstRow = std::max(std::ceil(upper), static_cast<double>(window.y));
    const double endRow = std::min(std::floor(lower), window.y + window.height - 1.0) + 1;
    for (double y = firstRow; y < endRow; ++y) {
        const int row = static_cast<int>(y) - window.y;
        const double crossing = upper < lower ? annotation::crossingX(a, b, y) - window.x : 0.0;
        const auto side = [&](int column) { return sideOf(a, b, window.x + column, y); };
        if ((a.y > y) != (b.y > y)) {
            toggle(mask, 0, row, kRight);
            toggle(mask, firstBeyond(side, crossing, window.width, true), row, kRight);
        }
        if ((a.y < y) != (b.y < y)) {
            toggle(mask, firstBeyond(side, crossing, window.width, false), row, kLeft);
        }
    }
}

/// A pixel at a vertex counts, whatever its edges say.
void paintVertex(Point point, RingMask& mask)
{
    const double x = std::nearbyint(point.x);
    const double y = std::nearbyint(point.y);
    const PixelRect& window = mask.window;
    if (std::abs(point.x - x) < kSameVertex && std::abs(point.y - y) < kSameVertex && x >= window.x &&
        y >= window.y && x < window.x + window.width && y < window.y + window.height) {
        mask.pixels.at(static_cast<int>(x) - window.x, static_cast<int>(y) - window.y) = 1;
    }
}

} // namespace

RingMask skimageMask(const Ring& ring, Size image)
{
    const Box box = annotation::boundingBox(ring);
    RingMask mask = emptyMask(std::floor(box.left), std::floor(box.top), std::ceil(box.right),
                              std::ceil(box.bottom), image);
    if (mask.window.isEmpty()) {
        return {};
    }
    Point previous = ring.back();
    for (const Point point : ring) {
        addEdge(previous, point, mask);
        previous = point;
    }
    for (int y = 0; y < mask.window.height; ++y) {
        std::uint8_t parity = 0;
        for (std::uint8_t& pixel : mask.pixels.row(y)) {
            parity ^= pixel;
            pixel = parity == 0 ? 0 : 1;
        }
    }
    for (const Point point : ring) {
        paintVertex(point, mask);
    }
    return mask;
}

} // namespace sorby::imaging
