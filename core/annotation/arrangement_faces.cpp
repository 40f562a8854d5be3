// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/annotation/arrangement_faces.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <map>
#include <numeric>

namespace sorby::annotation {
namespace {

/// Thinner pieces are what rounding leaves of nothing: area by length of the outline, in pixels.
constexpr double kThinnestPx = 4 * Arrangement::kJoinPx;

/// In the order of the angles in (-180, 180] degrees.
bool isBefore(Point a, Point b)
{
    const auto half = [](Point point) {
        if (point.y != 0) {
            return point.y < 0 ? 0 : 2;
        }
        return point.x > 0 ? 1 : 3;
    };
    if (half(a) != half(b)) {
        return half(a) < half(b);
    }
    const long double turn = static_cast<long double>(a.x) * b.y - static_cast<long double>(a.y) * b.x;
    return turn > 0;
}

} // namespace

ArrangementFaces::ArrangementFaces(const ArrangementLines& lines)
    : m_points(lines.points()), m_edges(lines.edges())
{
    orderAround();
    findCycles();
    nestComponents();
    labelFaces();
}

Point ArrangementFaces::direction(Dart dart) const
{
    const Point from = m_points[origin(dart)];
    const Point to = m_points[origin(twin(dart))];
    return {to.x - from.x, to.y - from.y};
}

std::uint32_t ArrangementFaces::root(std::vector<std::uint32_t>& parents, std::uint32_t item)
{
    while (parents[item] != item) {
        parents[item] = parents[parents[item]];
        item = parents[item];
    }
    return item;
}

void ArrangementFaces::unite(std::vector<std::uint32_t>& parents, std::uint32_t a, std::uint32_t b)
{
    parents[root(parents, a)] = root(parents, b);
}

void ArrangementFaces::orderAround()
{
    m_first.assign(m_points.size() + 1, 0);
    const auto darts = static_cast<Dart>(2 * m_edges.size());
    for (Dart dart = 0; dart < darts; ++dart) {
        ++m_first[origin(dart) + 1];
    }
    std::partial_sum(m_first.begin(), m_first.end(), m_first.begin());
    m_around.resize(darts);
    auto free = m_first;
    for (Dart dart = 0; dart < darts; ++dart) {
        m_around[free[origin(dart)]++] = dart;
    }
    m_place.resize(darts);
    for (std::size_t vertex = 0; vertex < m_points.size(); ++vertex) {
        const auto begin = m_around.begin() + static_cast<std::ptrdiff_t>(m_first[vertex]);
        const auto end = m_around.begin() + static_cast<std::ptrdiff_t>(m_first[vertex + 1]);
        std::sort(begin, end, [this](Dart a, Dart b) { return isBefore(direction(a), direction(b)); });
    }
    for (std::size_t i = 0; i < m_around.size(); ++i) {
        m_place[m_around[i]] = i;
    }
}

void ArrangementFaces::findCycles()
{
    m_next.resize(m_around.size());
    for (Dart dart = 0; dart < m_next.size(); ++dart) {
        const Vertex end = origin(twin(dart));
        const std::size_t place = m_place[twin(dart)];
        m_next[dart] = m_around[(place == m_first[end] ? m_first[end + 1] : place) - 1];
    }
    m_cycle.assign(m_next.size(), kNone);
    std::uint32_t count = 0;
    for (Dart first = 0; first < m_next.size(); ++first) {
        if (m_cycle[first] != kNone) {
            continue;
        }
        for (Dart dart = first; m_cycle[dart] == kNone; dart = m_next[dart]) {
            m_cycle[dart] = count;
        }
        ++count;
    }
    m_outside = count;
    m_faces.resize(count + 1);
    std::iota(m_faces.begin(), m_faces.end(), 0U);
}

/// The cycle around a connected set of edges bounds the face in which the set lies.
void ArrangementFaces::nestComponents()
{
    std::vector<std::uint32_t> components(m_points.size());
    std::iota(components.begin(), components.end(), 0U);
    for (const auto& edge : m_edges) {
        unite(components, edge.u, edge.v);
    }
    std::map<std::uint32_t, Vertex> leftmost;
    for (const auto& edge : m_edges) {
        for (const Vertex vertex : {edge.u, edge.v}) {
            const auto [entry, isNew] = leftmost.try_emplace(root(components, vertex), vertex);
            const Point point = m_points[vertex];
            const Point other = m_points[entry->second];
            if (point.x < other.x || (point.x == other.x && point.y < other.y)) {
                entry->second = vertex;
            }
        }
    }
    for (const auto& [component, vertex] : leftmost) {
        // All darts of the leftmost vertex point to angles in (-90, 90] degrees: the face of the last is the
        // one outside.
        const Dart last = m_around[m_first[vertex + 1] - 1];
        unite(m_faces, m_cycle[last], cycleLeftOf(vertex));
    }
}

/// The cycle that a ray from the vertex to the left meets first.
std::uint32_t ArrangementFaces::cycleLeftOf(Vertex vertex) const
{
    const Point point = m_points[vertex];
    double nearest = -std::numeric_limits<double>::infinity();
    double slope = 0;
    std::uint32_t cycle = m_outside;
    for (std::size_t i = 0; i < m_edges.size(); ++i) {
        const Point a = m_points[m_edges[i].u];
        const Point b = m_points[m_edges[i].v];
        if (!crossesLine(a, b, point.y) || std::min(a.x, b.x) >= point.x || m_edges[i].u == vertex ||
            m_edges[i].v == vertex) {
            continue;
        }
        const double x = crossingX(a, b, point.y);
        // Edges that meet on the ray part just below it.
        const double own = (b.x - a.x) / (b.y - a.y);
        if (x <= point.x && (x > nearest || (x == nearest && own > slope))) {
            nearest = x;
            slope = own;
            const bool down = a.y < b.y;
            cycle = m_cycle[2 * i + (down ? 1 : 0)];
        }
    }
    return cycle;
}

void ArrangementFaces::labelFaces()
{
    // Darts by the face they bound, to walk from face to face.
    std::vector<std::vector<Dart>> dartsOf(m_faces.size());
    for (Dart dart = 0; dart < m_next.size(); ++dart) {
        dartsOf[faceOf(dart)].push_back(dart);
    }
    m_layers.assign(m_faces.size(), 0);
    std::vector<bool> isKnown(m_faces.size(), false);
    std::vector<std::uint32_t> open{root(m_faces, m_outside)};
    isKnown[open.front()] = true;
    while (!open.empty()) {
        const std::uint32_t face = open.back();
        open.pop_back();
        for (const Dart dart : dartsOf[face]) {
            const std::uint32_t other = faceOf(twin(dart));
            if (!isKnown[other]) {
                isKnown[other] = true;
                m_layers[other] = m_layers[face] ^ m_edges[dart / 2].layers;
                open.push_back(other);
            }
        }
    }
}

void ArrangementFaces::joinRegions(const std::function<bool(Arrangement::Layers)>& isWanted)
{
    m_isWanted.assign(m_faces.size(), false);
    for (std::uint32_t face = 0; face < m_faces.size(); ++face) {
        m_isWanted[face] =
            root(m_faces, face) == face && face != root(m_faces, m_outside) && isWanted(m_layers[face]);
    }
    m_regions.resize(m_faces.size());
    std::iota(m_regions.begin(), m_regions.end(), 0U);
    for (Dart dart = 0; dart < m_next.size(); dart += 2) {
        const std::uint32_t left = faceOf(dart);
        const std::uint32_t right = faceOf(twin(dart));
        if (!m_edges[dart / 2].isCut && m_isWanted[left] && m_isWanted[right]) {
            unite(m_regions, left, right);
        }
    }
}

/// Is the face of the dart wanted, and what lies on the other side something else?
bool ArrangementFaces::isBorder(Dart dart)
{
    const std::uint32_t face = faceOf(dart);
    const std::uint32_t other = faceOf(twin(dart));
    return m_isWanted[face] && (!m_isWanted[other] || root(m_regions, face) != root(m_regions, other));
}

Ring ArrangementFaces::ringFrom(Dart first, const std::vector<std::uint32_t>& degrees,
                                std::vector<bool>& done)
{
    std::vector<Dart> darts;
    for (Dart dart = first; !done[dart];) {
        done[dart] = true;
        darts.push_back(dart);
        dart = m_next[dart];
        while (!isBorder(dart)) {
            dart = m_next[twin(dart)];
        }
    }
    Ring ring;
    Vertex lowest = std::numeric_limits<Vertex>::max();
    std::size_t start = 0;
    for (std::size_t i = 0; i < darts.size(); ++i) {
        const Dart before = darts[(i + darts.size() - 1) % darts.size()];
        const Vertex vertex = origin(darts[i]);
        // Where nothing but one line passes, it was cut for something that is gone.
        const bool isStraight =
            degrees[vertex] == 2 && m_edges[before / 2].source == m_edges[darts[i] / 2].source;
        if (isStraight) {
            continue;
        }
        if (vertex < lowest) {
            lowest = vertex;
            start = ring.size();
        }
        ring.push_back(m_points[vertex]);
    }
    // It begins with the first of the points that came in, so that an outline which stays is the same.
    std::rotate(ring.begin(), ring.begin() + static_cast<std::ptrdiff_t>(start), ring.end());
    return ring;
}

std::vector<Polygon> ArrangementFaces::wanted(const std::function<bool(Arrangement::Layers)>& isWanted)
{
    joinRegions(isWanted);
    std::vector<std::uint32_t> degrees(m_points.size(), 0);
    for (Dart dart = 0; dart < m_next.size(); dart += 2) {
        if (isBorder(dart) || isBorder(twin(dart))) {
            ++degrees[m_edges[dart / 2].u];
            ++degrees[m_edges[dart / 2].v];
        }
    }
    struct Rings {
        std::vector<Ring> rings;
        std::size_t largest = 0;
    };
    std::vector<Rings> found;
    std::map<std::uint32_t, std::size_t> placeOf; // of a region in `found`
    std::vector<bool> done(m_next.size(), false);
    for (Dart dart = 0; dart < m_next.size(); ++dart) {
        if (done[dart] || !isBorder(dart)) {
            continue;
        }
        Ring ring = ringFrom(dart, degrees, done);
        if (ring.size() < 3 || std::abs(signedArea(ring)) < kThinnestPx * lengthOf(ring)) {
            continue;
        }
        const auto [entry, isNew] = placeOf.try_emplace(root(m_regions, faceOf(dart)), found.size());
        if (isNew) {
            found.emplace_back();
        }
        Rings& rings = found[entry->second];
        if (!rings.rings.empty() &&
            std::abs(signedArea(ring)) > std::abs(signedArea(rings.rings[rings.largest]))) {
            rings.largest = rings.rings.size();
        }
        rings.rings.push_back(std::move(ring));
    }
    std::vector<Polygon> result;
    for (Rings& rings : found) {
        Polygon polygon{std::move(rings.rings[rings.largest]), {}};
        for (std::size_t i = 0; i < rings.rings.size(); ++i) {
            if (i != rings.largest) {
                polygon.holes.push_back(std::move(rings.rings[i]));
            }
        }
        if (signedArea(polygon.outer) > 0) {
            result.push_back(std::move(polygon));
        }
    }
    return result;
}

} // namespace sorby::annotation
