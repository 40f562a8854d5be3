// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/canvas/view_transform.h"

#include <algorithm>
#include <cmath>

namespace sorby::canvas {

namespace {

constexpr double kFitMargin = 8;    ///< widget units around a fitted image
constexpr double kKeptInSight = 80; ///< widget units of the image that cannot be moved out

} // namespace

void ViewTransform::setImageSize(Size size, bool isKept)
{
    if (size != m_image || !isKept) {
        m_image = size;
        fit();
    }
}

void ViewTransform::setWidget(QSizeF size, double devicePixelRatio)
{
    m_widget = size;
    m_devicePixelRatio = devicePixelRatio;
    if (m_fitted) {
        fit();
    } else {
        clamp();
    }
}

QPointF ViewTransform::origin() const
{
    return middle() - m_centre * scale();
}

QPointF ViewTransform::paintOrigin() const
{
    const auto exact = origin() * m_devicePixelRatio;
    return QPointF(std::round(exact.x()), std::round(exact.y())) / m_devicePixelRatio;
}

QRectF ViewTransform::paintRect() const
{
    return {paintOrigin(), QSizeF(m_image.width, m_image.height) * scale()};
}

annotation::Point ViewTransform::toImage(QPointF position) const
{
    const auto point = (position - origin()) / scale();
    return {point.x(), point.y()};
}

QPointF ViewTransform::toWidget(annotation::Point point) const
{
    return origin() + QPointF(point.x, point.y) * scale();
}

void ViewTransform::zoomAt(QPointF position, double zoom)
{
    const auto fixed = toImage(position);
    m_zoom = std::clamp(zoom, std::min(kSmallestZoom, fittingZoom()), kLargestZoom);
    m_fitted = false;
    setOrigin(position - QPointF(fixed.x, fixed.y) * scale());
}

void ViewTransform::moveBy(QPointF distance)
{
    m_fitted = false;
    setOrigin(origin() + distance);
}

void ViewTransform::fit()
{
    m_fitted = true;
    m_zoom = fittingZoom();
    m_centre = {m_image.width / 2.0, m_image.height / 2.0};
}

void ViewTransform::centreOn(annotation::Point point)
{
    m_fitted = false;
    m_centre = {point.x, point.y};
    clamp();
}

QRectF ViewTransform::visible() const
{
    return {-origin() / scale(), m_widget / scale()};
}

double ViewTransform::fittingZoom() const
{
    if (m_image.isEmpty()) {
        return 1;
    }
    const double width = std::max(1.0, m_widget.width() - 2 * kFitMargin) * m_devicePixelRatio;
    const double height = std::max(1.0, m_widget.height() - 2 * kFitMargin) * m_devicePixelRatio;
    return std::min({width / m_image.width, height / m_image.height, kLargestZoom});
}

void ViewTransform::setOrigin(QPointF origin)
{
    m_centre = (middle() - origin) / scale();
    clamp();
}

void ViewTransform::clamp()
{
    const auto clamped = [this](double centre, int image, double widget) {
        const double extent = image * scale();
        const double kept = std::min({kKeptInSight, extent, widget});
        // The image's near edge lies between kept - extent and widget - kept.
        return std::clamp(centre, (kept - widget / 2) / scale(), (widget / 2 + extent - kept) / scale());
    };
    m_centre = {clamped(m_centre.x(), m_image.width, m_widget.width()),
                clamped(m_centre.y(), m_image.height, m_widget.height())};
}

} // namespace sorby::canvas
