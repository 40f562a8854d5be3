// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/formats/interior_point.h"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <vector>

namespace sorby::formats {
namespace {

using annotation::Point;
using annotation::Polygon;
using annotation::Ring;

constexpr std::size_t kMostLines = 64;

struct Stretch {
    Point centre;
    double width = -1;
};

void addCrossings(const Ring& ring, double y, std::vector<double>& xs)
{
    for (std::size_t i = 0; i < ring.size(); ++i) {
        const Point a = ring[i];
        const Point b = ring[(i + 1) % ring.size()];
        if (annotation::crossesLine(a, b, y)) {
            xs.push_back(annotation::crossingX(a, b, y));
        }
    }
}

/// The widest stretch of the polygon on the horizontal line at y.
Stretch widestAt(const Polygon& polygon, double y)
{
    std::vector<double> xs;
    addCrossings(polygon.outer, y, xs);
    for (const auto& hole : polygon.holes) {
        addCrossings(hole, y, xs);
    }
    std::sort(xs.begin(), xs.end());
    Stretch widest;
    for (std::size_t i = 0; i + 1 < xs.size(); i += 2) {
        if (xs[i + 1] - xs[i] > widest.width) {
            widest = {{(xs[i] + xs[i + 1]) / 2, y}, xs[i + 1] - xs[i]};
        }
    }
    return widest;
}

std::vector<double> heightsOfVertices(const Polygon& polygon)
{
    std::vector<double> heights;
    const auto add = [&](const Ring& ring) {
        for (const auto& point : ring) {
            heights.push_back(point.y);
        }
    };
    add(polygon.outer);
    std::for_each(polygon.holes.begin(), polygon.holes.end(), add);
    std::sort(heights.begin(), heights.end());
    heights.erase(std::unique(heights.begin(), heights.end()), heights.end());
    return heights;
}

} // namespace

Point interiorPoint(const Polygon& polygon)
{
    const auto heights = heightsOfVertices(polygon);
    Stretch best;
    // Between two heights of vertices no line runs through a vertex, so every stretch has the inside on it.
    const std::size_t step = heights.size() / kMostLines + 1;
    for (std::size_t i = 0; i + 1 < heights.size(); i += step) {
        const Stretch stretch = widestAt(polygon, (heights[i] + heights[i + 1]) / 2);
        if (stretch.width > best.width) {
            best = stretch;
        }
    }
    if (best.width < 0) {
        return polygon.outer.empty() ? Point{} : polygon.outer.front();
    }
    const Point pixel{std::floor(best.centre.x) + annotation::kPixelCentre,
                      std::floor(best.centre.y) + annotation::kPixelCentre};
    return annotation::contains(polygon, pixel) ? pixel : best.centre;
}

} // namespace sorby::formats
