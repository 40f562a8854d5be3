// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/canvas/canvas.h"

#include "widgets/canvas/canvas_private.h"
#include "widgets/canvas/scale_bar.h"

#include <QKeyEvent>
#include <QMouseEvent>
#include <QNativeGestureEvent>
#include <QPaintEvent>
#include <QPainter>
#include <QTextOption>
#include <QWheelEvent>

#include <algorithm>
#include <cmath>

namespace sorby::canvas {

namespace {

constexpr double kWheelStep = 120;    ///< angleDelta of one notch
constexpr double kTouchpadStep = 40;  ///< pixelDelta that zooms like one notch
constexpr double kMessageWidth = 460; ///< widest text, in widget units: longer lines are hard to read
constexpr double kMessageMargin = 24;
constexpr double kScaleBarShare = 0.2; ///< of the width, at most

} // namespace

Canvas::Canvas(QWidget* parent) : QWidget(parent), d(std::make_unique<Private>(*this))
{
    setObjectName(QStringLiteral("canvas"));
    setAccessibleName(tr("Micrograph"));
    setFocusPolicy(Qt::WheelFocus);
    setMouseTracking(true);
    setAttribute(Qt::WA_OpaquePaintEvent);
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Expanding);
    setMinimumSize(160, 120);
    d->navigator = new Navigator(*this);
    d->divider = new SwipeDivider(*this);
}

Canvas::~Canvas() = default;

void Canvas::changeView(const std::function<void()>& change)
{
    const double before = zoom();
    change();
    if (zoom() != before) {
        Q_EMIT zoomChanged(zoom());
    }
    Q_EMIT viewChanged();
    d->navigator->refresh();
    announceHover();
    update();
}

void Canvas::updateCursor()
{
    if (d->panButton != Qt::NoButton) {
        setCursor(Qt::ClosedHandCursor);
    } else if (d->spaceHeld && d->scene.content() != nullptr) {
        setCursor(Qt::OpenHandCursor);
    } else if (d->measure.isArmed()) {
        setCursor(Qt::CrossCursor);
    } else if (d->tools.tool() != nullptr && d->scene.content() != nullptr) {
        setCursor(d->tools.tool()->cursor());
    } else {
        unsetCursor();
    }
}

void Canvas::paintEvent(QPaintEvent* event)
{
    QPainter painter(this);
    if (d->scene.content() != nullptr) { // which fills all of the view
        d->scene.paint(painter, d->view, event->rect(), palette());
        if (d->showsScaleBar) {
            const auto bar = makeScaleBar(d->scene.content()->record.calibration, d->view.scale(),
                                          width() * kScaleBarShare);
            paintScaleBar(painter, bar, rect());
        }
        if (d->tools.tool() != nullptr) {
            d->tools.tool()->paint(painter, d->view);
        }
        d->measure.paint(painter, d->view);
    } else {
        painter.fillRect(event->rect(), backgroundColour(palette()));
        drawMessage(painter);
    }
}

void Canvas::drawMessage(QPainter& painter) const
{
    const auto text =
        d->message.isEmpty() ? tr("Open a project, or import micrographs, to begin.") : d->message;
    auto messageFont = font();
    messageFont.setPointSizeF(messageFont.pointSizeF() * 1.15);
    painter.setFont(messageFont);
    painter.setPen(palette().color(QPalette::WindowText));
    const double width = std::min(kMessageWidth, this->width() - 2 * kMessageMargin);
    const QRectF area((this->width() - width) / 2, kMessageMargin, width, height() - 2 * kMessageMargin);
    QTextOption option(Qt::AlignCenter);
    option.setWrapMode(QTextOption::WrapAtWordBoundaryOrAnywhere); // a path has no spaces to break at
    painter.drawText(area, text, option);
}

void Canvas::resizeEvent(QResizeEvent* event)
{
    QWidget::resizeEvent(event);
    const bool isMirror = d->leader != nullptr;
    d->isFollowing = isMirror; // another size of the mirror is no reason for the other one to move
    changeView([this] { d->view.setWidget(size(), devicePixelRatioF()); });
    d->isFollowing = false;
    if (isMirror) {
        followView(*d->leader);
    }
    d->divider->place();
}

bool Canvas::event(QEvent* event)
{
    if (event->type() == QEvent::NativeGesture && d->scene.content() != nullptr) {
        const auto* gesture = static_cast<const QNativeGestureEvent*>(event);
        if (gesture->gestureType() == Qt::ZoomNativeGesture) {
            changeView([&] { d->view.zoomAt(gesture->position(), zoom() * (1 + gesture->value())); });
            return true;
        }
    }
    if (event->type() == QEvent::ScreenChangeInternal) {
        changeView([this] { d->view.setWidget(size(), devicePixelRatioF()); });
    }
    return QWidget::event(event);
}

void Canvas::wheelEvent(QWheelEvent* event)
{
    if (d->scene.content() != nullptr && d->tools.wheel(*event)) {
        event->accept();
        return;
    }
    // Touchpads tell pixels and zoom smoothly; Alt with the wheel belongs to the tools.
    const double steps = event->pixelDelta().isNull() ? event->angleDelta().y() / kWheelStep
                                                      : event->pixelDelta().y() / kTouchpadStep;
    if (d->scene.content() == nullptr || steps == 0 || event->modifiers().testFlag(Qt::AltModifier)) {
        event->ignore();
        return;
    }
    changeView(
        [&] { d->view.zoomAt(event->position(), zoom() * std::pow(ViewTransform::kZoomStep, steps)); });
    event->accept();
}

void Canvas::setTool(Tool* tool)
{
    d->tools.setTool(tool);
    updateCursor();
    update();
}

void Canvas::toolCursorChanged()
{
    updateCursor();
}

void Canvas::startMeasuring()
{
    if (d->scene.content() != nullptr) {
        d->measure.arm();
        setFocus();
        updateCursor();
    }
}

bool Canvas::isMeasuring() const
{
    return d->measure.isArmed();
}

void Canvas::stopMeasuring()
{
    if (d->measure.isArmed()) {
        d->measure.disarm();
        updateCursor();
        update();
        Q_EMIT measuringEnded();
    }
}

void Canvas::finishMeasuring()
{
    if (const auto ends = d->measure.end()) {
        updateCursor();
        Q_EMIT measuringEnded();
        Q_EMIT measured(ends->to.x - ends->from.x, ends->to.y - ends->from.y);
    }
    update();
}

void Canvas::mousePressEvent(QMouseEvent* event)
{
    if (d->measure.isArmed() && event->button() == Qt::LeftButton && !d->spaceHeld) {
        d->measure.begin(toImage(event->position()));
        return;
    }
    const bool pans =
        event->button() == Qt::MiddleButton || (event->button() == Qt::LeftButton && d->spaceHeld);
    if (d->scene.content() == nullptr || !pans || d->panButton != Qt::NoButton) {
        const bool isTaken = d->scene.content() != nullptr && d->panButton == Qt::NoButton && !d->spaceHeld &&
                             d->tools.press(*event, d->view);
        if (!isTaken) {
            QWidget::mousePressEvent(event);
        }
        return;
    }
    d->panButton = event->button();
    d->panPosition = event->position();
    updateCursor();
}

void Canvas::mouseMoveEvent(QMouseEvent* event)
{
    d->cursorPosition = event->position();
    if (d->panButton != Qt::NoButton) {
        const auto distance = event->position() - d->panPosition;
        d->panPosition = event->position();
        changeView([this, distance] { d->view.moveBy(distance); });
    } else {
        if (d->measure.isDrawn()) {
            d->measure.moveTo(toImage(event->position()), event->modifiers().testFlag(Qt::ShiftModifier));
            update();
        } else if (d->scene.content() != nullptr) {
            d->tools.move(*event, d->view);
        }
        announceHover();
    }
}

void Canvas::mouseReleaseEvent(QMouseEvent* event)
{
    if (event->button() == d->panButton) {
        d->panButton = Qt::NoButton;
        updateCursor();
    } else if (d->measure.isDrawn() && event->button() == Qt::LeftButton) {
        finishMeasuring();
    } else if (!d->tools.release(*event, d->view)) {
        QWidget::mouseReleaseEvent(event);
    }
}

void Canvas::mouseDoubleClickEvent(QMouseEvent* event)
{
    if (event->button() == Qt::LeftButton && !d->spaceHeld && !d->measure.isArmed()) {
        if (d->scene.content() == nullptr || !d->tools.doubleClick(*event, d->view)) {
            fit();
        }
    } else {
        mousePressEvent(event);
    }
}

void Canvas::keyPressEvent(QKeyEvent* event)
{
    if (event->key() == Qt::Key_Escape && isMeasuring()) {
        stopMeasuring();
        return;
    }
    if (event->key() == Qt::Key_Space) {
        d->spaceHeld = true;
        updateCursor();
        return;
    }
    if (d->scene.content() != nullptr && d->tools.key(*event)) {
        return;
    }
    QWidget::keyPressEvent(event);
}

void Canvas::keyReleaseEvent(QKeyEvent* event)
{
    if (event->key() != Qt::Key_Space) {
        QWidget::keyReleaseEvent(event);
    } else if (!event->isAutoRepeat()) {
        d->spaceHeld = false;
        updateCursor();
    }
}

void Canvas::focusOutEvent(QFocusEvent* event)
{
    d->spaceHeld = false; // its release goes elsewhere
    updateCursor();
    QWidget::focusOutEvent(event);
}

void Canvas::leaveEvent(QEvent* event)
{
    d->cursorPosition.reset();
    d->tools.leave();
    Q_EMIT hovered(QString());
    QWidget::leaveEvent(event);
}

void Canvas::changeEvent(QEvent* event)
{
    if (event->type() == QEvent::PaletteChange || event->type() == QEvent::LanguageChange ||
        event->type() == QEvent::FontChange) {
        update();
    }
    QWidget::changeEvent(event);
}

} // namespace sorby::canvas
