// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/annotation/arrangement_lines.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <tuple>

namespace sorby::annotation {
namespace {

/// Each round mends what rounding in the one before has done; more than a few means that it does not end.
constexpr int kMostRounds = 12;
constexpr std::size_t kEdgesBetweenStops = 256;
constexpr double kMostRows = 1e6;

Box boxOf(Point a, Point b)
{
    return {std::min(a.x, b.x), std::min(a.y, b.y), std::max(a.x, b.x), std::max(a.y, b.y)};
}

/// The first pixel of the row whose centre is at the line or right of it.
double firstPixel(Point a, Point b, double y)
{
    return std::ceil(crossingX(a, b, y) - kPixelCentre);
}

/// Does the line cover the same pixels when it goes over `between`?
bool keepsPixels(Point a, Point b, Point between)
{
    const double top = std::min(a.y, b.y);
    const double bottom = std::max(a.y, b.y);
    if (between.y < top || between.y > bottom) {
        return false;
    }
    if (bottom - top > kMostRows) {
        return true; // no image is that high
    }
    for (double y = std::ceil(top - kPixelCentre) + kPixelCentre; y < bottom; y += 1) {
        if (!crossesLine(a, b, y)) {
            continue;
        }
        const bool first = crossesLine(a, between, y);
        if (first == crossesLine(between, b, y) ||
            firstPixel(a, b, y) != (first ? firstPixel(a, between, y) : firstPixel(between, b, y))) {
            return false;
        }
    }
    return true;
}

/// How large a step of the last digits is in which the crossing of these lines is uncertain.
double uncertaintyOf(Point a, Point b, Point c, Point d)
{
    double magnitude = 1;
    for (const Point point : {a, b, c, d}) {
        magnitude = std::max({magnitude, std::abs(point.x), std::abs(point.y)});
    }
    return magnitude * 0x1p-51;
}

bool isOnHalves(Point point)
{
    return std::floor(2 * point.x) == 2 * point.x && std::floor(2 * point.y) == 2 * point.y;
}

/// Is the point between a and b, by the measure of kJoinPx?
bool isOnLine(Point a, Point b, Point point)
{
    const double dx = b.x - a.x;
    const double dy = b.y - a.y;
    const double squared = dx * dx + dy * dy;
    const double along = (point.x - a.x) * dx + (point.y - a.y) * dy;
    if (along <= 0 || along >= squared) {
        return false;
    }
    return std::abs(side(a, b, point)) <= Arrangement::kJoinPx * std::sqrt(squared);
}

} // namespace

ArrangementLines::ArrangementLines(const Arrangement& arrangement)
{
    std::uint32_t source = 0;
    m_sources.reserve(arrangement.m_lines.size());
    for (const auto& line : arrangement.m_lines) {
        const Vertex a = vertexAt(line.a);
        const Vertex b = vertexAt(line.b);
        if (a != b) {
            m_edges.push_back({std::min(a, b), std::max(a, b), line.layers, line.isCut, source});
        }
        m_sources.emplace_back(line.a, line.b);
        ++source;
    }
    m_given = m_points.size();
    joinEqualEdges();
}

ArrangementLines::Vertex ArrangementLines::vertexAt(Point point)
{
    constexpr double kCell = 16 * Arrangement::kJoinPx;
    const auto column = static_cast<std::int64_t>(std::floor(point.x / kCell));
    const auto row = static_cast<std::int64_t>(std::floor(point.y / kCell));
    const double inX = point.x / kCell - static_cast<double>(column);
    const double inY = point.y / kCell - static_cast<double>(row);
    // Only a point at the rim of a cell can be close to one of the next cell.
    const auto isReached = [](int step, double place) {
        return step == 0 || (step < 0 ? place < 0.1 : place > 0.9);
    };
    for (const int dy : {0, -1, 1}) {
        for (const int dx : {0, -1, 1}) {
            if (!isReached(dx, inX) || !isReached(dy, inY)) {
                continue;
            }
            const auto found = m_cells.find({column + dx, row + dy});
            if (found == m_cells.end()) {
                continue;
            }
            for (const Vertex vertex : found->second) {
                const Point other = m_points[vertex];
                if (std::hypot(other.x - point.x, other.y - point.y) <= Arrangement::kJoinPx) {
                    return vertex;
                }
            }
        }
    }
    const auto vertex = static_cast<Vertex>(m_points.size());
    m_points.push_back(point);
    m_cells[{column, row}].push_back(vertex);
    return vertex;
}

Status ArrangementLines::cut(const JobControl& control)
{
    for (int round = 0; round < kMostRounds; ++round) {
        m_splits.clear();
        if (!findSplits(control)) {
            return Error{ErrorCode::Cancelled, "stopped", {}};
        }
        if (m_splits.empty()) {
            settle();
            return {};
        }
        applySplits();
        joinEqualEdges();
    }
    return Error{
        ErrorCode::Unsupported, "the outlines run so close to each other that they cannot be told apart", {}};
}

/// Sweeps from left to right over all pairs of edges whose boxes meet.
bool ArrangementLines::findSplits(const JobControl& control)
{
    const auto boxOfEdge = [this](const Edge& edge) { return boxOf(m_points[edge.u], m_points[edge.v]); };
    std::vector<std::uint32_t> order(m_edges.size());
    std::vector<Box> boxes;
    boxes.reserve(m_edges.size());
    for (std::uint32_t i = 0; i < m_edges.size(); ++i) {
        order[i] = i;
        boxes.push_back(boxOfEdge(m_edges[i]));
    }
    std::sort(order.begin(), order.end(),
              [&](std::uint32_t s, std::uint32_t t) { return boxes[s].left < boxes[t].left; });
    std::vector<std::uint32_t> active;
    std::size_t done = 0;
    for (const std::uint32_t s : order) {
        if (++done % kEdgesBetweenStops == 0 && control.stopRequested()) {
            return false;
        }
        const Box& box = boxes[s];
        std::size_t kept = 0;
        for (const std::uint32_t t : active) {
            if (boxes[t].right < box.left - Arrangement::kJoinPx) {
                continue;
            }
            active[kept++] = t;
            if (boxes[t].top <= box.bottom + Arrangement::kJoinPx &&
                boxes[t].bottom >= box.top - Arrangement::kJoinPx) {
                meet(s, t);
            }
        }
        active.resize(kept);
        active.push_back(s);
    }
    return true;
}

/// Notes where an end of one edge lies on the other.
bool ArrangementLines::splitAtEnds(std::uint32_t s, std::uint32_t t)
{
    bool any = false;
    const auto note = [&](std::uint32_t edge, Vertex vertex) {
        const Edge& e = m_edges[edge];
        if (vertex != e.u && vertex != e.v && isOnLine(m_points[e.u], m_points[e.v], m_points[vertex])) {
            m_splits.emplace_back(edge, vertex);
            any = true;
        }
    };
    note(s, m_edges[t].u);
    note(s, m_edges[t].v);
    note(t, m_edges[s].u);
    note(t, m_edges[s].v);
    return any;
}

void ArrangementLines::meet(std::uint32_t s, std::uint32_t t)
{
    if (splitAtEnds(s, t)) {
        return;
    }
    const Edge first = m_edges[s];
    const Edge second = m_edges[t];
    if (first.u == second.u || first.u == second.v || first.v == second.u || first.v == second.v) {
        return;
    }
    const auto apart = [](double one, double other) {
        return (one < 0 && other > 0) || (one > 0 && other < 0);
    };
    const Point a = m_points[first.u];
    const Point b = m_points[first.v];
    const Point c = m_points[second.u];
    const Point d = m_points[second.v];
    if (!apart(side(a, b, c), side(a, b, d)) || !apart(side(c, d, a), side(c, d, b))) {
        return;
    }
    const Vertex vertex = vertexAt(crossingOf(first, second));
    const auto note = [&](std::uint32_t edge) {
        if (vertex != m_edges[edge].u && vertex != m_edges[edge].v) {
            m_splits.emplace_back(edge, vertex);
        }
    };
    note(s);
    note(t);
}

/// The crossing, moved by the last digits of its coordinates where rounding would cost one of the lines a
/// pixel: one whose centre it goes through belongs to the right of it and would go to the left.
Point ArrangementLines::crossingOf(const Edge& s, const Edge& t) const
{
    const Point a = m_points[s.u];
    const Point b = m_points[s.v];
    const Point c = m_points[t.u];
    const Point d = m_points[t.v];
    const auto fromC = static_cast<long double>(side(c, d, a));
    const auto toC = static_cast<long double>(side(c, d, b));
    const long double share = fromC / (fromC - toC);
    Point point{static_cast<double>(a.x + share * (static_cast<long double>(b.x) - a.x)),
                static_cast<double>(a.y + share * (static_cast<long double>(b.y) - a.y))};
    bool freeX = true;
    bool freeY = true;
    for (const auto& [from, to] : {std::pair(a, b), std::pair(c, d)}) {
        if (from.x == to.x) {
            point.x = from.x;
            freeX = false;
        }
        if (from.y == to.y) {
            point.y = from.y;
            freeY = false;
        }
    }
    // To the left first: what a line through pixel centres must not do is to move to the right of them, and
    // so other lines through the same place fare well, too. Points on the grid of such lines are exact as
    // they are.
    constexpr std::array<int, 13> kOnGrid{0, -1, 1, -2, 2, -4, 4, -8, 8, -16, 16, -64, 64};
    constexpr std::array<int, 13> kElsewhere{-1, 0, 1, -2, 2, -4, 4, -8, 8, -16, 16, -64, 64};
    const double unit = uncertaintyOf(a, b, c, d);
    for (const int stepY : kOnGrid) {
        for (const int stepX : isOnHalves(point) ? kOnGrid : kElsewhere) {
            if ((stepX != 0 && !freeX) || (stepY != 0 && !freeY)) {
                continue;
            }
            const Point moved{point.x + stepX * unit, point.y + stepY * unit};
            if (keepsPixels(a, b, moved) && keepsPixels(c, d, moved)) {
                return moved;
            }
        }
    }
    return point;
}

void ArrangementLines::applySplits()
{
    const auto along = [this](const Split& split) {
        const Edge& edge = m_edges[split.first];
        const Point a = m_points[edge.u];
        const Point b = m_points[edge.v];
        const Point point = m_points[split.second];
        return (point.x - a.x) * (b.x - a.x) + (point.y - a.y) * (b.y - a.y);
    };
    std::sort(m_splits.begin(), m_splits.end(), [&](const Split& s, const Split& t) {
        return s.first != t.first ? s.first < t.first
                                  : std::pair(along(s), s.second) < std::pair(along(t), t.second);
    });
    m_splits.erase(std::unique(m_splits.begin(), m_splits.end()), m_splits.end());
    std::vector<Edge> pieces;
    for (auto split = m_splits.begin(); split != m_splits.end();) {
        const std::uint32_t index = split->first;
        Edge& edge = m_edges[index];
        const Edge whole = edge;
        Vertex from = whole.u;
        const auto append = [&](Vertex to) {
            if (from != to) {
                Edge piece = whole;
                piece.u = std::min(from, to);
                piece.v = std::max(from, to);
                pieces.push_back(piece);
                from = to;
            }
        };
        for (; split != m_splits.end() && split->first == index; ++split) {
            append(split->second);
        }
        append(whole.v);
        edge.v = edge.u; // dropped below
    }
    std::erase_if(m_edges, [](const Edge& edge) { return edge.u == edge.v; });
    m_edges.insert(m_edges.end(), pieces.begin(), pieces.end());
}

/// Does a piece of a line cover the pixels in its rows that the line does?
bool ArrangementLines::keepsPixelsOfSource(const Edge& edge) const
{
    const Point a = m_points[edge.u];
    const Point b = m_points[edge.v];
    const auto [from, to] = m_sources[edge.source];
    const double bottom = std::max(a.y, b.y);
    double y = std::ceil(std::min(a.y, b.y) - kPixelCentre) + kPixelCentre;
    if (bottom - y > kMostRows) {
        return true;
    }
    for (; y < bottom; y += 1) {
        if (crossesLine(a, b, y) &&
            (!crossesLine(from, to, y) || firstPixel(a, b, y) != firstPixel(from, to, y))) {
            return false;
        }
    }
    return true;
}

/// A crossing was chosen for the two lines that made it; others may go through it, too. Moves it by the last
/// digits until all of them cover their pixels.
void ArrangementLines::settle()
{
    std::vector<Vertex> wrong;
    for (const Edge& edge : m_edges) {
        if (!keepsPixelsOfSource(edge)) {
            for (const Vertex vertex : {edge.u, edge.v}) {
                if (vertex >= m_given) {
                    wrong.push_back(vertex);
                }
            }
        }
    }
    for (const Vertex vertex : wrong) {
        std::vector<Edge> around;
        std::copy_if(m_edges.begin(), m_edges.end(), std::back_inserter(around),
                     [vertex](const Edge& edge) { return edge.u == vertex || edge.v == vertex; });
        const auto countWrong = [&] {
            return std::count_if(around.begin(), around.end(),
                                 [this](const Edge& edge) { return !keepsPixelsOfSource(edge); });
        };
        const Point point = m_points[vertex];
        const double unit = uncertaintyOf(point, point, point, point);
        Point best = point;
        auto fewest = countWrong();
        for (const int stepY : {0, -1, 1, -4, 4, -16, 16, -64, 64}) {
            for (const int stepX : {0, -1, -2, -4, -8, -16, -64, 1, 4, 16, 64}) {
                m_points[vertex] = {point.x + stepX * unit, point.y + stepY * unit};
                if (const auto count = countWrong(); count < fewest) {
                    fewest = count;
                    best = m_points[vertex];
                }
            }
        }
        m_points[vertex] = best;
    }
}

/// Edges between the same vertices become one: a layer that is bounded from both sides is not bounded at all.
void ArrangementLines::joinEqualEdges()
{
    std::sort(m_edges.begin(), m_edges.end(), [](const Edge& s, const Edge& t) {
        return std::tie(s.u, s.v, s.source) < std::tie(t.u, t.v, t.source);
    });
    std::vector<Edge> joined;
    for (const Edge& edge : m_edges) {
        if (!joined.empty() && joined.back().u == edge.u && joined.back().v == edge.v) {
            joined.back().layers ^= edge.layers;
            joined.back().isCut = joined.back().isCut || edge.isCut;
        } else {
            joined.push_back(edge);
        }
    }
    std::erase_if(joined, [](const Edge& edge) { return edge.layers == 0 && !edge.isCut; });
    m_edges = std::move(joined);
}

} // namespace sorby::annotation
