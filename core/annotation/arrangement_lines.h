// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/annotation/arrangement.h"

#include <cstdint>
#include <map>
#include <utility>
#include <vector>

/// The first half of an arrangement: lines to edges that meet in their ends alone. Private to arrangement.
namespace sorby::annotation {

class ArrangementLines {
  public:
    using Vertex = std::uint32_t;

    /// From vertex u to vertex v, u below v.
    struct Edge {
        Vertex u = 0;
        Vertex v = 0;
        Arrangement::Layers layers = 0; ///< which it bounds
        bool isCut = false;
        std::uint32_t source = 0; ///< the line it is a piece of (the first of several)
    };

    explicit ArrangementLines(const Arrangement& arrangement);
    /// Cuts until nothing crosses any more.
    [[nodiscard]] Status cut(const JobControl& control);

    [[nodiscard]] const std::vector<Point>& points() const { return m_points; }
    [[nodiscard]] const std::vector<Edge>& edges() const { return m_edges; }

  private:
    using Split = std::pair<std::uint32_t, Vertex>; ///< edge, and the vertex on it

    [[nodiscard]] Vertex vertexAt(Point point);
    void meet(std::uint32_t s, std::uint32_t t);
    bool splitAtEnds(std::uint32_t s, std::uint32_t t);
    [[nodiscard]] Point crossingOf(const Edge& s, const Edge& t) const;
    [[nodiscard]] bool findSplits(const JobControl& control);
    void applySplits();
    void joinEqualEdges();
    void settle();
    [[nodiscard]] bool keepsPixelsOfSource(const Edge& edge) const;

    /// The lines that came in, as their ends, and how many vertices those are.
    std::vector<std::pair<Point, Point>> m_sources;
    std::size_t m_given = 0;
    std::vector<Point> m_points;
    /// Vertices by cells of a fine grid, so that points closer than kJoinPx become one.
    std::map<std::pair<std::int64_t, std::int64_t>, std::vector<Vertex>> m_cells;
    std::vector<Edge> m_edges;
    std::vector<Split> m_splits;
};

} // namespace sorby::annotation
