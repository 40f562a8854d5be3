// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/panels/grey_histogram.h"

#include <QMouseEvent>
#include <QPainter>
#include <QPainterPath>

#include <algorithm>
#include <cmath>

namespace sorby::panels {
namespace {

constexpr int kHeight = 76;
constexpr double kPlotMargin = 4;
constexpr double kGrip = 7; ///< how near the mouse has to be to an end

} // namespace

GreyHistogram::GreyHistogram(QWidget* parent) : QWidget(parent)
{
    setObjectName(QStringLiteral("contrastHistogram"));
    setAccessibleName(tr("Histogram of the greys"));
    setToolTip(
        tr("How common each grey is. Drag the two lines: what lies left of the first is shown as black, "
           "what lies right of the second as white."));
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
    setMouseTracking(true);
}

QSize GreyHistogram::sizeHint() const
{
    return {200, kHeight};
}

void GreyHistogram::setCounts(std::vector<std::uint64_t> counts, const imaging::Window& full)
{
    m_counts = std::move(counts);
    m_full = full;
    update();
}

void GreyHistogram::setMapping(const imaging::Window& window, double gamma)
{
    m_window = window;
    m_gamma = gamma;
    update();
}

QRectF GreyHistogram::field() const
{
    return QRectF(rect()).adjusted(kPlotMargin, kPlotMargin, -kPlotMargin, -kPlotMargin);
}

double GreyHistogram::toX(double grey) const
{
    const double range = std::max(m_full.high - m_full.low, 1e-12);
    return field().left() + std::clamp((grey - m_full.low) / range, 0.0, 1.0) * field().width();
}

double GreyHistogram::toGrey(double x) const
{
    const double share = (x - field().left()) / std::max(field().width(), 1.0);
    return m_full.low + std::clamp(share, 0.0, 1.0) * (m_full.high - m_full.low);
}

void GreyHistogram::drawBars(QPainter& painter) const
{
    const auto area = field();
    const auto most = m_counts.empty() ? 0 : *std::max_element(m_counts.begin(), m_counts.end());
    if (most == 0) {
        return;
    }
    QPainterPath path(area.bottomLeft());
    const double step = area.width() / static_cast<double>(m_counts.size());
    for (std::size_t bin = 0; bin < m_counts.size(); ++bin) {
        const double share = std::sqrt(static_cast<double>(m_counts[bin]) / static_cast<double>(most));
        const double y = area.bottom() - share * area.height();
        const double x = area.left() + static_cast<double>(bin) * step;
        path.lineTo(x, y);
        path.lineTo(x + step, y);
    }
    path.lineTo(area.bottomRight());
    path.closeSubpath();
    auto colour = palette().color(QPalette::WindowText);
    colour.setAlpha(120);
    painter.fillPath(path, colour);
}

void GreyHistogram::drawCurve(QPainter& painter) const
{
    const auto area = field();
    const double low = toX(m_window.low);
    const double high = toX(m_window.high);
    QPainterPath curve(QPointF(area.left(), area.bottom()));
    curve.lineTo(low, area.bottom());
    constexpr int kSteps = 32;
    for (int i = 1; i <= kSteps; ++i) {
        const double share = static_cast<double>(i) / kSteps;
        curve.lineTo(low + share * (high - low),
                     area.bottom() - std::pow(share, 1 / m_gamma) * area.height());
    }
    curve.lineTo(area.right(), area.top());
    painter.setPen(QPen(palette().color(QPalette::Highlight), 1.5));
    painter.drawPath(curve);
    for (const double x : {low, high}) {
        painter.drawLine(QPointF(x, area.top()), QPointF(x, area.bottom()));
    }
}

void GreyHistogram::paintEvent(QPaintEvent* /*event*/)
{
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    painter.fillRect(rect(), palette().color(QPalette::Base));
    if (!isEnabled()) {
        return;
    }
    drawBars(painter);
    drawCurve(painter);
}

GreyHistogram::End GreyHistogram::endAt(double x) const
{
    const double toLow = std::abs(x - toX(m_window.low));
    const double toHigh = std::abs(x - toX(m_window.high));
    if (std::min(toLow, toHigh) > kGrip) {
        return End::None;
    }
    // Where both meet, the one is taken that can still move that way.
    const bool isLow = toLow == toHigh ? x < toX(m_window.low) : toLow < toHigh;
    return isLow ? End::Low : End::High;
}

void GreyHistogram::mousePressEvent(QMouseEvent* event)
{
    if (event->button() == Qt::LeftButton) {
        m_dragged = endAt(event->position().x());
    }
}

void GreyHistogram::mouseMoveEvent(QMouseEvent* event)
{
    const double x = event->position().x();
    if (m_dragged == End::None) {
        endAt(x) == End::None ? unsetCursor() : setCursor(Qt::SplitHCursor);
        return;
    }
    const double least = (m_full.high - m_full.low) / 1000;
    const double grey = toGrey(x);
    Q_EMIT windowDragged(m_dragged == End::Low
                             ? imaging::Window{std::min(grey, m_window.high - least), m_window.high}
                             : imaging::Window{m_window.low, std::max(grey, m_window.low + least)});
}

void GreyHistogram::mouseReleaseEvent(QMouseEvent* /*event*/)
{
    m_dragged = End::None;
}

} // namespace sorby::panels
