// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QImage>
#include <QRectF>

#include <vector>

class QPainter;

namespace sorby::support {

/// An image with its halves, quarters and so on, so that a small view of a large image is drawn fast and
/// without aliasing. Formats RGB32 and ARGB32_Premultiplied. Value type: copies share the pixels.
class ImagePyramid {
  public:
    ImagePyramid() = default;
    /// Converts other formats: with alpha to ARGB32_Premultiplied, else to RGB32.
    explicit ImagePyramid(const QImage& image);

    [[nodiscard]] bool isEmpty() const { return m_levels.empty(); }
    [[nodiscard]] QSize size() const { return isEmpty() ? QSize() : m_levels.front().size(); }
    /// The largest image, then each half as wide and high as the one before, rounded up.
    [[nodiscard]] const std::vector<QImage>& levels() const { return m_levels; }

    /// Draws what is inside `clip` with pixel (0, 0) at `origin`. `scale` is in painter units for an image
    /// pixel, `deviceScale` in device pixels: nearest neighbour from 1 on, else smooth from the fitting
    /// level.
    void draw(QPainter& painter, QPointF origin, double scale, double deviceScale, const QRectF& clip) const;

  private:
    std::vector<QImage> m_levels;
};

/// Half the width and height, rounded up: each pixel the mean of the two by two it covers. RGB32 or
/// ARGB32_Premultiplied.
[[nodiscard]] QImage halved(const QImage& image);

} // namespace sorby::support
