// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/annotation/simplification.h"

#include "core/annotation/polygon_boolean.h"

#include <queue>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <map>
#include <utility>

namespace sorby::annotation {
namespace {

constexpr double kLargestCoordinate = 1e9; ///< polygons beyond stay as they are

double distanceToSegment(Point a, Point b, Point point)
{
    const double dx = b.x - a.x;
    const double dy = b.y - a.y;
    const double squared = dx * dx + dy * dy;
    double share = 0;
    if (squared > 0) {
        share = std::clamp(((point.x - a.x) * dx + (point.y - a.y) * dy) / squared, 0.0, 1.0);
    }
    return std::hypot(a.x + share * dx - point.x, a.y + share * dy - point.y);
}

/// In the triangle or on its border.
bool isWithin(Point a, Point b, Point c, Point point)
{
    const double ab = side(a, b, point);
    const double bc = side(b, c, point);
    const double ca = side(c, a, point);
    return (ab >= 0 && bc >= 0 && ca >= 0) || (ab <= 0 && bc <= 0 && ca <= 0);
}

/// The points of all rings in one list, each with the next and the one before that is left.
class Simplifier {
  public:
    Simplifier(const Polygon& polygon, double tolerance) : m_tolerance(tolerance)
    {
        addRing(polygon.outer);
        for (const Ring& hole : polygon.holes) {
            addRing(hole);
        }
        chooseCells();
        for (std::size_t i = 0; i < m_points.size(); ++i) {
            m_cells[cellOf(m_points[i])].push_back(i);
        }
    }

    void run()
    {
        for (std::size_t i = 0; i < m_points.size(); ++i) {
            consider(i);
        }
        while (!m_queue.empty()) {
            const Candidate candidate = m_queue.top();
            m_queue.pop();
            const std::size_t i = candidate.index;
            if (m_isGone[i] || candidate.version != m_version[i] || m_left[m_ring[i]] <= 3 || isInTheWay(i)) {
                continue;
            }
            remove(i);
        }
    }

    [[nodiscard]] Ring ring(std::size_t number) const
    {
        Ring result;
        for (std::size_t i = m_first[number]; i < m_first[number + 1]; ++i) {
            if (!m_isGone[i]) {
                result.push_back(m_points[i]);
            }
        }
        return result;
    }

  private:
    struct Candidate {
        double deviation = 0;
        std::size_t index = 0;
        std::uint32_t version = 0; ///< of what was known of the neighbours
        bool operator<(const Candidate& other) const
        {
            return std::pair(deviation, index) > std::pair(other.deviation, other.index);
        }
    };
    using Cell = std::pair<std::int64_t, std::int64_t>;

    void addRing(const Ring& ring)
    {
        const std::size_t first = m_points.size();
        const std::size_t count = ring.size();
        for (std::size_t i = 0; i < count; ++i) {
            m_points.push_back(ring[i]);
            m_next.push_back(first + (i + 1) % count);
            m_before.push_back(first + (i + count - 1) % count);
            m_ring.push_back(m_left.size());
        }
        m_left.push_back(count);
        m_first.push_back(m_points.size());
        m_isGone.resize(m_points.size(), false);
        m_version.resize(m_points.size(), 0);
    }

    /// Some points in each cell on average.
    void chooseCells()
    {
        double length = 0;
        for (std::size_t i = 0; i < m_points.size(); ++i) {
            const Point a = m_points[i];
            const Point b = m_points[m_next[i]];
            length += std::hypot(b.x - a.x, b.y - a.y);
        }
        const double mean = m_points.empty() ? 1 : length / static_cast<double>(m_points.size());
        m_cell = std::max({4 * mean, 2 * m_tolerance, 1e-3});
    }

    [[nodiscard]] Cell cellOf(Point point) const
    {
        return {static_cast<std::int64_t>(std::floor(point.x / m_cell)),
                static_cast<std::int64_t>(std::floor(point.y / m_cell))};
    }

    /// Notes what it would cost to drop the point now, if that is allowed at all.
    void consider(std::size_t i)
    {
        ++m_version[i];
        const std::size_t from = m_before[i];
        const std::size_t to = m_next[i];
        if (m_left[m_ring[i]] <= 3 || from == to) {
            return;
        }
        double deviation = 0;
        const std::size_t first = m_first[m_ring[i]];
        const std::size_t end = m_first[m_ring[i] + 1];
        for (std::size_t k = from + 1 == end ? first : from + 1; k != to; k = k + 1 == end ? first : k + 1) {
            deviation = std::max(deviation, distanceToSegment(m_points[from], m_points[to], m_points[k]));
            if (deviation > m_tolerance) {
                return;
            }
        }
        m_queue.push({deviation, i, m_version[i]});
    }

    /// Is there another point in the triangle that the outline would lose or win? Then it would cross.
    [[nodiscard]] bool isInTheWay(std::size_t i) const
    {
        const std::size_t from = m_before[i];
        const std::size_t to = m_next[i];
        const Point a = m_points[from];
        const Point b = m_points[i];
        const Point c = m_points[to];
        if (a == c) {
            return true;
        }
        const Cell low = cellOf({std::min({a.x, b.x, c.x}), std::min({a.y, b.y, c.y})});
        const Cell high = cellOf({std::max({a.x, b.x, c.x}), std::max({a.y, b.y, c.y})});
        for (auto column = low.first; column <= high.first; ++column) {
            for (auto row = low.second; row <= high.second; ++row) {
                const auto found = m_cells.find({column, row});
                if (found == m_cells.end()) {
                    continue;
                }
                for (const std::size_t k : found->second) {
                    if (k != from && k != i && k != to && !m_isGone[k] && isWithin(a, b, c, m_points[k])) {
                        return true;
                    }
                }
            }
        }
        return false;
    }

    void remove(std::size_t i)
    {
        m_isGone[i] = true;
        --m_left[m_ring[i]];
        m_next[m_before[i]] = m_next[i];
        m_before[m_next[i]] = m_before[i];
        consider(m_before[i]);
        consider(m_next[i]);
    }

    double m_tolerance;
    double m_cell = 1;
    std::vector<Point> m_points;
    std::vector<std::size_t> m_next;
    std::vector<std::size_t> m_before;
    std::vector<std::size_t> m_ring;
    std::vector<std::size_t> m_left;     ///< points of each ring
    std::vector<std::size_t> m_first{0}; ///< of each ring, and the end
    std::vector<bool> m_isGone;
    std::vector<std::uint32_t> m_version;
    std::map<Cell, std::vector<std::size_t>> m_cells;
    std::priority_queue<Candidate> m_queue;
};

} // namespace

Polygon simplified(const Polygon& polygon, double tolerancePx)
{
    const auto isPlace = [](Point point) {
        return std::abs(point.x) <= kLargestCoordinate && std::abs(point.y) <= kLargestCoordinate;
    };
    const auto isUsable = [&](const Ring& ring) { return std::all_of(ring.begin(), ring.end(), isPlace); };
    if (!(tolerancePx > 0) || !isUsable(polygon.outer) ||
        !std::all_of(polygon.holes.begin(), polygon.holes.end(), isUsable)) {
        return polygon;
    }
    Simplifier simplifier(polygon, tolerancePx);
    simplifier.run();
    Polygon result{simplifier.ring(0), {}};
    for (std::size_t i = 0; i < polygon.holes.size(); ++i) {
        result.holes.push_back(simplifier.ring(i + 1));
    }
    return result;
}

std::vector<Point> thinnedLine(const std::vector<Point>& line, double tolerancePx)
{
    std::vector<Point> points;
    std::copy_if(line.begin(), line.end(), std::back_inserter(points), isFinite);
    if (points.size() < 3) {
        return points;
    }
    std::vector<bool> stays(points.size(), false);
    stays.front() = true;
    stays.back() = true;
    std::vector<std::pair<std::size_t, std::size_t>> open{{0, points.size() - 1}};
    while (!open.empty()) {
        const auto [from, to] = open.back();
        open.pop_back();
        double largest = tolerancePx;
        std::size_t farthest = to;
        for (std::size_t i = from + 1; i < to; ++i) {
            const double distance = distanceToSegment(points[from], points[to], points[i]);
            if (distance > largest) {
                largest = distance;
                farthest = i;
            }
        }
        if (farthest != to) {
            stays[farthest] = true;
            open.emplace_back(from, farthest);
            open.emplace_back(farthest, to);
        }
    }
    std::vector<Point> result;
    for (std::size_t i = 0; i < points.size(); ++i) {
        if (stays[i]) {
            result.push_back(points[i]);
        }
    }
    return result;
}

Result<Polygon> strokeToPolygon(const std::vector<Point>& trail, double tolerancePx)
{
    auto pieces = cleaned({thinnedLine(trail, tolerancePx), {}});
    if (!pieces) {
        return pieces.error();
    }
    if (pieces->empty()) {
        return Error{ErrorCode::Mismatch, "the line encloses nothing", {}};
    }
    return *std::max_element(pieces->begin(), pieces->end(),
                             [](const Polygon& a, const Polygon& b) { return area(a) < area(b); });
}

} // namespace sorby::annotation
