// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/imaging/label_fill.h"

#include "core/base/pixel_rect.h"

#include <algorithm>
#include <cstddef>

namespace sorby::imaging {
namespace {

constexpr std::size_t kSpansBetweenStops = 1 << 12;

class Filler {
  public:
    Filler(const LabelImage& labels, const PixelRect& part, Connectivity connectivity)
        : m_labels(labels),
          m_part(part),
          m_taken(part.size()),
          m_reach(connectivity == Connectivity::Eight ? 1 : 0)
    {}

    FilledRegion fill(int startX, int startY, const JobControl& control)
    {
        m_label = m_labels.at(startX, startY);
        take(startX, startY);
        for (std::size_t i = 0; i < m_region.spans.size(); ++i) {
            if (i % kSpansBetweenStops == 0 && control.stopRequested()) {
                m_region.isComplete = false;
                break;
            }
            const Span span = m_region.spans[i]; // a copy: the list grows
            for (const int y : {span.y - 1, span.y + 1}) {
                lookAlong(y, span.x0 - m_reach, span.x1 + m_reach);
            }
        }
        std::sort(m_region.spans.begin(), m_region.spans.end());
        return std::move(m_region);
    }

  private:
    [[nodiscard]] bool isFree(int x, int y) const
    {
        return m_labels.at(x, y) == m_label && m_taken.at(x - m_part.x, y - m_part.y) == 0;
    }

    void lookAlong(int y, int x0, int x1)
    {
        if (y < m_part.y || y >= m_part.y + m_part.height) {
            return;
        }
        const int end = std::min(x1, m_part.x + m_part.width);
        for (int x = std::max(x0, m_part.x); x < end; ++x) {
            if (isFree(x, y)) {
                x = take(x, y);
            }
        }
    }

    /// Takes the whole run at a pixel and gives its end.
    int take(int x, int y)
    {
        const int right = m_part.x + m_part.width;
        const int bottom = m_part.y + m_part.height;
        int x0 = x;
        while (x0 > m_part.x && isFree(x0 - 1, y)) {
            --x0;
        }
        int x1 = x + 1;
        while (x1 < right && isFree(x1, y)) {
            ++x1;
        }
        const auto row = m_taken.row(y - m_part.y);
        std::fill(row.begin() + (x0 - m_part.x), row.begin() + (x1 - m_part.x), std::uint8_t{1});
        m_region.spans.push_back({y, x0, x1});
        m_region.pixels += static_cast<std::uint64_t>(x1 - x0);
        m_region.bounds = united(m_region.bounds, {x0, y, x1 - x0, 1});
        m_region.touchesBorder =
            m_region.touchesBorder || x0 == m_part.x || x1 == right || y == m_part.y || y + 1 == bottom;
        return x1;
    }

    const LabelImage& m_labels;
    PixelRect m_part;
    Raster<std::uint8_t> m_taken;
    int m_reach;
    std::uint8_t m_label = 0;
    FilledRegion m_region;
};

} // namespace

FilledRegion regionOfLabel(const LabelImage& labels, const PixelRect& part, int x, int y,
                           Connectivity connectivity, const JobControl& control)
{
    const PixelRect clipped = clippedTo(part, labels.size());
    if (!holds(clipped, x, y)) {
        return {};
    }
    return Filler(labels, clipped, connectivity).fill(x, y, control);
}

} // namespace sorby::imaging
