// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/gui/widgets/canvas_fixture.h"

#include <QApplication>
#include <QMouseEvent>
#include <QPixmap>
#include <QWheelEvent>

namespace sorby::test {

std::shared_ptr<document::ImageContent> flatContent(Size size, std::uint8_t grey)
{
    auto content = std::make_shared<document::ImageContent>();
    imaging::Micrograph micrograph;
    micrograph.pixels = Raster<std::uint8_t>(size, grey);
    content->micrograph = std::make_shared<const imaging::Micrograph>(std::move(micrograph));
    content->window = {0, 255};
    return content;
}

CanvasTest::CanvasTest()
{
    canvas.resize(400, 300);
    canvas.show();
}

void CanvasTest::show(const std::shared_ptr<document::ImageContent>& content)
{
    canvas.setContent(content, classes);
}

QColor CanvasTest::colourAt(const QImage& rendered, int x, int y) const
{
    return rendered.pixelColor(canvas.toWidget({x + 0.5, y + 0.5}).toPoint());
}

void CanvasTest::press(Qt::MouseButton button, QPointF position)
{
    QMouseEvent event(QEvent::MouseButtonPress, position, canvas.mapToGlobal(position), button, button,
                      Qt::NoModifier);
    QApplication::sendEvent(&canvas, &event);
}

void CanvasTest::move(QPointF position, Qt::MouseButtons buttons)
{
    QMouseEvent event(QEvent::MouseMove, position, canvas.mapToGlobal(position), Qt::NoButton, buttons,
                      Qt::NoModifier);
    QApplication::sendEvent(&canvas, &event);
}

void CanvasTest::release(Qt::MouseButton button, QPointF position)
{
    QMouseEvent event(QEvent::MouseButtonRelease, position, canvas.mapToGlobal(position), button,
                      Qt::NoButton, Qt::NoModifier);
    QApplication::sendEvent(&canvas, &event);
}

void CanvasTest::wheel(QPointF position, QPoint angleDelta, QPoint pixelDelta)
{
    QWheelEvent event(position, canvas.mapToGlobal(position), pixelDelta, angleDelta, Qt::NoButton,
                      Qt::NoModifier, Qt::NoScrollPhase, false);
    QApplication::sendEvent(&canvas, &event);
}

} // namespace sorby::test
