// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/canvas/navigator.h"

#include "widgets/canvas/canvas.h"

#include <QMouseEvent>
#include <QPainter>

#include <algorithm>

namespace sorby::canvas {

namespace {

constexpr int kLongestSide = 170;
constexpr int kShortestSide = 24;
constexpr int kMargin = 10;

} // namespace

Navigator::Navigator(Canvas& canvas) : QWidget(&canvas), m_canvas(canvas)
{
    setObjectName(QStringLiteral("navigator"));
    setAccessibleName(tr("Navigator"));
    setToolTip(tr("The whole micrograph, and in the frame what is in sight. Drag to look elsewhere."));
    setCursor(Qt::PointingHandCursor);
    setFocusPolicy(Qt::NoFocus);
    setAttribute(Qt::WA_OpaquePaintEvent);
    hide();
}

void Navigator::setWanted(bool wanted)
{
    m_isWanted = wanted;
    refresh();
}

void Navigator::refresh()
{
    const auto* content = m_canvas.content();
    const QRectF all =
        content == nullptr ? QRectF() : QRectF(0, 0, content->size().width, content->size().height);
    const bool isNeeded = m_isWanted && !all.isEmpty() && !m_canvas.visibleImage().contains(all);
    if (!isNeeded) {
        hide();
        return;
    }
    makePicture();
    const QSize size = m_picture.deviceIndependentSize().toSize();
    setGeometry(m_canvas.width() - size.width() - kMargin, kMargin, size.width(), size.height());
    show();
    raise();
    update();
}

void Navigator::makePicture()
{
    const auto& content = *m_canvas.content();
    const auto& pyramid = *content.pyramid;
    if (m_pictured == &pyramid && m_mapping == m_canvas.mapping()) {
        return;
    }
    m_pictured = &pyramid;
    m_mapping = m_canvas.mapping();
    // The last level fits into one tile and is always in memory.
    const int level = pyramid.levelCount() - 1;
    const Size size = pyramid.levelSize(level);
    const auto pixels = pyramid.read(level, {0, 0, size.width, size.height});
    QImage picture(1, 1, QImage::Format_RGB32);
    if (pixels) {
        picture = GreyTables(m_mapping, pyramid.kind()).toImage(*pixels);
    }
    const double ratio = devicePixelRatioF();
    auto target = QSizeF(content.size().width, content.size().height)
                      .scaled(kLongestSide, kLongestSide, Qt::KeepAspectRatio);
    target = target.expandedTo(QSizeF(kShortestSide, kShortestSide));
    m_picture = picture.scaled((target * ratio).toSize(), Qt::IgnoreAspectRatio, Qt::SmoothTransformation);
    m_picture.setDevicePixelRatio(ratio);
}

void Navigator::paintEvent(QPaintEvent* /*event*/)
{
    const auto* content = m_canvas.content();
    if (content == nullptr) {
        return;
    }
    QPainter painter(this);
    painter.drawImage(QPointF(0, 0), m_picture);
    const double scaleX = static_cast<double>(width()) / content->size().width;
    const double scaleY = static_cast<double>(height()) / content->size().height;
    const auto seen = m_canvas.visibleImage();
    QRectF frame(seen.left() * scaleX, seen.top() * scaleY, seen.width() * scaleX, seen.height() * scaleY);
    if (frame.width() < 5 || frame.height() < 5) { // still to be seen when far inside
        const auto middle = frame.center();
        frame.setSize(frame.size().expandedTo(QSizeF(5, 5)));
        frame.moveCenter(middle);
    }
    painter.setPen(QPen(QColor(0, 0, 0, 170), 3));
    painter.drawRect(frame);
    painter.setPen(QPen(QColor(255, 214, 0), 1));
    painter.drawRect(frame);
    painter.setPen(QPen(QColor(0, 0, 0, 180), 1));
    painter.drawRect(QRectF(rect()).adjusted(0.5, 0.5, -0.5, -0.5));
}

void Navigator::lookAt(QPointF position)
{
    if (const auto* content = m_canvas.content()) {
        m_canvas.centreOn({position.x() / width() * content->size().width,
                           position.y() / height() * content->size().height});
    }
}

void Navigator::mousePressEvent(QMouseEvent* event)
{
    if (event->button() == Qt::LeftButton) {
        lookAt(event->position());
    }
}

void Navigator::mouseMoveEvent(QMouseEvent* event)
{
    if (event->buttons().testFlag(Qt::LeftButton)) {
        lookAt(event->position());
    }
}

void Navigator::mouseReleaseEvent(QMouseEvent* event)
{
    event->accept(); // the canvas below is not to see half a click
}

} // namespace sorby::canvas
