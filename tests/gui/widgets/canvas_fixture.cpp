// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/gui/widgets/canvas_fixture.h"

#include <QApplication>
#include <QMouseEvent>
#include <QPixmap>
#include <QWheelEvent>

namespace sorby::test {

std::shared_ptr<document::ImageContent> flatContent(Size size, std::uint8_t grey)
{
    return document::makeImageContent({Raster<std::uint8_t>(size, grey)});
}

void setReference(document::ImageContent& content, const imaging::LabelImage& labels)
{
    content.annotations.pixelEdits = annotation::PixelEdits::fromLabels(labels);
    content.reference =
        std::make_shared<const imaging::ReferenceSource>(content.size(), content.annotations, std::nullopt);
}

void setPrediction(document::ImageContent& content, const imaging::LabelImage& labels)
{
    content.prediction = std::make_shared<const imaging::PackedLabels>(labels);
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
