// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/annotation/snapping.h"

#include "core/annotation/arrangement.h"
#include "core/annotation/picking.h"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <limits>
#include <optional>
#include <utility>

namespace sorby::annotation {
namespace {

/// How densely the outline is asked for its distance; longer ones are asked at as many places only.
constexpr double kStepPx = 1;
constexpr double kMostSamples = 20'000;
constexpr int kHalvings = 5; ///< of the distance between two samples
/// Nearer than this the outline lies on the neighbour's.
constexpr double kTouchingPx = 1e-6;
/// So far a filling reaches into the neighbour, from which it is cut off again: so the border is the
/// neighbour's own edge and not a rounded copy of it.
constexpr double kOverlapPx = 1e-3;
/// The neighbour's outline is followed around corners of up to so many distances; where it goes farther
/// astray (a bay, another neighbour), the filling goes straight across.
constexpr double kLongestDetour = 2;

using RingList = std::vector<const Ring*>;

/// The place on the neighbours' outlines that is nearest to a place on the polygon's.
struct Foot {
    double distance = std::numeric_limits<double>::infinity();
    std::size_t ring = 0;
    std::size_t edge = 0;
    double share = 0; ///< of the edge, from its first point on
    Point place;

    [[nodiscard]] bool isAtPoint() const { return share <= 0 || share >= 1; }
};

/// A place on the outline of the polygon.
struct Sample {
    Point place;
    Foot foot;
};

double distanceBetween(Point a, Point b)
{
    return std::hypot(b.x - a.x, b.y - a.y);
}

/// The edges of the neighbours that lie near enough to matter.
class Borders {
  public:
    Borders(std::span<const Polygon> neighbours, const Box& box, double distance)
    {
        for (const Polygon& polygon : neighbours) {
            for (std::size_t ring = 0; ring <= polygon.holes.size(); ++ring) {
                add(ringOf(polygon, ring), box, distance);
            }
        }
    }

    [[nodiscard]] const RingList& rings() const { return m_rings; }

    [[nodiscard]] Foot nearest(Point place) const
    {
        Foot best;
        for (const Edge& edge : m_edges) {
            const double dx = edge.b.x - edge.a.x;
            const double dy = edge.b.y - edge.a.y;
            const double squared = dx * dx + dy * dy;
            const double along = (place.x - edge.a.x) * dx + (place.y - edge.a.y) * dy;
            const double share = squared > 0 ? std::clamp(along / squared, 0.0, 1.0) : 0;
            Point foot{edge.a.x + share * dx, edge.a.y + share * dy};
            if (share >= 1) {
                foot = edge.b;
            }
            const double distance = distanceBetween(foot, place);
            if (distance < best.distance) {
                best = {distance, edge.ring, edge.index, share, foot};
            }
        }
        return best;
    }

  private:
    struct Edge {
        Point a;
        Point b;
        std::size_t ring = 0;
        std::size_t index = 0;
    };

    void add(const Ring& ring, const Box& box, double distance)
    {
        for (std::size_t i = 0; i < ring.size(); ++i) {
            const Point a = ring[i];
            const Point b = ring[(i + 1) % ring.size()];
            if (std::max(a.x, b.x) >= box.left - distance && std::min(a.x, b.x) <= box.right + distance &&
                std::max(a.y, b.y) >= box.top - distance && std::min(a.y, b.y) <= box.bottom + distance) {
                m_edges.push_back({a, b, m_rings.size(), i});
            }
        }
        m_rings.push_back(&ring);
    }

    RingList m_rings;
    std::vector<Edge> m_edges;
};

/// What lies between a stretch of the outline and the neighbours.
class Filler {
  public:
    Filler(const Borders& borders, double distance) : m_borders(borders), m_distance(distance) {}

    /// The fillings along one ring of the polygon: one for each piece between two samples.
    void addAlong(const Ring& ring, Polygons& fillings) const
    {
        const auto samples = samplesOf(ring);
        for (std::size_t i = 0; i < samples.size(); ++i) {
            const Sample& from = samples[i];
            const Sample& to = samples[(i + 1) % samples.size()];
            if (!isNear(from) || !isNear(to) || (isTouching(from) && isTouching(to))) {
                continue;
            }
            Ring outline{from.place, to.place};
            appendFoot(to, outline);
            for (const Point point : wayAlongBorder(to.foot, from.foot).value_or(std::vector<Point>())) {
                append(point, outline);
            }
            appendFoot(from, outline);
            fillings.push_back({std::move(outline), {}});
        }
    }

  private:
    [[nodiscard]] bool isNear(const Sample& sample) const { return sample.foot.distance <= m_distance; }
    static bool isTouching(const Sample& sample) { return sample.foot.distance <= kTouchingPx; }

    [[nodiscard]] Sample sampleAt(Point place) const { return {place, m_borders.nearest(place)}; }

    [[nodiscard]] std::vector<Sample> samplesOf(const Ring& ring) const
    {
        const double step = std::max(std::min(kStepPx, m_distance / 2), lengthOf(ring) / kMostSamples);
        std::vector<Sample> samples;
        for (std::size_t i = 0; i < ring.size(); ++i) {
            const Point a = ring[i];
            const Point b = ring[(i + 1) % ring.size()];
            const int pieces = std::max(1, static_cast<int>(std::ceil(distanceBetween(a, b) / step)));
            for (int k = 0; k < pieces; ++k) {
                const double share = static_cast<double>(k) / pieces;
                const Sample sample = sampleAt({a.x + share * (b.x - a.x), a.y + share * (b.y - a.y)});
                if (!samples.empty()) {
                    refine(Sample(samples.back()), sample, 0, samples);
                }
                samples.push_back(sample);
            }
        }
        if (!samples.empty()) {
            refine(Sample(samples.back()), Sample(samples.front()), 0, samples);
        }
        return samples;
    }

    /// Where a gap becomes too wide, or the nearest place jumps, more samples say where exactly.
    void refine(const Sample& from, const Sample& to, int depth, std::vector<Sample>& samples) const
    {
        const bool isClear =
            isNear(from) == isNear(to) && (!isNear(from) || (isTouching(from) && isTouching(to)) ||
                                           wayAlongBorder(from.foot, to.foot).has_value());
        if (isClear || depth == kHalvings) {
            return;
        }
        const Sample middle = sampleAt({(from.place.x + to.place.x) / 2, (from.place.y + to.place.y) / 2});
        refine(from, middle, depth + 1, samples);
        samples.push_back(middle);
        refine(middle, to, depth + 1, samples);
    }

    static void append(Point point, Ring& outline)
    {
        if (outline.back() != point) {
            outline.push_back(point);
        }
    }

    static void appendFoot(const Sample& sample, Ring& outline)
    {
        const Foot& foot = sample.foot;
        if (foot.isAtPoint() || foot.distance <= kTouchingPx) {
            append(foot.distance <= kTouchingPx ? sample.place : foot.place, outline);
            return;
        }
        const double further = kOverlapPx / foot.distance;
        append({foot.place.x + further * (foot.place.x - sample.place.x),
                foot.place.y + further * (foot.place.y - sample.place.y)},
               outline);
    }

    /// The points of the neighbour's ring between two feet, the shorter way round. Nothing when they are on
    /// different rings or the way is too long.
    [[nodiscard]] std::optional<std::vector<Point>> wayAlongBorder(const Foot& from, const Foot& to) const
    {
        if (from.ring != to.ring) {
            return {};
        }
        const Ring& ring = *m_borders.rings()[from.ring];
        const double longest = kLongestDetour * m_distance + kStepPx;
        auto forward = wayBetween(ring, from, to, longest);
        auto backward = wayBetween(ring, to, from, longest);
        if (forward && (!backward || forward->length <= backward->length)) {
            return std::move(forward->points);
        }
        if (!backward) {
            return {};
        }
        std::reverse(backward->points.begin(), backward->points.end());
        return std::move(backward->points);
    }

    struct Way {
        double length = 0;
        std::vector<Point> points;
    };

    /// In the direction of the ring.
    static std::optional<Way> wayBetween(const Ring& ring, const Foot& from, const Foot& to, double longest)
    {
        Way way;
        if (from.edge == to.edge && from.share <= to.share) {
            way.length = distanceBetween(from.place, to.place);
            return way.length <= longest ? std::optional(way) : std::nullopt;
        }
        Point last = from.place;
        std::size_t edge = from.edge;
        do {
            edge = (edge + 1) % ring.size();
            way.length += distanceBetween(last, ring[edge]);
            if (way.length > longest || way.points.size() > ring.size()) {
                return {};
            }
            last = ring[edge];
            way.points.push_back(last);
        } while (edge != to.edge);
        way.length += distanceBetween(last, to.place);
        return way.length <= longest ? std::optional(way) : std::nullopt;
    }

    const Borders& m_borders;
    double m_distance;
};

Polygons nearNeighbours(const Polygon& polygon, std::span<const Polygon> neighbours, double distance)
{
    const Box box = boundingBox(polygon);
    Polygons near;
    std::copy_if(neighbours.begin(), neighbours.end(), std::back_inserter(near), [&](const Polygon& other) {
        const Box own = boundingBox(other);
        return !own.isEmpty() && own.left <= box.right + distance && own.right >= box.left - distance &&
               own.top <= box.bottom + distance && own.bottom >= box.top - distance;
    });
    return near;
}

/// All in one arrangement: fillings that overlap come one soon after the other, and so are in different
/// layers.
Result<Polygons> withFillings(const Polygons& pieces, const Polygons& fillings, const JobControl& control)
{
    Arrangement arrangement;
    for (const Polygon& piece : pieces) {
        arrangement.addPolygon(piece, 0);
    }
    for (std::size_t i = 0; i < fillings.size(); ++i) {
        arrangement.addPolygon(fillings[i], 1 + static_cast<int>(i % 31));
    }
    return arrangement.faces([](Arrangement::Layers layers) { return layers != 0; }, control);
}

} // namespace

Result<Polygons> snapped(const Polygon& polygon, std::span<const Polygon> neighbours, double distancePx,
                         const JobControl& control)
{
    const double distance = distancePx > 0 ? distancePx : 0;
    const Polygons near = nearNeighbours(polygon, neighbours, distance);
    auto clipped = difference(polygon, near, control);
    if (!clipped || near.empty() || distance <= 0) {
        return clipped;
    }
    const Borders borders(near, boundingBox(polygon), distance);
    const Filler filler(borders, distance);
    Polygons fillings;
    for (const Polygon& piece : *clipped) {
        for (std::size_t ring = 0; ring <= piece.holes.size(); ++ring) {
            if (control.stopRequested()) {
                return Error{ErrorCode::Cancelled, "stopped", {}};
            }
            filler.addAlong(ringOf(piece, ring), fillings);
        }
    }
    const auto filled = withFillings(*clipped, fillings, control);
    if (!filled) {
        return filled;
    }
    Polygons result;
    for (const Polygon& piece : *filled) {
        auto left = difference(piece, near, control);
        if (!left) {
            return left;
        }
        result.insert(result.end(), left->begin(), left->end());
    }
    std::stable_sort(result.begin(), result.end(),
                     [](const Polygon& a, const Polygon& b) { return area(a) > area(b); });
    return result;
}

} // namespace sorby::annotation
