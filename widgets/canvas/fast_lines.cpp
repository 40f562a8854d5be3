// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/canvas/fast_lines.h"

#include <algorithm>
#include <cmath>
#include <cstdint>

namespace sorby::canvas {

namespace {

constexpr int kFractionBits = 32; ///< of a pixel: exact enough over any line
constexpr QRgb kLowChannels = 0x00ff00ffU;

/// Cuts the part of a line with low <= value <= high; false when none is left. `t0` and `t1` are its ends as
/// shares of the whole.
bool cut(double start, double change, double low, double high, double& t0, double& t1)
{
    if (change == 0) {
        return start >= low && start <= high;
    }
    const double a = (low - start) / change;
    const double b = (high - start) / change;
    t0 = std::max(t0, std::min(a, b));
    t1 = std::min(t1, std::max(a, b));
    return t0 <= t1;
}

} // namespace

FastLines::FastLines(QImage& image, const QRect& clip)
    : m_bits(reinterpret_cast<QRgb*>(image.bits())),
      m_stride(image.bytesPerLine() / static_cast<qsizetype>(sizeof(QRgb))),
      m_clip(clip & image.rect())
{}

void FastLines::polyline(std::span<const QPointF> points, QRgb colour, int alpha, QPointF offset)
{
    m_colour = colour;
    m_alpha = static_cast<unsigned>(alpha);
    if (m_clip.isEmpty()) {
        return;
    }
    for (std::size_t i = 0; i + 1 < points.size(); ++i) {
        line(points[i] + offset, points[i + 1] + offset);
    }
}

void FastLines::hairline(std::span<const QPointF> points, QRgb colour)
{
    static constexpr double kOne = 65536; // steps in fixed point: most lines are a few pixels long
    const double right = m_clip.right() + 1.0;
    const double bottom = m_clip.bottom() + 1.0;
    const auto isInside = [&](QPointF at) {
        return at.x() >= m_clip.left() && at.x() < right && at.y() >= m_clip.top() && at.y() < bottom;
    };
    for (std::size_t i = 0; i + 1 < points.size() && !m_clip.isEmpty(); ++i) {
        QPointF from = points[i];
        QPointF to = points[i + 1];
        if (!(isInside(from) && isInside(to)) && !cutToClip(from, to, 0)) {
            continue;
        }
        const double dx = to.x() - from.x();
        const double dy = to.y() - from.y();
        const int count = static_cast<int>(std::max(std::abs(dx), std::abs(dy)));
        const double share = kOne / std::max(count, 1);
        const auto stepX = static_cast<std::int64_t>(dx * share);
        const auto stepY = static_cast<std::int64_t>(dy * share);
        auto x = static_cast<std::int64_t>(from.x() * kOne);
        auto y = static_cast<std::int64_t>(from.y() * kOne);
        for (int step = 0; step <= count; ++step, x += stepX, y += stepY) {
            const auto column = static_cast<int>(x >> 16);
            const auto row = static_cast<int>(y >> 16);
            if (column >= m_clip.left() && column <= m_clip.right() && row >= m_clip.top() &&
                row <= m_clip.bottom()) {
                m_bits[row * m_stride + column] = colour;
            }
        }
    }
}

bool FastLines::cutToClip(QPointF& from, QPointF& to, double reach) const
{
    const QPointF change = to - from;
    double t0 = 0;
    double t1 = 1;
    if (!cut(from.x(), change.x(), m_clip.left() - reach, m_clip.right() + reach, t0, t1) ||
        !cut(from.y(), change.y(), m_clip.top() - reach, m_clip.bottom() + reach, t0, t1)) {
        return false;
    }
    to = from + t1 * change;
    from += t0 * change;
    return true;
}

void FastLines::line(QPointF from, QPointF to)
{
    QPointF start = from;
    QPointF end = to;
    if (!cutToClip(start, end, 2)) {
        return;
    }
    // The slope of the whole, so that a part of a line has the pixels that the whole has.
    const double dx = to.x() - from.x();
    const double dy = to.y() - from.y();
    if (std::abs(dx) >= std::abs(dy)) {
        const double slope = dx == 0 ? 0 : dy / dx;
        const auto [low, high] = std::minmax({start.x(), end.x()});
        steps<false>(low, high, from.y() - from.x() * slope, slope);
    } else {
        const double slope = dx / dy;
        const auto [low, high] = std::minmax({start.y(), end.y()});
        steps<true>(low, high, from.x() - from.y() * slope, slope);
    }
}

/// The pixels whose middle along the longer axis lies in [from, to), so that two lines that follow each other
/// share none; `at` is the other coordinate at 0. A line that reaches no middle is one pixel.
template <bool IsSteep>
void FastLines::steps(double from, double to, double at, double slope)
{
    const int first = static_cast<int>(std::ceil(from - 0.5));
    const int end = std::max(static_cast<int>(std::ceil(to - 0.5)), first + 1);
    const int low = std::max(first, IsSteep ? m_clip.top() : m_clip.left());
    const int high = std::min(end, (IsSteep ? m_clip.bottom() : m_clip.right()) + 1);
    // From a fixed beginning, so that a part of a line has the pixels that the whole has.
    const double one = std::ldexp(1.0, kFractionBits);
    const auto step = static_cast<std::int64_t>(std::llround(slope * one));
    auto place = static_cast<std::int64_t>(std::floor((at + 0.5 * slope - 0.5) * one)) + low * step;
    for (int along = low; along < high; ++along, place += step) {
        const int across = static_cast<int>(place >> kFractionBits);
        const auto share = static_cast<unsigned>((place >> (kFractionBits - 8)) & 0xff);
        IsSteep ? blend(across, along, 255U - share) : blend(along, across, 255U - share);
        IsSteep ? blend(across + 1, along, share) : blend(along, across + 1, share);
    }
}

void FastLines::blend(int x, int y, unsigned weight)
{
    if (x < m_clip.left() || x > m_clip.right() || y < m_clip.top() || y > m_clip.bottom()) {
        return;
    }
    const unsigned alpha = (weight * m_alpha + 128U) >> 8U;
    QRgb& pixel = m_bits[y * m_stride + x];
    const auto mixed = [alpha](QRgb below, QRgb above) {
        return ((below * (256U - alpha) + above * alpha) >> 8U) & kLowChannels;
    };
    const QRgb low = mixed(pixel & kLowChannels, m_colour & kLowChannels);
    const QRgb high = mixed((pixel >> 8U) & kLowChannels, (m_colour >> 8U) & kLowChannels);
    pixel = 0xff000000U | low | (high << 8U);
}

} // namespace sorby::canvas
