// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/canvas/measure_line.h"

#include <QCoreApplication>
#include <QLineF>
#include <QPainter>

#include <array>
#include <cmath>

namespace sorby::canvas {
namespace {

constexpr double kEndMark = 6;    ///< half the length of the marks at the ends, in widget units
constexpr double kTextAbove = 12; ///< of the length over the line's middle
constexpr double kShortest = 1;   ///< in pixels of the image

double lengthOf(annotation::Point from, annotation::Point to)
{
    return std::hypot(to.x - from.x, to.y - from.y);
}

} // namespace

void MeasureLine::disarm()
{
    m_isArmed = false;
    m_from.reset();
}

void MeasureLine::begin(annotation::Point from)
{
    m_from = from;
    m_to = from;
}

void MeasureLine::moveTo(annotation::Point to, bool straight)
{
    if (!m_from) {
        return;
    }
    if (straight) {
        if (std::abs(to.x - m_from->x) >= std::abs(to.y - m_from->y)) {
            to.y = m_from->y;
        } else {
            to.x = m_from->x;
        }
    }
    m_to = to;
}

std::optional<MeasureLine::Ends> MeasureLine::end()
{
    if (!m_from) {
        return std::nullopt;
    }
    const Ends ends{*m_from, m_to};
    m_from.reset();
    if (lengthOf(ends.from, ends.to) < kShortest) {
        return std::nullopt;
    }
    m_isArmed = false;
    return ends;
}

void MeasureLine::paint(QPainter& painter, const ViewTransform& view) const
{
    if (!m_from) {
        return;
    }
    const QLineF line(view.toWidget(*m_from), view.toWidget(m_to));
    QLineF normal = line.normalVector().unitVector();
    normal.setLength(kEndMark);
    const QPointF across(normal.dx(), normal.dy());
    painter.setRenderHint(QPainter::Antialiasing);
    for (const auto& [colour, width] :
         {std::pair{QColor(0, 0, 0, 200), 4.0}, std::pair{QColor(255, 214, 0), 2.0}}) {
        painter.setPen(QPen(colour, width));
        painter.drawLine(line);
        for (const auto& end : {line.p1(), line.p2()}) {
            painter.drawLine(end - across, end + across);
        }
    }
    const auto text = QCoreApplication::translate("sorby::canvas::MeasureLine", "%L1 px")
                          .arg(lengthOf(*m_from, m_to), 0, 'f', 1);
    QRectF box = QRectF(painter.fontMetrics().boundingRect(text)).adjusted(-5, -2, 5, 2);
    box.moveCenter(line.center() - QPointF(0, kTextAbove + box.height() / 2));
    painter.setPen(Qt::NoPen);
    painter.setBrush(QColor(0, 0, 0, 190));
    painter.drawRoundedRect(box, 3, 3);
    painter.setPen(Qt::white);
    painter.drawText(box, Qt::AlignCenter, text);
}

} // namespace sorby::canvas
