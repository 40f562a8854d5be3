// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/imaging/raster_rules/ring_mask.h"

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <vector>

namespace sorby::imaging {
namespace {

using annotation::Point;
using annotation::Ring;

/// The tool walks along the outline in fifths of a pixel.
constexpr std::int64_t kFifths = 5;
/// Where the walk passes the middle of a column: from this fifth of it to the next.
constexpr std::int64_t kMiddleFifth = 2;

/// A point in fifths of a pixel.
struct FifthsPoint {
    std::int64_t x = 0;
    std::int64_t y = 0;
};

/// Where the outline passes the middle of a column, and the first row below it.
struct Passage {
    int column = 0;
    int row = 0;
};

/// Rounded towards zero after half is added: so the tool does, and so negative numbers come out one higher.
std::int64_t rounded(double value)
{
    return static_cast<std::int64_t>(value + 0.5);
}

std::int64_t inFifths(double coordinate)
{
    constexpr double kLimit = 1e12; // far beyond any image, and all differences are still exact
    return rounded(std::clamp(kFifths * coordinate, -kLimit, kLimit));
}

/// The outline between two corners, one step a fifth along its longer direction.
class Walk {
  public:
    Walk(FifthsPoint a, FifthsPoint b)
        : m_flat(std::abs(b.x - a.x) >= std::abs(b.y - a.y)), m_from(a), m_to(b)
    {
        // Always walked in the direction of the longer side, so that neighbours agree on the line between
        // them.
        if (m_flat ? a.x > b.x : a.y > b.y) {
            std::swap(m_from, m_to);
        }
        const auto dx = static_cast<double>(m_to.x - m_from.x);
        const auto dy = static_cast<double>(m_to.y - m_from.y);
        m_slope = m_flat ? dy / dx : dx / dy;
    }

    /// The higher (smaller) y of the two steps between which the walk passes from `fifth` to the next.
    [[nodiscard]] std::int64_t passedAt(std::int64_t fifth) const
    {
        if (m_flat) {
            const std::int64_t step = fifth - m_from.x;
            return std::min(across(m_from.y, step), across(m_from.y, step + 1));
        }
        // The last step before the passage: the walk goes one way only, so it can be bisected.
        const bool rising = m_to.x > m_from.x;
        std::int64_t before = 0;
        std::int64_t after = m_to.y - m_from.y;
        while (after - before > 1) {
            const std::int64_t step = before + (after - before) / 2;
            const bool beyond = across(m_from.x, step) > fifth;
            (beyond == rising ? after : before) = step;
        }
        return m_from.y + before;
    }

  private:
    [[nodiscard]] std::int64_t across(std::int64_t start, std::int64_t step) const
    {
        return rounded(static_cast<double>(start) + m_slope * static_cast<double>(step));
    }

    bool m_flat;
    FifthsPoint m_from;
    FifthsPoint m_to;
    double m_slope = 0;
};

int firstRowBelow(std::int64_t y, int height)
{
    const double row = (static_cast<double>(y) + 0.5) / static_cast<double>(kFifths) - 0.5;
    return static_cast<int>(std::ceil(std::clamp(row, 0.0, static_cast<double>(height))));
}

/// The first column whose middle is not left of `x`, a number of fifths.
std::int64_t firstColumn(std::int64_t x)
{
    const std::int64_t fifths = std::max<std::int64_t>(x - kMiddleFifth, 0);
    return (fifths + kFifths - 1) / kFifths;
}

void appendPassages(FifthsPoint a, FifthsPoint b, Size image, std::vector<Passage>& passages)
{
    const std::int64_t end = std::min<std::int64_t>(firstColumn(std::max(a.x, b.x)), image.width);
    std::int64_t column = firstColumn(std::min(a.x, b.x));
    if (column >= end) {
        return;
    }
    for (const Walk walk(a, b); column < end; ++column) {
        const std::int64_t y = walk.passedAt(column * kFifths + kMiddleFifth);
        passages.push_back({static_cast<int>(column), firstRowBelow(y, image.height)});
    }
}

} // namespace

RingMask cocoMask(const Ring& ring, Size image)
{
    std::vector<FifthsPoint> corners;
    corners.reserve(ring.size());
    for (const Point point : ring) {
        corners.push_back({inFifths(point.x), inFifths(point.y)});
    }
    std::vector<Passage> passages;
    FifthsPoint previous = corners.back();
    for (const FifthsPoint corner : corners) {
        appendPassages(previous, corner, image, passages);
        previous = corner;
    }
    if (passages.empty()) {
        return {};
    }
    const auto [left, right] = std::minmax_element(passages.begin(), passages.end(),
                                                   [](Passage a, Passage b) { return a.column < b.column; });
    const auto [top, bottom] = std::minmax_element(passages.begin(), passages.end(),
                                                   [](Passage a, Passage b) { return a.row < b.row; });
    RingMask mask = emptyMask(left->column, top->row, right->column, bottom->row - 1, image);
    if (mask.window.isEmpty()) {
        return {};
    }
    // Each passage turns the rest of its column from outside to inside or back. A closed outline has an even
    // number of them in a column, so none goes on below the last.
    for (const Passage passage : passages) {
        if (passage.row < bottom->row) {
            mask.pixels.at(passage.column - mask.window.x, passage.row - mask.window.y) ^= 1;
        }
    }
    for (int y = 1; y < mask.window.height; ++y) {
        const auto above = mask.pixels.row(y - 1);
        const auto row = mask.pixels.row(y);
        for (std::size_t x = 0; x < row.size(); ++x) {
            row[x] ^= above[x];
        }
    }
    return mask;
}

} // namespace sorby::imaging
