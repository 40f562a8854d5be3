// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/imaging/raster_rules/ring_mask.h"
#include "core/imaging/rasterizer.h"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <utility>
#include <vector>

namespace sorby::imaging {
namespace {

using annotation::Point;
using annotation::Ring;

struct PilCorner {
    int x = 0;
    int y = 0;
};

/// Pillow cuts the decimals off. What no image reaches may be moved, so that no sum or difference overflows.
PilCorner cornerOf(Point point)
{
    constexpr double kLimit = 1e9;
    return {static_cast<int>(std::clamp(point.x, -kLimit, kLimit)),
            static_cast<int>(std::clamp(point.y, -kLimit, kLimit))};
}

/// An edge that is not horizontal. Pillow keeps where it crosses a row in single precision, and so must this:
/// every rounding shows in some pixel.
struct PilEdge {
    PilEdge(PilCorner a, PilCorner b)
        : start(a),
          top(std::min(a.y, b.y)),
          bottom(std::max(a.y, b.y)),
          slope(static_cast<float>(b.x - a.x) / static_cast<float>(b.y - a.y))
    {}
    [[nodiscard]] float at(int row) const
    {
        return static_cast<float>(row - start.y) * slope + static_cast<float>(start.x);
    }

    PilCorner start;
    int top;     ///< the first row
    int bottom;  ///< the last row, which is the edge's as well
    float slope; ///< columns per row
};

/// Do both edges lean to one side and both begin, or both end, at the same place of this row?
bool makeTip(const PilEdge& a, const PilEdge& b, int row)
{
    const bool oneSide = a.slope > 0 ? b.slope > 0 : b.slope < 0;
    const bool bothEnd = (row == a.top && row == b.top) || (row == a.bottom && row == b.bottom);
    return oneSide && bothEnd && a.at(row) == b.at(row);
}

/// How far the tip reaches to meet the pixels of the row beside it.
float reachOfTip(const PilEdge& a, const PilEdge& b, int row, int lastRow)
{
    const int neighbour = row == lastRow ? row - 1 : row + 1;
    const float lower = std::min(a.at(neighbour), b.at(neighbour));
    const float upper = std::max(a.at(neighbour), b.at(neighbour));
    if (a.slope > 0) {
        return row == a.bottom ? upper + 1 : lower;
    }
    return row == a.bottom ? lower - 1 : upper + 1;
}

class Scan {
  public:
    Scan(const Ring& ring, Size image) : m_image(image)
    {
        // In the ring's own order, the closing edge last: which of two edges comes first makes a difference.
        PilCorner from = cornerOf(ring.front());
        m_lastRow = from.y;
        for (std::size_t i = 1; i <= ring.size(); ++i) {
            const PilCorner to = cornerOf(ring[i % ring.size()]);
            m_lastRow = std::max(m_lastRow, to.y);
            if (from.y != to.y) {
                m_edges.emplace_back(from, to);
            } else {
                addRun(from.y, std::min(from.x, to.x), std::max(from.x, to.x));
            }
            from = to;
        }
        m_lastRow = std::min(m_lastRow, image.height);
        scanRows();
    }

    [[nodiscard]] const std::vector<Span>& runs() const { return m_runs; }

  private:
    void scanRows()
    {
        std::vector<std::size_t> byTop(m_edges.size());
        for (std::size_t i = 0; i < byTop.size(); ++i) {
            byTop[i] = i;
        }
        std::sort(byTop.begin(), byTop.end(),
                  [this](std::size_t a, std::size_t b) { return m_edges[a].top < m_edges[b].top; });
        auto next = byTop.cbegin();
        for (int row = 0; row < m_image.height && (next != byTop.cend() || !m_active.empty()); ++row) {
            if (m_active.empty()) {
                row = std::max(row, m_edges[*next].top);
                if (row >= m_image.height) {
                    break;
                }
            }
            std::erase_if(m_active, [&](std::size_t edge) { return m_edges[edge].bottom < row; });
            const auto old = m_active.size();
            for (; next != byTop.cend() && m_edges[*next].top <= row; ++next) {
                if (m_edges[*next].bottom >= row) {
                    m_active.push_back(*next);
                }
            }
            if (m_active.size() > old) {
                std::sort(m_active.begin(), m_active.end());
            }
            findCrossings(row);
            std::sort(m_crossings.begin(), m_crossings.end());
            for (std::size_t i = 1; i < m_crossings.size(); i += 2) {
                addRun(row, m_crossings[i - 1], m_crossings[i]);
            }
        }
    }

    /// Where the active edges cross the row, in the order of the edges.
    void findCrossings(int row)
    {
        m_crossings.clear();
        for (auto it = m_active.cbegin(); it != m_active.cend(); ++it) {
            const PilEdge& edge = m_edges[*it];
            const float x = edge.at(row);
            m_crossings.push_back(x);
            if (row == edge.bottom && row < m_lastRow) {
                m_crossings.push_back(x); // the row is the next edge's, too
            } else if (edge.slope != 0 && std::round(x) == x) {
                const auto other = std::find_if(m_active.cbegin(), it, [&](std::size_t earlier) {
                    return makeTip(edge, m_edges[earlier], row);
                });
                // Pillow moves the crossing that has the number of the other edge among all edges, whichever
                // edge made that crossing. Of no use, but it is what it paints.
                if (other != it && *other < m_crossings.size()) {
                    m_crossings[*other] = reachOfTip(edge, m_edges[*other], row, m_lastRow);
                }
            }
        }
    }

    void addRun(int row, int first, int last)
    {
        if (row >= 0 && row < m_image.height) {
            const Span run{row, std::max(first, 0), std::min(last, m_image.width - 1) + 1};
            if (run.x0 < run.x1) {
                m_runs.push_back(run);
            }
        }
    }
    /// From the rounded place of one crossing to that of the other: halves go inwards.
    void addRun(int row, float from, float to)
    {
        const auto limit = static_cast<float>(m_image.width) + 1;
        const float left = std::clamp(from, -1.0F, limit);
        const float right = std::clamp(to, -1.0F, limit);
        // Towards zero and away from it, as Pillow does: below zero only whether pixel 0 is reached counts.
        const int first = static_cast<int>(left >= 0 ? std::floor(left + 0.5F) : -std::floor(-left + 0.5F));
        const int last = static_cast<int>(right >= 0 ? std::ceil(right - 0.5F) : -std::ceil(-right - 0.5F));
        // A run from a half to the same half has turned round and gets both pixels.
        addRun(row, std::min(first, last), std::max(first, last));
    }

    Size m_image;
    int m_lastRow = 0; ///< of the ring; at most the one below the image
    std::vector<PilEdge> m_edges;
    std::vector<std::size_t> m_active; ///< the edges that the row meets, in order
    std::vector<float> m_crossings;
    std::vector<Span> m_runs;
};

} // namespace

RingMask pilMask(const Ring& ring, Size image)
{
    const Scan scan(ring, image);
    if (scan.runs().empty()) {
        return {};
    }
    Span reach = scan.runs().front();
    int lastRow = reach.y;
    for (const Span& run : scan.runs()) {
        reach = {std::min(reach.y, run.y), std::min(reach.x0, run.x0), std::max(reach.x1, run.x1)};
        lastRow = std::max(lastRow, run.y);
    }
    RingMask mask = emptyMask(reach.x0, reach.y, reach.x1 - 1, lastRow, image);
    for (const Span& run : scan.runs()) {
        const auto row = mask.pixels.row(run.y - reach.y);
        std::fill(row.begin() + (run.x0 - reach.x0), row.begin() + (run.x1 - reach.x0), std::uint8_t{1});
    }
    return mask;
}

} // namespace sorby::imaging
