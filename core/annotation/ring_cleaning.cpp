// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/annotation/ring_cleaning.h"

#include <algorithm>
#include <cmath>

namespace sorby::annotation {
namespace {

void note(Dropped& dropped, Point point)
{
    if (dropped.count++ == 0) {
        dropped.first = point;
    }
}

/// The first pixel of the row whose centre is at the edge or right of it.
double firstPixel(Point a, Point b, double y)
{
    return std::ceil(crossingX(a, b, y) - kPixelCentre);
}

/// Without b the ring changes by the pixels of the triangle. It is flat, but for rounding.
bool hasPixels(Point a, Point b, Point c, int rows)
{
    const auto firstRow = [rows](double y) {
        return static_cast<int>(std::clamp(std::ceil(y - kPixelCentre), 0.0, static_cast<double>(rows)));
    };
    const int end = firstRow(std::max({a.y, b.y, c.y}));
    for (int row = firstRow(std::min({a.y, b.y, c.y})); row < end; ++row) {
        const double y = row + kPixelCentre;
        // The line crosses two of the three edges, b between them or not.
        double sum = 0;
        double sign = 1;
        for (const auto& [from, to] : {std::pair(a, b), std::pair(b, c), std::pair(c, a)}) {
            if (crossesLine(from, to, y)) {
                sum += sign * firstPixel(from, to, y);
                sign = -sign;
            }
        }
        if (sum != 0) {
            return true;
        }
    }
    return false;
}

bool isSpike(Point a, Point b, Point c, int rows)
{
    const Point back{a.x - b.x, a.y - b.y};
    const Point on{c.x - b.x, c.y - b.y};
    return back.x * on.y - back.y * on.x == 0 && back.x * on.x + back.y * on.y > 0 &&
           !hasPixels(a, b, c, rows);
}

} // namespace

Dropped dropRepeats(Ring& ring)
{
    Dropped dropped;
    Ring kept;
    kept.reserve(ring.size());
    for (const Point point : ring) {
        if (!kept.empty() && kept.back() == point) {
            note(dropped, point);
        } else {
            kept.push_back(point);
        }
    }
    while (kept.size() > 1 && kept.back() == kept.front()) {
        note(dropped, kept.back());
        kept.pop_back();
    }
    ring = std::move(kept);
    return dropped;
}

Dropped dropSpikes(Ring& ring, int rows)
{
    Dropped dropped;
    Ring kept;
    kept.reserve(ring.size());
    const auto beforeLast = [&] { return kept[kept.size() - 2]; };
    for (const Point point : ring) {
        while (kept.size() >= 2 && isSpike(beforeLast(), kept.back(), point, rows)) {
            note(dropped, kept.back());
            kept.pop_back();
        }
        if (kept.empty() || kept.back() != point) { // the same: it came back all the way
            kept.push_back(point);
        }
    }
    // What is left may have spikes where its end meets its beginning.
    std::size_t first = 0;
    const auto dropLast = [&] {
        kept.pop_back();
        if (kept.back() == kept[first]) {
            kept.pop_back();
        }
    };
    while (kept.size() - first >= 3) {
        if (isSpike(beforeLast(), kept.back(), kept[first], rows)) {
            note(dropped, kept.back());
            dropLast();
        } else if (isSpike(kept.back(), kept[first], kept[first + 1], rows)) {
            note(dropped, kept[first]);
            ++first;
            if (kept.back() == kept[first]) {
                kept.pop_back();
            }
        } else {
            break;
        }
    }
    kept.erase(kept.begin(), kept.begin() + static_cast<std::ptrdiff_t>(first));
    ring = std::move(kept);
    return dropped;
}

} // namespace sorby::annotation
