// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/support/image_pyramid.h"

#include <QPainter>

#include <algorithm>
#include <cmath>

namespace sorby::support {

namespace {

constexpr int kSmallestLevelPx = 64;

/// The mean of four pixels, two channels at a time in one 32-bit number.
QRgb meanOfFour(QRgb a, QRgb b, QRgb c, QRgb e)
{
    constexpr QRgb kEven = 0x00ff00ffU;
    constexpr QRgb kRound = 0x00020002U;
    const QRgb low = ((a & kEven) + (b & kEven) + (c & kEven) + (e & kEven) + kRound) >> 2;
    const QRgb high =
        ((a >> 8) & kEven) + ((b >> 8) & kEven) + ((c >> 8) & kEven) + ((e >> 8) & kEven) + kRound;
    return (low & kEven) | ((high << 6) & ~kEven);
}

} // namespace

QImage halved(const QImage& image)
{
    QImage half((image.width() + 1) / 2, (image.height() + 1) / 2, image.format());
    for (int y = 0; y < half.height(); ++y) {
        const auto* upper = reinterpret_cast<const QRgb*>(image.constScanLine(2 * y));
        const auto* lower =
            reinterpret_cast<const QRgb*>(image.constScanLine(std::min(2 * y + 1, image.height() - 1)));
        auto* target = reinterpret_cast<QRgb*>(half.scanLine(y));
        const int pairs = image.width() / 2;
        for (int x = 0; x < pairs; ++x) {
            target[x] = meanOfFour(upper[2 * x], upper[2 * x + 1], lower[2 * x], lower[2 * x + 1]);
        }
        if (pairs < half.width()) {
            target[pairs] =
                meanOfFour(upper[2 * pairs], upper[2 * pairs], lower[2 * pairs], lower[2 * pairs]);
        }
    }
    return half;
}

ImagePyramid::ImagePyramid(const QImage& image)
{
    if (image.isNull()) {
        return;
    }
    const auto format = image.hasAlphaChannel() ? QImage::Format_ARGB32_Premultiplied : QImage::Format_RGB32;
    m_levels.push_back(image.convertToFormat(format));
    while (std::max(m_levels.back().width(), m_levels.back().height()) > kSmallestLevelPx) {
        m_levels.push_back(halved(m_levels.back()));
    }
}

void ImagePyramid::draw(QPainter& painter, QPointF origin, double scale, double deviceScale,
                        const QRectF& clip) const
{
    if (isEmpty() || scale <= 0) {
        return;
    }
    std::size_t level = 0;
    double shrink = 1; // image pixels for a pixel of the level
    while (level + 1 < m_levels.size() && deviceScale * shrink * 2 <= 1) {
        ++level;
        shrink *= 2;
    }
    const auto& image = m_levels[level];
    // The last pixel of a level may cover only half of what it stands for, so the whole is measured in the
    // image's own pixels.
    const QRectF whole(0, 0, size().width() / shrink, size().height() / shrink);
    const double levelScale = scale * shrink;
    const QRectF wanted((clip.topLeft() - origin) / levelScale, clip.size() / levelScale);
    const QRectF aligned(QPointF(std::floor(wanted.left()) - 1, std::floor(wanted.top()) - 1),
                         QPointF(std::ceil(wanted.right()) + 1, std::ceil(wanted.bottom()) + 1));
    const auto source = aligned.intersected(whole);
    if (source.isEmpty()) {
        return;
    }
    const bool smooth = painter.testRenderHint(QPainter::SmoothPixmapTransform);
    painter.setRenderHint(QPainter::SmoothPixmapTransform, deviceScale < 1);
    painter.drawImage(QRectF(origin + source.topLeft() * levelScale, source.size() * levelScale), image,
                      source);
    painter.setRenderHint(QPainter::SmoothPixmapTransform, smooth);
}

} // namespace sorby::support
