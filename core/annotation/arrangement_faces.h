// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/annotation/arrangement_lines.h"

#include <cstddef>
#include <cstdint>
#include <functional>
#include <vector>

/// The second half of an arrangement: the faces between edges that meet in their ends alone. Private to
/// arrangement.
///
/// Each edge is two darts, one each way; dart 2i goes from u to v of edge i, dart 2i + 1 back. The face of a
/// dart is the one to its left where y points up, which is to its right on the screen. Faces are told by the
/// order of the darts around each vertex and never by measuring, so that the rings always close.
namespace sorby::annotation {

class ArrangementFaces {
  public:
    explicit ArrangementFaces(const ArrangementLines& lines);
    [[nodiscard]] std::vector<Polygon> wanted(const std::function<bool(Arrangement::Layers)>& isWanted);

  private:
    using Dart = std::uint32_t;
    using Vertex = ArrangementLines::Vertex;
    static constexpr Dart kNone = ~Dart{0};

    [[nodiscard]] Vertex origin(Dart dart) const
    {
        const auto& edge = m_edges[dart / 2];
        return dart % 2 == 0 ? edge.u : edge.v;
    }
    [[nodiscard]] static Dart twin(Dart dart) { return dart ^ 1U; }
    [[nodiscard]] Point direction(Dart dart) const;
    [[nodiscard]] std::uint32_t faceOf(Dart dart) { return root(m_faces, m_cycle[dart]); }
    [[nodiscard]] static std::uint32_t root(std::vector<std::uint32_t>& parents, std::uint32_t item);
    static void unite(std::vector<std::uint32_t>& parents, std::uint32_t a, std::uint32_t b);

    void orderAround();
    void findCycles();
    void nestComponents();
    [[nodiscard]] std::uint32_t cycleLeftOf(Vertex vertex) const;
    void labelFaces();
    void joinRegions(const std::function<bool(Arrangement::Layers)>& isWanted);
    [[nodiscard]] bool isBorder(Dart dart);
    [[nodiscard]] Ring ringFrom(Dart first, const std::vector<std::uint32_t>& degrees,
                                std::vector<bool>& done);

    const std::vector<Point>& m_points;
    const std::vector<ArrangementLines::Edge>& m_edges;
    std::vector<Dart> m_around;         ///< darts that start at a vertex by their angle, vertex after vertex
    std::vector<std::size_t> m_first;   ///< where those of a vertex begin
    std::vector<std::size_t> m_place;   ///< of each dart in m_around
    std::vector<Dart> m_next;           ///< along the face
    std::vector<std::uint32_t> m_cycle; ///< of each dart; the last number is the outside
    std::uint32_t m_outside = 0;
    std::vector<std::uint32_t> m_faces;        ///< cycles that bound one face are joined
    std::vector<Arrangement::Layers> m_layers; ///< of a face, by its root
    std::vector<bool> m_isWanted;              ///< by the root of a face
    std::vector<std::uint32_t> m_regions;      ///< faces of one result are joined
};

} // namespace sorby::annotation
