// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QImage>
#include <QPoint>
#include <QRegion>
#include <QSize>

namespace sorby::canvas {

/// The last painted picture of a view, in device pixels: when the view is only moved, what stays in sight is
/// shifted, and nothing but the rest is painted anew. GUI thread.
class Frame {
  public:
    /// Before each painting: the view's size, where the image's corner lies in it, and its zoom.
    void place(QSize size, QPoint origin, double zoom);
    void invalidate();
    void invalidate(const QRect& rect) { m_dirty += rect & m_image.rect(); }

    /// What has to be painted; the caller does so now.
    [[nodiscard]] QRegion takeDirty();
    /// Is the whole frame to be painted, at another zoom than the last one?
    [[nodiscard]] bool isZoomed() const { return m_isZoomed; }

    /// What is there will do for a moment: it is to be painted once more when there is time.
    void markRough() { m_rough = m_image.rect(); }
    void markRough(const QRect& rect) { m_rough += rect & m_image.rect(); }
    void markFine(const QRect& rect) { m_rough -= rect; }
    [[nodiscard]] bool isRough() const { return !m_rough.isEmpty(); }
    /// A piece of the uppermost rough part, at most so many rows.
    [[nodiscard]] QRect nextRough(int rows) const;
    [[nodiscard]] QImage& image() { return m_image; }
    void clear();

  private:
    void shift(QPoint distance);

    QImage m_image; ///< Format_RGB32
    QPoint m_origin;
    double m_zoom = 0;
    bool m_isZoomed = false;
    QRegion m_dirty;
    QRegion m_rough;
};

} // namespace sorby::canvas
