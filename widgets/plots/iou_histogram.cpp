// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/plots/iou_histogram.h"

#include "widgets/plots/iou_colour.h"

#include <QHelpEvent>
#include <QLocale>
#include <QPainter>
#include <QToolTip>

#include <algorithm>

namespace sorby::plots {

IouHistogram::IouHistogram(QWidget* parent) : QWidget(parent)
{
    setAccessibleName(tr("Histogram of the images' IoU"));
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
}

void IouHistogram::setValues(const std::vector<double>& values)
{
    m_counts.fill(0);
    for (const double value : values) {
        const int bin = std::clamp(static_cast<int>(value * kBins), 0, kBins - 1);
        ++m_counts[static_cast<std::size_t>(bin)];
    }
    update();
}

QSize IouHistogram::sizeHint() const
{
    return {fontMetrics().averageCharWidth() * 40, fontMetrics().height() * 4};
}

QSize IouHistogram::minimumSizeHint() const
{
    return {fontMetrics().averageCharWidth() * 16, fontMetrics().height() * 3};
}

QRect IouHistogram::plotArea() const
{
    const int half = fontMetrics().averageCharWidth() * 2;
    return rect().adjusted(half, 1, -half, -fontMetrics().height());
}

void IouHistogram::paintEvent(QPaintEvent*)
{
    QPainter painter(this);
    const QRect area = plotArea();
    const int highest = std::max(1, *std::max_element(m_counts.begin(), m_counts.end()));
    for (int bin = 0; bin < kBins; ++bin) {
        const int count = m_counts[static_cast<std::size_t>(bin)];
        if (count == 0) {
            continue;
        }
        const int left = area.left() + area.width() * bin / kBins;
        const int right = area.left() + area.width() * (bin + 1) / kBins;
        const int height = std::max(2, area.height() * count / highest);
        const QRect bar(left + 1, area.bottom() + 1 - height, right - left - 2, height);
        painter.fillRect(bar, iouColour((bin + 0.5) / kBins));
    }
    painter.setPen(palette().color(QPalette::Mid));
    painter.drawLine(area.bottomLeft() + QPoint(0, 1), area.bottomRight() + QPoint(0, 1));
    painter.setPen(palette().color(QPalette::WindowText));
    for (const double value : {0.0, 0.25, 0.5, 0.75, 1.0}) {
        const int x = area.left() + static_cast<int>(area.width() * value);
        const QRect box(x - 50, area.bottom() + 2, 100, fontMetrics().height());
        painter.drawText(box, Qt::AlignHCenter | Qt::AlignTop, locale().toString(value));
    }
}

bool IouHistogram::event(QEvent* event)
{
    if (event->type() != QEvent::ToolTip) {
        return QWidget::event(event);
    }
    const auto* help = static_cast<QHelpEvent*>(event);
    const QRect area = plotArea();
    if (!area.contains(help->pos()) || area.width() < kBins) {
        QToolTip::hideText();
        return true;
    }
    const int bin = std::clamp((help->pos().x() - area.left()) * kBins / area.width(), 0, kBins - 1);
    const int count = m_counts[static_cast<std::size_t>(bin)];
    QToolTip::showText(help->globalPos(), tr("%n image(s) with an IoU from %1 to %2", nullptr, count)
                                              .arg(locale().toString(bin / double{kBins}, 'f', 2),
                                                   locale().toString((bin + 1) / double{kBins}, 'f', 2)));
    return true;
}

} // namespace sorby::plots
