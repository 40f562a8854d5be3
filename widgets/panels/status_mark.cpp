// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/panels/status_mark.h"

#include <QPainter>
#include <QPixmap>
#include <QWidget>

namespace sorby::panels {
namespace {

// Okabe and Ito's colours, dark enough for a white mark.
const QColor kDone(0x00, 0x80, 0x60);
const QColor kInWork(0xc0, 0x7a, 0x00);
const QColor kRejected(0xc0, 0x4a, 0x00);

void drawTick(QPainter& painter, const QPointF& middle, double unit)
{
    painter.drawPolyline(QPolygonF{middle + QPointF(-0.45, 0.05) * unit, middle + QPointF(-0.1, 0.4) * unit,
                                   middle + QPointF(0.5, -0.35) * unit});
}

void drawCross(QPainter& painter, const QPointF& middle, double unit)
{
    const QPointF arm(0.35 * unit, 0.35 * unit);
    const QPointF other(0.35 * unit, -0.35 * unit);
    painter.drawLine(middle - arm, middle + arm);
    painter.drawLine(middle - other, middle + other);
}

} // namespace

void drawStatusMark(QPainter& painter, const QRectF& square, ReviewStatus status)
{
    if (status == ReviewStatus::None) {
        return;
    }
    const double radius = std::min(square.width(), square.height()) / 2 - 0.5;
    const QPointF middle = square.center();
    const QColor colour = status == ReviewStatus::Done     ? kDone
                          : status == ReviewStatus::InWork ? kInWork
                                                           : kRejected;
    const QPen white(Qt::white, std::max(1.2, radius / 4), Qt::SolidLine, Qt::RoundCap, Qt::RoundJoin);
    painter.save();
    painter.setRenderHint(QPainter::Antialiasing);
    if (status == ReviewStatus::InWork) {
        painter.setPen(QPen(colour, std::max(1.2, radius / 4)));
        painter.setBrush(Qt::white);
        const QRectF disc(middle - QPointF(radius - 0.5, radius - 0.5),
                          QSizeF(2 * radius - 1, 2 * radius - 1));
        painter.drawEllipse(disc);
        painter.setBrush(colour);
        painter.drawPie(disc, -90 * 16, 180 * 16);
    } else {
        painter.setPen(Qt::NoPen);
        painter.setBrush(colour);
        painter.drawEllipse(middle, radius, radius);
        painter.setPen(white);
        status == ReviewStatus::Done ? drawTick(painter, middle, radius) : drawCross(painter, middle, radius);
    }
    painter.restore();
}

QIcon statusIcon(ReviewStatus status, const QWidget* widget)
{
    const int side = widget->fontMetrics().height();
    const double ratio = widget->devicePixelRatioF();
    QPixmap pixmap(QSizeF(side * ratio, side * ratio).toSize());
    pixmap.setDevicePixelRatio(ratio);
    pixmap.fill(Qt::transparent);
    QPainter painter(&pixmap);
    drawStatusMark(painter, QRectF(0, 0, side, side), status);
    return QIcon(pixmap);
}

} // namespace sorby::panels
