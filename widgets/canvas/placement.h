// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QPointF>
#include <QRectF>

namespace sorby::canvas {

/// Where an image is painted, in device pixels.
struct Placement {
    QPointF origin;       ///< of the image's corner (0, 0), on whole device pixels
    double zoom = 1;      ///< device pixels for an image pixel
    QRectF view;          ///< what is seen of it
    QRectF clip;          ///< what is painted now, inside the view
    bool isRough = false; ///< the picture of a moment: what can be painted fast is enough

    [[nodiscard]] QRectF toImage(const QRectF& device) const
    {
        return {(device.topLeft() - origin) / zoom, device.size() / zoom};
    }
    [[nodiscard]] QRectF toDevice(const QRectF& image) const
    {
        return {origin + image.topLeft() * zoom, image.size() * zoom};
    }
};

} // namespace sorby::canvas
