// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/imaging/pillow_shapes.h"

#include "core/imaging/raster_rules/ring_mask.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdlib>
#include <limits>
#include <utility>

namespace sorby::imaging {
namespace {

using annotation::Point;
using annotation::Ring;

/// Pillow cuts the decimals off. What no image reaches may be moved.
int withoutDecimals(double coordinate)
{
    constexpr double kFarthest = 1e9;
    return static_cast<int>(std::clamp(coordinate, -kFarthest, kFarthest));
}

/// Walks along a quarter of the ellipse of the given width and height, from its end on the x axis to that on
/// the y axis, in steps of a pixel: two units, so that an even number of pixels has a centre, too.
class QuarterEllipse {
  public:
    QuarterEllipse(int width, int height)
        : m_x(width),
          m_y(height % 2),
          m_lastX(width % 2),
          m_lastY(height),
          m_squaredWidth(std::int64_t{width} * width),
          m_squaredHeight(std::int64_t{height} * height)
    {}

    [[nodiscard]] int x() const { return m_x; }
    [[nodiscard]] int y() const { return m_y; }

    /// To the next pixel, of the three that may be the one that is nearest to the ellipse; false at the end.
    bool next()
    {
        if (m_x == m_lastX && m_y == m_lastY) {
            return false;
        }
        int x = m_x;
        int y = m_y + 2;
        if (m_x > 1) {
            std::int64_t least = deviation(x, y);
            for (const auto& [otherX, otherY] : {std::pair{m_x - 2, m_y + 2}, std::pair{m_x - 2, m_y}}) {
                if (const auto other = deviation(otherX, otherY); other < least) {
                    least = other;
                    x = otherX;
                    y = otherY;
                }
            }
        }
        m_x = x;
        m_y = y;
        return true;
    }

  private:
    [[nodiscard]] std::int64_t deviation(std::int64_t x, std::int64_t y) const
    {
        return std::abs(m_squaredWidth * y * y + m_squaredHeight * x * x - m_squaredWidth * m_squaredHeight);
    }

    int m_x;
    int m_y;
    int m_lastX;
    int m_lastY;
    std::int64_t m_squaredWidth;
    std::int64_t m_squaredHeight;
};

/// Sets a row's pixels from `first` to `last`, both included, as far as the window has them.
void setRow(ShapeMask& mask, int y, int first, int last)
{
    const auto& window = mask.window;
    const int from = std::max(first, window.x);
    const int to = std::min(last, window.x + window.width - 1);
    if (y < window.y || y >= window.y + window.height || from > to) {
        return;
    }
    const auto row = mask.pixels.row(y - window.y);
    std::fill(row.begin() + (from - window.x), row.begin() + (to - window.x) + 1, std::uint8_t{1});
}

ShapeMask emptyShape(double left, double top, double right, double bottom, Size image)
{
    auto mask = emptyMask(left, top, right, bottom, image);
    return {mask.window, std::move(mask.pixels)};
}

/// Halves away from zero.
int roundedUp(double value)
{
    return static_cast<int>(value >= 0 ? std::floor(value + 0.5) : -std::floor(-value + 0.5));
}

/// Halves towards zero.
int roundedDown(double value)
{
    return static_cast<int>(value >= 0 ? std::ceil(value - 0.5) : -std::ceil(-value - 0.5));
}

/// The corners between which Pillow fills a wide line. Of an even width the one side is half a pixel wider.
Ring bandBetween(int x0, int y0, int x1, int y1, int width)
{
    const double dx = static_cast<double>(x1) - x0;
    const double dy = static_cast<double>(y1) - y0;
    const double half = (width - 1) / 2.0;
    const double most = roundedUp(half) / std::hypot(dx, dy);
    const double least = roundedDown(half) / std::hypot(dx, dy);
    const double leastX = roundedDown(least * dy);
    const double mostX = roundedDown(most * dy);
    const double leastY = roundedUp(least * dx);
    const double mostY = roundedUp(most * dx);
    return {{x0 - leastX, y0 + mostY},
            {x1 - leastX, y1 + mostY},
            {x1 + mostX, y1 - leastY},
            {x0 + mostX, y0 - leastY}};
}

void paint(const RingMask& part, ShapeMask& mask)
{
    for (int y = 0; y < part.window.height; ++y) {
        for (int x = 0; x < part.window.width; ++x) {
            if (part.pixels.at(x, y) != 0) {
                setRow(mask, part.window.y + y, part.window.x + x, part.window.x + x);
            }
        }
    }
}

} // namespace

ShapeMask pillowCircle(Point centre, double radius, Size image)
{
    const int left = withoutDecimals(centre.x - radius);
    const int top = withoutDecimals(centre.y - radius);
    const int width = withoutDecimals(centre.x + radius) - left;
    const int height = withoutDecimals(centre.y + radius) - top;
    if (width + height == 0) {
        return {}; // one pixel, which Pillow does not paint
    }
    auto mask = emptyShape(left, top, left + width, top + height, image);
    if (mask.window.isEmpty()) {
        return {};
    }
    // Of each row the first pixel met is the outermost.
    QuarterEllipse quarter(width, height);
    int row = -1;
    do {
        if (quarter.y() != row) {
            row = quarter.y();
            const int first = left + (width - quarter.x()) / 2;
            const int last = left + (width + quarter.x()) / 2;
            setRow(mask, top + (height - row) / 2, first, last);
            setRow(mask, top + (height + row) / 2, first, last);
        }
    } while (quarter.next());
    return mask;
}

ShapeMask pillowLine(const Ring& points, int width, Size image)
{
    double left = std::numeric_limits<double>::infinity();
    double top = left;
    double right = -left;
    double bottom = -left;
    for (const auto& point : points) {
        left = std::min(left, point.x - width);
        top = std::min(top, point.y - width);
        right = std::max(right, point.x + width);
        bottom = std::max(bottom, point.y + width);
    }
    auto mask = emptyShape(left, top, right, bottom, image);
    if (mask.window.isEmpty()) {
        return {};
    }
    for (std::size_t i = 1; i < points.size(); ++i) {
        const int x0 = withoutDecimals(points[i - 1].x);
        const int y0 = withoutDecimals(points[i - 1].y);
        const int x1 = withoutDecimals(points[i].x);
        const int y1 = withoutDecimals(points[i].y);
        if (x0 == x1 && y0 == y1) {
            setRow(mask, y0, x0, x0);
        } else {
            paint(pilMask(bandBetween(x0, y0, x1, y1, width), image), mask);
        }
    }
    const auto pixels = mask.pixels.pixels();
    const bool hasPixel = std::any_of(pixels.begin(), pixels.end(), [](auto value) { return value != 0; });
    return hasPixel ? std::move(mask) : ShapeMask{};
}

} // namespace sorby::imaging
