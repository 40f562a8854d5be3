// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/annotation/geometry.h"
#include "core/base/raster.h"

#include <QPointF>
#include <QRectF>
#include <QSizeF>

namespace sorby::canvas {

/// Where an image lies in a widget: zoom and place, and the rules that keep it in sight. Zoom is in device
/// pixels for an image pixel, so that 1 shows every image pixel as it is on any screen; positions are in
/// widget units. Value type.
class ViewTransform {
  public:
    static constexpr double kSmallestZoom = 0.02; ///< or less, when the whole image needs it
    static constexpr double kLargestZoom = 64;
    static constexpr double kZoomStep = 1.25;

    /// Another image: it is fitted, unless it has the size of the one before and the view is to be kept.
    void setImageSize(Size size, bool isKept = true);
    /// Keeps the image point in the middle; a fitted image stays fitted.
    void setWidget(QSizeF size, double devicePixelRatio);

    [[nodiscard]] QSizeF widgetSize() const { return m_widget; }
    [[nodiscard]] double devicePixelRatio() const { return m_devicePixelRatio; }
    [[nodiscard]] double zoom() const { return m_zoom; }
    [[nodiscard]] double scale() const
    {
        return m_zoom / m_devicePixelRatio;
    } ///< widget units an image pixel
    [[nodiscard]] bool isFitted() const { return m_fitted; }
    [[nodiscard]] QPointF origin() const; ///< of the image's corner (0, 0)
    /// origin() on whole device pixels: what is painted, so that panning does not shimmer.
    [[nodiscard]] QPointF paintOrigin() const;
    [[nodiscard]] QRectF paintRect() const; ///< of the whole image
    [[nodiscard]] QPointF middle() const { return {m_widget.width() / 2, m_widget.height() / 2}; }

    [[nodiscard]] annotation::Point toImage(QPointF position) const;
    [[nodiscard]] QPointF toWidget(annotation::Point point) const;

    /// The image point at `position` stays there.
    void zoomAt(QPointF position, double zoom);
    void moveBy(QPointF distance);
    void fit();
    [[nodiscard]] annotation::Point centre() const { return {m_centre.x(), m_centre.y()}; }
    /// The image point in the middle of the widget, as far as the rules let it.
    void centreOn(annotation::Point point);
    /// The part of the image's plane that the widget shows, also beyond the image.
    [[nodiscard]] QRectF visible() const;

  private:
    [[nodiscard]] double fittingZoom() const;
    void setOrigin(QPointF origin);
    void clamp();

    Size m_image;
    QSizeF m_widget{1, 1};
    double m_devicePixelRatio = 1;
    double m_zoom = 1;
    QPointF m_centre; ///< image point in the middle of the widget
    bool m_fitted = true;
};

} // namespace sorby::canvas
