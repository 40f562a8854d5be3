// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/panels/colour_swatch.h"

#include "widgets/support/qt_convert.h"

#include <QPainter>
#include <QWidget>

namespace sorby::panels {

QPixmap colourSwatch(Rgb8 colour, const QWidget* widget)
{
    const int side = widget->fontMetrics().ascent() + 1;
    QPixmap result(QSize(side, side) * widget->devicePixelRatio());
    result.setDevicePixelRatio(widget->devicePixelRatio());
    result.fill(support::toQColor(colour));
    QPainter painter(&result);
    painter.setPen(widget->palette().color(QPalette::Mid));
    painter.drawRect(0, 0, side - 1, side - 1);
    return result;
}

} // namespace sorby::panels
