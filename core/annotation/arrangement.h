// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/annotation/geometry.h"
#include "core/base/progress.h"
#include "core/base/result.h"

#include <cstddef>
#include <cstdint>
#include <functional>
#include <vector>

namespace sorby::annotation {

/// Lines cut at each other into pieces that meet in their ends alone, and the faces between them: what all
/// operations with whole polygons are made of. Own code and not Boost.Geometry's overlay, because that one
/// gives up or loses parts where outlines share edges or corners, which neighbours in a micrograph do.
///
/// Where two lines cross, the new point is rounded; it is chosen so that both lines cover the same pixels cut
/// as whole. A point nearer to a line than kJoinPx is taken to be on it. All else stays where it was, bit for
/// bit.
///
/// Time: n log n and the pairs of lines that share a column and a row; two or three rounds.
class Arrangement {
  public:
    static constexpr double kJoinPx = 1e-7;

    /// Which of up to 32 layers (bits) a face is in.
    using Layers = std::uint32_t;

    /// A closed line of a layer: the pixels inside an odd number of a layer's rings are in it.
    void addRing(const Ring& ring, int layer);
    void addPolygon(const Polygon& polygon, int layer);
    /// An open line that bounds no layer but parts faces.
    void addCut(const std::vector<Point>& line);

    /// The faces for which `isWanted`, as polygons: faces that are only parted by lines of no consequence are
    /// one. Outer rings turn clockwise on the screen, holes the other way; rings meet themselves and others
    /// in points at most. A point that is no corner of any result, on what was one line, is dropped. An Error
    /// when coordinates are not finite or lie so close that rounding mixes them up, or when stopped.
    [[nodiscard]] Result<std::vector<Polygon>> faces(const std::function<bool(Layers)>& isWanted,
                                                     const JobControl& control = {}) const;

  private:
    struct Line {
        Point a;
        Point b;
        Layers layers = 0; ///< which it bounds
        bool isCut = false;
    };
    friend class ArrangementLines;

    std::vector<Line> m_lines;
};

} // namespace sorby::annotation
