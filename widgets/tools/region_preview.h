// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/raster.h"
#include "widgets/canvas/view_transform.h"

#include <QColor>
#include <QImage>

#include <cstdint>

class QPainter;

namespace sorby::tools {

/// Pixels that a tool would take, as a veil with a firm border over the canvas. Value type; made on any
/// thread.
class RegionPreview {
  public:
    RegionPreview() = default;
    /// `mask` has its first pixel at (rect.x, rect.y) of the image; of it only what lies in `bounds` (in the
    /// image) is looked at, which has to hold all pixels that are not 0.
    RegionPreview(const Raster<std::uint8_t>& mask, const PixelRect& rect, const PixelRect& bounds,
                  QColor colour);

    [[nodiscard]] bool isEmpty() const { return m_bounds.isEmpty(); }
    [[nodiscard]] const PixelRect& bounds() const { return m_bounds; }
    [[nodiscard]] bool contains(int x, int y) const;
    void paint(QPainter& painter, const canvas::ViewTransform& view) const;

  private:
    QImage m_image; ///< indices: nothing, inside, border
    PixelRect m_bounds;
};

} // namespace sorby::tools
