// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/canvas/scale_bar.h"

#include <QCoreApplication>
#include <QFontMetricsF>
#include <QLocale>
#include <QPainter>

#include <algorithm>
#include <cmath>

namespace sorby::canvas {

namespace {

constexpr double kBarMargin = 12; ///< from the widget's edge
constexpr double kPadding = 6;    ///< around bar and text
constexpr double kThickness = 3;

struct ScaleText {
    Q_DECLARE_TR_FUNCTIONS(ScaleText)
};

/// The largest of 1, 2, 5, 10, 20 ... that is not above `most`; also below 1.
double roundBelow(double most)
{
    const double power = std::pow(10.0, std::floor(std::log10(most)));
    for (const double step : {5.0, 2.0}) {
        if (step * power <= most * (1 + 1e-9)) {
            return step * power;
        }
    }
    return power;
}

QString lengthText(double micrometres)
{
    const auto number = [](double value) { return QLocale().toString(value, 'g', 4); };
    if (micrometres < 0.999) {
        return ScaleText::tr("%1 nm").arg(number(micrometres * 1000));
    }
    if (micrometres > 999) {
        return ScaleText::tr("%1 mm").arg(number(micrometres / 1000));
    }
    return ScaleText::tr("%1 µm").arg(number(micrometres));
}

} // namespace

ScaleBar makeScaleBar(const std::optional<Calibration>& calibration, double scale, double longest)
{
    if (scale <= 0 || longest <= 0) {
        return {};
    }
    if (calibration && calibration->xMicrometres > 0) {
        const double perUnit = calibration->xMicrometres / scale;
        const double length = roundBelow(longest * perUnit);
        return {length / perUnit, lengthText(length)};
    }
    // Parts of a pixel are no length.
    const double length = std::max(1.0, roundBelow(longest / scale));
    return {length * scale, ScaleText::tr("%1 px").arg(QLocale().toString(length, 'f', 0))};
}

void paintScaleBar(QPainter& painter, const ScaleBar& bar, const QRectF& area)
{
    const QFontMetricsF metrics(painter.font());
    const double textWidth = metrics.horizontalAdvance(bar.text);
    const double width = std::max(bar.lengthPx, textWidth) + 2 * kPadding;
    const double height = metrics.height() + kThickness + 2.5 * kPadding;
    const QRectF ground(area.left() + kBarMargin, area.bottom() - kBarMargin - height, width, height);
    painter.save();
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(Qt::NoPen);
    painter.setBrush(QColor(0, 0, 0, 150));
    painter.drawRoundedRect(ground, 4, 4);
    painter.setPen(Qt::white);
    painter.drawText(QRectF(ground.left(), ground.top() + kPadding / 2, width, metrics.height()),
                     Qt::AlignCenter, bar.text);
    painter.setRenderHint(QPainter::Antialiasing, false);
    painter.fillRect(QRectF(ground.center().x() - bar.lengthPx / 2, ground.bottom() - kPadding - kThickness,
                            bar.lengthPx, kThickness),
                     Qt::white);
    painter.restore();
}

} // namespace sorby::canvas
