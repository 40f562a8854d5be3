// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/formats/slits.h"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <limits>
#include <map>
#include <optional>
#include <tuple>
#include <utility>

namespace sorby::formats {
namespace {

using annotation::Point;
using annotation::Polygon;
using annotation::Ring;

std::size_t nearestTo(const Ring& ring, Point point)
{
    std::size_t nearest = 0;
    double smallest = std::numeric_limits<double>::infinity();
    for (std::size_t i = 0; i < ring.size(); ++i) {
        const double dx = ring[i].x - point.x;
        const double dy = ring[i].y - point.y;
        if (const double distance = dx * dx + dy * dy; distance < smallest) {
            smallest = distance;
            nearest = i;
        }
    }
    return nearest;
}

std::size_t leftmostOf(const Ring& ring)
{
    const auto isLeft = [](Point a, Point b) { return std::tie(a.x, a.y) < std::tie(b.x, b.y); };
    return static_cast<std::size_t>(std::min_element(ring.begin(), ring.end(), isLeft) - ring.begin());
}

/// An edge as a key of a map.
struct Edge {
    Point from;
    Point to;
    bool operator<(const Edge& other) const
    {
        return std::tie(from.x, from.y, to.x, to.y) <
               std::tie(other.from.x, other.from.y, other.to.x, other.to.y);
    }
};

/// For each edge i -> i + 1 the one that walks it back, when there is one; each edge is in one pair at most,
/// and pairs do not overlap.
std::vector<std::optional<std::size_t>> findSlits(const Ring& ring)
{
    const std::size_t n = ring.size();
    std::vector<std::optional<std::size_t>> partner(n);
    std::map<Edge, std::vector<std::size_t>> open;
    std::vector<std::size_t> unclosed; // edges that could begin a slit, innermost last
    for (std::size_t i = 0; i < n; ++i) {
        const Edge edge{ring[i], ring[(i + 1) % n]};
        const auto back = open.find({edge.to, edge.from});
        if (back != open.end() && !back->second.empty()) {
            const std::size_t first = back->second.back();
            // What has begun inside and was not walked back there lies within the loop that now closes.
            while (!unclosed.empty() && unclosed.back() > first) {
                const std::size_t inner = unclosed.back();
                auto& same = open[{ring[inner], ring[(inner + 1) % n]}];
                std::erase(same, inner);
                unclosed.pop_back();
            }
            back->second.pop_back();
            unclosed.pop_back();
            partner[first] = i;
            continue;
        }
        open[edge].push_back(i);
        unclosed.push_back(i);
    }
    return partner;
}

/// The loops that the ring falls into when its slits are taken out; the first begins where the ring does.
std::vector<Ring> splitAt(const Ring& ring, const std::vector<std::optional<std::size_t>>& partner)
{
    std::vector<Ring> loops(1);
    std::vector<std::pair<std::size_t, std::size_t>> stack; // the loop to go back to, and after which edge
    std::size_t current = 0;
    for (std::size_t i = 0; i < ring.size(); ++i) {
        loops[current].push_back(ring[i]);
        if (partner[i]) {
            stack.emplace_back(current, *partner[i]);
            loops.emplace_back();
            current = loops.size() - 1;
        } else if (!stack.empty() && stack.back().second == i) {
            loops[current].pop_back(); // the loop's first point again
            current = stack.back().first;
            stack.pop_back();
            loops[current].pop_back(); // comes again at the end of the slit
        }
    }
    return loops;
}

/// The other loops around each loop, the smallest first.
std::vector<std::vector<std::size_t>> loopsAround(const std::vector<Ring>& loops)
{
    std::vector<double> areas;
    std::vector<annotation::Box> boxes;
    for (const auto& loop : loops) {
        areas.push_back(std::abs(annotation::signedArea(loop)));
        boxes.push_back(annotation::boundingBox(loop));
    }
    std::vector<std::vector<std::size_t>> around(loops.size());
    for (std::size_t i = 0; i < loops.size(); ++i) {
        // No corner, where loops may touch.
        const Point middle = {(loops[i][0].x + loops[i][1].x) / 2, (loops[i][0].y + loops[i][1].y) / 2};
        for (std::size_t j = 0; j < loops.size(); ++j) {
            const bool isBoxAround = boxes[j].left <= middle.x && middle.x <= boxes[j].right &&
                                     boxes[j].top <= middle.y && middle.y <= boxes[j].bottom;
            if (isBoxAround && areas[j] > areas[i] && annotation::contains({loops[j], {}}, middle)) {
                around[i].push_back(j);
            }
        }
        std::sort(around[i].begin(), around[i].end(),
                  [&](std::size_t a, std::size_t b) { return areas[a] < areas[b]; });
    }
    return around;
}

} // namespace

Ring cutOpen(const Polygon& polygon)
{
    Ring ring = polygon.outer;
    std::vector<const Ring*> holes;
    for (const auto& hole : polygon.holes) {
        if (hole.size() >= 3) {
            holes.push_back(&hole);
        }
    }
    std::stable_sort(holes.begin(), holes.end(), [](const Ring* a, const Ring* b) {
        return (*a)[leftmostOf(*a)].x < (*b)[leftmostOf(*b)].x;
    });
    for (const auto* hole : holes) {
        const std::size_t start = leftmostOf(*hole);
        const std::size_t anchor = nearestTo(ring, (*hole)[start]);
        Ring detour;
        for (std::size_t i = 0; i <= hole->size(); ++i) {
            detour.push_back((*hole)[(start + i) % hole->size()]);
        }
        detour.push_back(ring[anchor]);
        ring.insert(ring.begin() + static_cast<std::ptrdiff_t>(anchor) + 1, detour.begin(), detour.end());
    }
    return ring;
}

std::vector<Polygon> closeSlits(const Ring& ring)
{
    const auto partner = findSlits(ring);
    if (std::none_of(partner.begin(), partner.end(), [](const auto& pair) { return pair.has_value(); })) {
        return {{ring, {}}};
    }
    auto loops = splitAt(ring, partner);
    std::erase_if(loops, [](const Ring& loop) { return loop.size() < 3; });
    const auto around = loopsAround(loops);
    std::vector<Polygon> polygons;
    std::vector<std::size_t> polygonOf(loops.size());
    for (std::size_t i = 0; i < loops.size(); ++i) {
        if (around[i].size() % 2 == 0) {
            polygonOf[i] = polygons.size();
            polygons.push_back({loops[i], {}});
        }
    }
    for (std::size_t i = 0; i < loops.size(); ++i) {
        if (around[i].size() % 2 != 0) {
            polygons[polygonOf[around[i].front()]].holes.push_back(loops[i]);
        }
    }
    return polygons;
}

} // namespace sorby::formats
