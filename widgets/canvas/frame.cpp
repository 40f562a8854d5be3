// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/canvas/frame.h"

#include <cstdlib>
#include <cstring>
#include <utility>

namespace sorby::canvas {

void Frame::place(QSize size, QPoint origin, double zoom)
{
    m_isZoomed = zoom != m_zoom;
    if (m_image.size() != size) {
        m_rough = {};
        m_image = QImage(size, QImage::Format_RGB32);
        invalidate();
    } else if (zoom != m_zoom) {
        invalidate();
    } else if (origin != m_origin) {
        shift(origin - m_origin);
    }
    m_origin = origin;
    m_zoom = zoom;
}

void Frame::invalidate()
{
    m_dirty = m_image.rect();
}

QRegion Frame::takeDirty()
{
    return std::exchange(m_dirty, QRegion());
}

QRect Frame::nextRough(int rows) const
{
    const QRect first = isRough() ? *m_rough.begin() : QRect();
    return first.intersected(QRect(first.left(), first.top(), first.width(), rows));
}

void Frame::clear()
{
    m_image = {};
    m_dirty = {};
    m_rough = {};
    m_zoom = 0;
}

void Frame::shift(QPoint distance)
{
    const QRect whole = m_image.rect();
    const QRect kept = whole & whole.translated(distance);
    if (kept.isEmpty()) {
        invalidate();
        return;
    }
    const QRect source = kept.translated(-distance);
    const auto stride = m_image.bytesPerLine();
    uchar* bits = m_image.bits();
    const auto bytes = static_cast<std::size_t>(kept.width()) * sizeof(QRgb);
    const bool isDown = distance.y() > 0; // then from the last row up, so that none is overwritten early
    for (int i = 0; i < kept.height(); ++i) {
        const int row = isDown ? kept.height() - 1 - i : i;
        std::memmove(bits + (kept.top() + row) * stride + kept.left() * static_cast<int>(sizeof(QRgb)),
                     bits + (source.top() + row) * stride + source.left() * static_cast<int>(sizeof(QRgb)),
                     bytes);
    }
    m_rough.translate(distance);
    m_rough &= kept;
    m_dirty.translate(distance);
    m_dirty &= whole;
    m_dirty += QRegion(whole) - kept;
}

} // namespace sorby::canvas
