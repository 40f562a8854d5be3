// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/annotation/arrangement.h"

#include "core/annotation/arrangement_faces.h"
#include "core/annotation/arrangement_lines.h"

#include <cassert>
#include <cmath>

namespace sorby::annotation {
namespace {

constexpr double kLargestCoordinate = 1e8; ///< far beyond, doubles no longer resolve kJoinPx

bool isUsable(Point point)
{
    return std::abs(point.x) <= kLargestCoordinate && std::abs(point.y) <= kLargestCoordinate;
}

} // namespace

void Arrangement::addRing(const Ring& ring, int layer)
{
    assert(layer >= 0 && layer < 32);
    for (std::size_t i = 0; i < ring.size(); ++i) {
        m_lines.push_back({ring[i], ring[(i + 1) % ring.size()], Layers{1} << layer, false});
    }
}

void Arrangement::addPolygon(const Polygon& polygon, int layer)
{
    addRing(polygon.outer, layer);
    for (const Ring& hole : polygon.holes) {
        addRing(hole, layer);
    }
}

void Arrangement::addCut(const std::vector<Point>& line)
{
    for (std::size_t i = 0; i + 1 < line.size(); ++i) {
        m_lines.push_back({line[i], line[i + 1], 0, true});
    }
}

Result<std::vector<Polygon>> Arrangement::faces(const std::function<bool(Layers)>& isWanted,
                                                const JobControl& control) const
{
    for (const Line& line : m_lines) {
        if (!isUsable(line.a) || !isUsable(line.b)) { // not a number is not usable either
            return Error{
                ErrorCode::InvalidArgument, "a coordinate of an outline is not finite, or too large", {}};
        }
    }
    ArrangementLines lines(*this);
    if (const auto status = lines.cut(control); !status) {
        return status.error();
    }
    return ArrangementFaces(lines).wanted(isWanted);
}

} // namespace sorby::annotation
