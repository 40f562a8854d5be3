// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/canvas/swipe_divider.h"

#include "widgets/canvas/canvas.h"

#include <QKeyEvent>
#include <QMouseEvent>
#include <QPainter>

#include <algorithm>

namespace sorby::canvas {

namespace {

constexpr int kWidth = 17;
constexpr double kStep = 0.02; ///< of an arrow key

} // namespace

SwipeDivider::SwipeDivider(Canvas& canvas) : QWidget(&canvas), m_canvas(canvas)
{
    setObjectName(QStringLiteral("swipeDivider"));
    setAccessibleName(tr("Divider between the two sides that are compared"));
    setToolTip(tr("Drag to see more of the one side or the other."));
    setCursor(Qt::SplitHCursor);
    setFocusPolicy(Qt::TabFocus);
    hide();
}

void SwipeDivider::place()
{
    const int middle = qRound(m_canvas.split() * m_canvas.width());
    setGeometry(middle - kWidth / 2, 0, kWidth, m_canvas.height());
}

void SwipeDivider::paintEvent(QPaintEvent* /*event*/)
{
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    const QPointF middle(kWidth / 2.0, height() / 2.0);
    painter.setPen(QPen(QColor(0, 0, 0, 150), 3));
    painter.drawLine(QPointF(middle.x(), 0), QPointF(middle.x(), height()));
    painter.setPen(QPen(QColor(255, 214, 0), 1));
    painter.drawLine(QPointF(middle.x(), 0), QPointF(middle.x(), height()));
    painter.setBrush(hasFocus() ? QColor(255, 214, 0) : QColor(255, 255, 255));
    painter.setPen(QPen(QColor(0, 0, 0, 180), 1));
    painter.drawRoundedRect(QRectF(middle.x() - 5, middle.y() - 14, 10, 28), 5, 5);
    painter.drawLine(QPointF(middle.x() - 1.5, middle.y() - 6), QPointF(middle.x() - 1.5, middle.y() + 6));
    painter.drawLine(QPointF(middle.x() + 1.5, middle.y() - 6), QPointF(middle.x() + 1.5, middle.y() + 6));
}

void SwipeDivider::mousePressEvent(QMouseEvent* event)
{
    if (event->button() == Qt::LeftButton) {
        m_grip = event->position().x() - kWidth / 2.0;
    }
}

void SwipeDivider::mouseMoveEvent(QMouseEvent* event)
{
    if (m_grip && m_canvas.width() > 0) {
        m_canvas.setSplit((mapToParent(event->position()).x() - *m_grip) / m_canvas.width());
    }
}

void SwipeDivider::mouseReleaseEvent(QMouseEvent* event)
{
    event->accept();
    m_grip.reset();
}

void SwipeDivider::keyPressEvent(QKeyEvent* event)
{
    if (event->key() == Qt::Key_Left || event->key() == Qt::Key_Right) {
        m_canvas.setSplit(m_canvas.split() + (event->key() == Qt::Key_Left ? -kStep : kStep));
    } else {
        QWidget::keyPressEvent(event);
    }
}

} // namespace sorby::canvas
