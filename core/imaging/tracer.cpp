// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/imaging/tracer.h"

#include <algorithm>
#include <array>
#include <cstddef>
#include <limits>
#include <utility>

namespace sorby::imaging {
namespace {

using annotation::Point;
using annotation::Ring;

constexpr std::uint8_t kOutside = 0;

/// A copy with a frame of outside pixels, so that the neighbours of every pixel can be asked for.
class Framed {
  public:
    template <typename Normalise>
    Framed(const Raster<std::uint8_t>& source, const Normalise& normalise)
        : m_size(source.size()),
          m_stride(static_cast<std::size_t>(source.width()) + 2),
          m_values(m_stride * (static_cast<std::size_t>(source.height()) + 2), kOutside)
    {
        for (int y = 0; y < source.height(); ++y) {
            const auto row = source.row(y);
            std::transform(row.begin(), row.end(),
                           m_values.begin() + static_cast<std::ptrdiff_t>(indexOf(0, y)), normalise);
        }
    }

    [[nodiscard]] Size size() const { return m_size; }
    [[nodiscard]] std::size_t stride() const { return m_stride; }
    [[nodiscard]] std::size_t count() const { return m_values.size(); }
    [[nodiscard]] std::size_t indexOf(int x, int y) const
    {
        return (static_cast<std::size_t>(y) + 1) * m_stride + static_cast<std::size_t>(x) + 1;
    }
    [[nodiscard]] std::uint8_t operator[](std::size_t index) const { return m_values[index]; }

  private:
    Size m_size;
    std::size_t m_stride;
    std::vector<std::uint8_t> m_values;
};

/// Pixels [x0, x1) of row y that have one value and lie in one region.
struct Run {
    int y = 0;
    int x0 = 0;
    int x1 = 0;
    std::size_t parent = 0; ///< another run of the region, or the run itself where it stands for the region
};

std::size_t rootOf(std::vector<Run>& runs, std::size_t index)
{
    while (runs[index].parent != index) {
        runs[index].parent = runs[runs[index].parent].parent;
        index = runs[index].parent;
    }
    return index;
}

/// The earlier of two roots stands for both: so a region's root is its first run.
void unite(std::vector<Run>& runs, std::size_t a, std::size_t b)
{
    const std::size_t rootA = rootOf(runs, a);
    const std::size_t rootB = rootOf(runs, b);
    runs[std::max(rootA, rootB)].parent = std::min(rootA, rootB);
}

/// All runs from top to bottom and left to right, those of one 4-connected region of one value joined.
std::vector<Run> findRuns(const Framed& pixels)
{
    std::vector<Run> runs;
    std::size_t above = 0;
    for (int y = 0; y < pixels.size().height; ++y) {
        const std::size_t rowStart = runs.size();
        const std::size_t aboveEnd = rowStart;
        for (int x = 0; x < pixels.size().width;) {
            const std::size_t start = pixels.indexOf(x, y);
            const std::uint8_t value = pixels[start];
            int end = x + 1;
            while (end < pixels.size().width && pixels[start + static_cast<std::size_t>(end - x)] == value) {
                ++end;
            }
            if (value != kOutside) {
                const std::size_t index = runs.size();
                runs.push_back({y, x, end, index});
                while (above < aboveEnd && runs[above].x1 <= x) {
                    ++above;
                }
                for (std::size_t i = above; i < aboveEnd && runs[i].x0 < end; ++i) {
                    if (pixels[pixels.indexOf(runs[i].x0, y - 1)] == value) {
                        unite(runs, i, index);
                    }
                }
            }
            x = end;
        }
        above = rowStart;
    }
    return runs;
}

/// Walks along the edges between pixels with the region on the right-hand side.
class Walker {
  public:
    explicit Walker(const Framed& pixels) : m_pixels(pixels), m_topSeen(pixels.count(), 0)
    {
        const std::size_t stride = pixels.stride();
        // The pixels before a corner, by direction (right, down, left, up). A corner has the index of the
        // pixel that lies to its right and below.
        m_aheadLeft = {stride, 0, 1, stride + 1};
        m_aheadRight = {0, 1, stride + 1, stride};
    }

    /// Is the upper edge of this pixel a border that no ring has had yet?
    [[nodiscard]] bool startsRing(std::size_t pixel) const
    {
        return m_pixels[pixel - m_pixels.stride()] != m_pixels[pixel] && m_topSeen[pixel] == 0;
    }

    /// The ring that begins with the upper edge of pixel (x, y).
    Ring walk(int x, int y)
    {
        enum Direction : std::size_t { kRight, kDown, kLeft, kUp };
        static constexpr std::array<int, 4> kStepX = {1, 0, -1, 0};
        static constexpr std::array<int, 4> kStepY = {0, 1, 0, -1};
        const std::size_t start = m_pixels.indexOf(x, y);
        const std::uint8_t value = m_pixels[start];
        const std::array<std::size_t, 4> kStep = {1, m_pixels.stride(), ~std::size_t{0},
                                                  ~m_pixels.stride() + 1};
        Ring ring{{static_cast<double>(x), static_cast<double>(y)}};
        std::size_t corner = start;
        std::size_t direction = kRight;
        while (true) {
            if (direction == kRight) {
                m_topSeen[corner] = 1;
            }
            corner += kStep[direction]; // unsigned, so that steps back wrap around
            x += kStepX[direction];
            y += kStepY[direction];
            std::size_t next = direction;
            // Where two pixels of the region meet in a corner only, turning right keeps to this one.
            if (m_pixels[corner - m_aheadRight[direction]] != value) {
                next = (direction + 1) % 4;
            } else if (m_pixels[corner - m_aheadLeft[direction]] == value) {
                next = (direction + 3) % 4;
            }
            if (corner == start && next == kRight) {
                return ring;
            }
            if (next != direction) {
                ring.push_back({static_cast<double>(x), static_cast<double>(y)});
            }
            direction = next;
        }
    }

  private:
    const Framed& m_pixels;
    std::vector<std::uint8_t> m_topSeen;
    std::array<std::size_t, 4> m_aheadLeft{};
    std::array<std::size_t, 4> m_aheadRight{};
};

std::vector<TracedRegion> traceFramed(const Framed& pixels)
{
    constexpr auto kNone = std::numeric_limits<std::size_t>::max();
    std::vector<Run> runs = findRuns(pixels);
    std::vector<std::size_t> regionOfRoot(runs.size(), kNone);
    std::vector<TracedRegion> regions;
    Walker walker(pixels);
    for (std::size_t i = 0; i < runs.size(); ++i) {
        for (int x = runs[i].x0; x < runs[i].x1; ++x) {
            const std::size_t pixel = pixels.indexOf(x, runs[i].y);
            if (!walker.startsRing(pixel)) {
                continue;
            }
            Ring ring = walker.walk(x, runs[i].y);
            std::size_t& region = regionOfRoot[rootOf(runs, i)];
            if (region == kNone) { // the first edge of a region, seen from above, is on its outer ring
                region = regions.size();
                regions.push_back({pixels[pixel], {std::move(ring), {}}});
            } else {
                regions[region].polygon.holes.push_back(std::move(ring));
            }
        }
    }
    return regions;
}

} // namespace

std::vector<annotation::Polygon> trace(const Raster<std::uint8_t>& mask)
{
    const Framed pixels(mask, [](std::uint8_t value) { return value == 0 ? kOutside : std::uint8_t{1}; });
    std::vector<annotation::Polygon> polygons;
    for (TracedRegion& region : traceFramed(pixels)) {
        polygons.push_back(std::move(region.polygon));
    }
    return polygons;
}

std::vector<TracedRegion> traceClasses(const Raster<std::uint8_t>& labels)
{
    static_assert(kOutside == annotation::kMatrix);
    return traceFramed(
        Framed(labels, [](std::uint8_t value) { return value == annotation::kIgnore ? kOutside : value; }));
}

} // namespace sorby::imaging
