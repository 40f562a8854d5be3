// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/imaging/rasterizer.h"

#include <algorithm>
#include <cmath>
#include <vector>

namespace sorby::imaging {
namespace {

using annotation::Point;
using annotation::Ring;

/// The first pixel whose centre is at or beyond `coordinate`, within [first, end]. Compared before it becomes
/// an int, so that no coordinate is too large.
int firstCentre(double coordinate, int first, int end)
{
    return static_cast<int>(std::clamp(std::ceil(coordinate - annotation::kPixelCentre),
                                       static_cast<double>(first), static_cast<double>(end)));
}

/// An edge that crosses the centre lines of the rows [firstRow, endRow).
struct Edge {
    int firstRow = 0;
    int endRow = 0;
    Point top;
    Point bottom;
};

void appendEdges(const Ring& ring, const PixelRect& area, std::vector<Edge>& edges)
{
    const auto finite = std::count_if(ring.begin(), ring.end(), annotation::isFinite);
    if (finite < 3) {
        return;
    }
    const int end = area.y + area.height;
    Point previous = *std::find_if(ring.rbegin(), ring.rend(), annotation::isFinite);
    for (const Point point : ring) {
        if (!annotation::isFinite(point)) {
            continue;
        }
        const bool down = previous.y < point.y;
        const Edge edge{firstCentre(down ? previous.y : point.y, area.y, end),
                        firstCentre(down ? point.y : previous.y, area.y, end), down ? previous : point,
                        down ? point : previous};
        if (edge.firstRow < edge.endRow) {
            edges.push_back(edge);
        }
        previous = point;
    }
}

/// Hands on the runs between each first and second crossing of a row; runs that touch are joined.
template <typename Sink>
void emitRuns(int y, const std::vector<int>& crossings, const Sink& sink)
{
    Span run{y, 0, 0};
    for (std::size_t i = 0; i + 1 < crossings.size(); i += 2) {
        if (crossings[i] == crossings[i + 1]) {
            continue;
        }
        if (crossings[i] > run.x1 && run.x0 < run.x1) {
            sink(run);
        }
        if (crossings[i] > run.x1 || run.x0 == run.x1) {
            run.x0 = crossings[i];
        }
        run.x1 = crossings[i + 1];
    }
    if (run.x0 < run.x1) {
        sink(run);
    }
}

template <typename Sink>
void convert(const annotation::Polygon& polygon, const PixelRect& area, const Sink& sink)
{
    if (area.isEmpty()) {
        return;
    }
    std::vector<Edge> edges;
    appendEdges(polygon.outer, area, edges);
    for (const Ring& hole : polygon.holes) {
        appendEdges(hole, area, edges);
    }
    std::sort(edges.begin(), edges.end(),
              [](const Edge& a, const Edge& b) { return a.firstRow < b.firstRow; });

    std::vector<const Edge*> active;
    std::vector<int> crossings;
    auto next = edges.cbegin();
    const int end = area.y + area.height;
    for (int y = area.y; y < end && (next != edges.cend() || !active.empty()); ++y) {
        if (active.empty()) {
            y = next->firstRow;
        }
        std::erase_if(active, [y](const Edge* edge) { return edge->endRow <= y; });
        for (; next != edges.cend() && next->firstRow == y; ++next) {
            active.push_back(&*next);
        }
        // A crossing counts for every pixel whose centre is at it or right of it: so the centre of the first
        // such pixel is all that has to be sorted.
        crossings.clear();
        for (const Edge* edge : active) {
            crossings.push_back(
                firstCentre(annotation::crossingX(edge->top, edge->bottom, y + annotation::kPixelCentre),
                            area.x, area.x + area.width));
        }
        std::sort(crossings.begin(), crossings.end());
        emitRuns(y, crossings, sink);
    }
}

} // namespace

void scanConvert(const annotation::Polygon& polygon, Size size, const std::function<void(const Span&)>& sink)
{
    convert(polygon, {0, 0, size.width, size.height}, sink);
}

void rasterize(const annotation::Polygon& polygon, std::uint8_t value, Raster<std::uint8_t>& target)
{
    rasterize(polygon, value, target, 0, 0);
}

void rasterize(const annotation::Polygon& polygon, std::uint8_t value, Raster<std::uint8_t>& target, int x,
               int y)
{
    convert(polygon, {x, y, target.width(), target.height()}, [&](const Span& run) {
        const auto row = target.row(run.y - y);
        std::fill(row.begin() + (run.x0 - x), row.begin() + (run.x1 - x), value);
    });
}

std::uint64_t pixelCount(const annotation::Polygon& polygon, Size size)
{
    std::uint64_t count = 0;
    convert(polygon, {0, 0, size.width, size.height},
            [&](const Span& run) { count += static_cast<std::uint64_t>(run.x1 - run.x0); });
    return count;
}

} // namespace sorby::imaging
